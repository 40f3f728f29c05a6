public import SystemCalls

/// Content generated while it is sent, piece by piece, so that it is never in memory as a whole and
/// does not hold up other connections.
///
/// A connection asks for more whenever little is left to send, and frames what it gets. A producer
/// may be used by different threads, one at a time, so it must own all of its state.
open class ContentProducer: @unchecked Sendable {
    /// The outcome of `produce`.
    public enum Progress: Sendable {
        /// The content is not complete. Some may have been produced.
        case more
        /// The next step may wait for a disk, and must run where that is allowed.
        case blocking
        /// The content is complete.
        case finished
        /// The rest cannot be produced: the response is cut short.
        case failed
    }

    /// The least size of a piece, but for the last: large enough for few calls, small enough to
    /// hold one for each connection.
    package static let pieceBytes = 64 * 1024

    /// Content produced and not taken yet.
    package final var content: [UInt8]

    /// A producer.
    /// - Parameter beginning: content that exists already.
    package init(beginning: [UInt8] = []) { content = beginning }

    /// Takes the content produced since the last call.
    final func takeContent() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &content)
        return taken
    }

    /// Whether the rest is not to be made, although the client reads: others wait for what this
    /// holds.
    open func isOverdue(_ now: Instant) -> Bool { false }

    /// Makes more and appends it to `content`; some `pieceBytes` of it at a time.
    /// - Parameters:
    ///   - deadline: the call must return soon after it, even with less. No other connection is
    ///     served meanwhile.
    ///   - mayBlock: whether waiting for a disk is allowed. If so, `blocking` is never returned.
    open func produce(until deadline: Instant, mayBlock: Bool) -> Progress { .finished }
}
