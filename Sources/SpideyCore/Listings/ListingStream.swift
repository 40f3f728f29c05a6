import HTTPServer
import SystemCalls

/// A listing in the making, which owns its work: first to see whether it is a short one that is
/// ready at once, then, if it is long, as content that is made while it is sent.
final class ListingStream: ContentProducer, @unchecked Sendable {
    private var work: ListingWork?

    /// A listing that has not been begun.
    init(_ work: consuming ListingWork) {
        let cancellation = work.cancellation
        self.work = .some(work)
        super.init(cancellation: cancellation)
    }

    deinit { work?.giveBack() }

    /// Whether there are too many entries for a page that is made as a whole, and all of them have
    /// been read.
    var isReadyToStream: Bool { (work?.isLarge ?? false) && (work?.isRead ?? false) }

    /// Makes a short listing, or the beginning of a long one.
    /// - Throws: why the directory cannot be read.
    func start(until deadline: Instant, mayBlock: Bool) throws(SystemError) -> Progress {
        try advance(limit: .max, until: deadline, mayBlock: mayBlock)
    }

    /// The finished work, to make the page true again later.
    func takeFinished() -> KeptListing? {
        switch work.take() {
        case .some(let work): KeptListing(work)
        case .none: nil
        }
    }

    override func produce(until deadline: Instant, mayBlock: Bool) -> Progress {
        do throws(SystemError) {
            return try advance(limit: Self.pieceBytes, until: deadline, mayBlock: mayBlock)
        } catch {
            return .failed
        }
    }

    private func advance(
        limit: Int, until deadline: Instant, mayBlock: Bool
    ) throws(SystemError) -> Progress {
        try work?.advance(&content, limit: limit, until: deadline, mayBlock: mayBlock) ?? .finished
    }
}
