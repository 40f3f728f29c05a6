import Sockets
import SystemCalls

/// A listing that is made while it is being sent.
final class ListingStream: StreamedContent {
    private var work: ListingWork

    /// - Parameter beginning: what the work has made of the page already.
    init(_ work: consuming ListingWork, beginning: [UInt8]) {
        self.work = work
        super.init(beginning: beginning)
    }

    override func make(
        _ page: inout [UInt8], until deadline: Instant, mayBlock: Bool
    ) throws(SystemError) -> Progress {
        try work.advance(
            &page, limit: Self.pieceBytes, until: deadline, mayBlock: mayBlock)
    }
}
