import HTTPServer
import SystemCalls

/// A listing being generated, which owns its work. A short one is finished by `start`; a long one
/// is then a source of content, generated while it is sent.
final class ListingStream: ContentProducer, @unchecked Sendable {
    private var work: ListingWork?
    private let start = Instant.now

    /// A listing that has not been begun.
    init(_ work: consuming ListingWork) {
        self.work = .some(work)
        super.init()
    }

    deinit { work?.giveBack() }

    /// Whether the listing is long and all of its names have been read.
    var isReadyToStream: Bool { (work?.isLarge ?? false) && (work?.isRead ?? false) }

    /// Generates a short listing, or the beginning of a long one.
    /// - Throws: the error of reading the directory.
    func start(until deadline: Instant, mayBlock: Bool) throws(SystemError) -> Progress {
        try advance(limit: .max, until: deadline, mayBlock: mayBlock)
    }

    /// The finished work, by which a cache can renew the page later.
    func takeFinished() -> KeptListing? {
        switch work.take() {
        case .some(let work): KeptListing(work)
        case .none: nil
        }
    }

    override func isOverdue(_ now: Instant) -> Bool {
        work?.budget?.isOverdue(since: start, at: now) ?? false
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
