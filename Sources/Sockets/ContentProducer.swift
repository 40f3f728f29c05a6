public import SystemCalls

/// Content that is made while it is being sent, piece by piece, so that it never lies in memory
/// whole and a long piece of work holds nobody up.
///
/// `Connection` asks for more whenever little is left to send. It is used by one thread at a time,
/// though not always by the same one: a producer keeps what it works on to itself.
open class ContentProducer {
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

    /// A producer.
    public init() {}

    /// Makes more content and appends it to the outbox, framed as the response's head announced.
    ///
    /// - Parameters:
    ///   - outbox: takes as much as one step makes; steps of some 64 KB keep memory bounded.
    ///   - deadline: return soon after it, with whatever there is. Nobody else is served meanwhile.
    ///   - mayBlock: whether waiting for a disk is allowed; `blocking` is never returned then.
    open func produce(into outbox: Outbox, until deadline: Instant, mayBlock: Bool) -> Progress {
        .finished
    }
}
