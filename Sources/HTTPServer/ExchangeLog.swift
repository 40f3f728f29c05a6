public import SystemCalls

/// What happens on connections, for those who want to log it. The base class logs nothing.
open class ExchangeLog {
    /// A log of nothing.
    public init() {}

    /// Whether `ended` is to be called: making records costs time. It does not change.
    open var keepsRecords: Bool { false }

    /// Whether the steps of connections and exchanges are to be logged: `began`, `received`,
    /// `answering` and `finished`. It does not change.
    open var wantsSteps: Bool { false }

    /// A connection begins.
    open func began(_ client: SocketAddress) {}

    /// A request's head has been read.
    open func received(_ request: Request) {}

    /// A response has been found.
    /// - Parameter step: what led to it, such as `Handle File`.
    open func answering(_ client: SocketAddress, _ step: StaticString) {}

    /// A response has been sent, or its request was given up.
    open func ended(_ record: AccessRecord) {}

    /// A connection is over.
    open func finished(_ client: SocketAddress) {}
}
