import SystemCalls

@testable import HTTPServer

/// The content `made at last`, in two parts, the second of which has to wait for a disk.
final class TwoPartProducer: ContentProducer, @unchecked Sendable {
    private var hasBegun = false

    override func produce(until deadline: Instant, mayBlock: Bool) -> Progress {
        guard hasBegun else {
            hasBegun = true
            content += Array("made".utf8)
            return .more
        }
        guard mayBlock else { return .blocking }
        content += Array(" at last".utf8)
        return .finished
    }
}
