package import Sockets
public import SystemCalls

/// Content that is made while it is being sent, piece by piece, so that it is never in memory as a
/// whole and a long piece of work holds nobody up.
///
/// A connection asks for more whenever little is left to send, and frames what it gets. One thread
/// at a time uses a producer, though not always the same one: what it works on is its own.
open class ContentProducer: @unchecked Sendable {
    /// What became of an attempt to make more.
    public enum Progress: Sendable {
        /// There is more to come; some may have been made.
        case more
        /// The next step may have to wait for a disk: it is not to be made where others wait.
        case blocking
        /// That was all.
        case finished
        /// The rest cannot be made: the response is cut short.
        case failed
    }

    /// Bytes in a piece at least, if there are as many: large enough for few calls, small enough to
    /// be kept for each connection.
    package static let pieceBytes = 64 * 1024

    /// What has been made and not been taken.
    package final var content: [UInt8]
    /// Whether it waits for something that is not on this machine, where it waits.
    package final var isRemote = false
    /// Cancelled when nobody wants the content any more.
    package final let cancellation: Cancellation

    /// A producer.
    /// - Parameters:
    ///   - beginning: content that has been made already.
    ///   - cancellation: of the request.
    package init(beginning: [UInt8] = [], cancellation: Cancellation = Cancellation()) {
        content = beginning
        self.cancellation = cancellation
    }

    /// What has been made since the last call.
    final func takeContent() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &content)
        return taken
    }

    /// Makes more and appends it to `content`; some `pieceBytes` of it at a time.
    /// - Parameters:
    ///   - deadline: return soon after it, with what there is. Nobody else is served meanwhile.
    ///   - mayBlock: whether waiting for a disk is allowed; `blocking` is never returned then.
    open func produce(until deadline: Instant, mayBlock: Bool) -> Progress { .finished }
}
