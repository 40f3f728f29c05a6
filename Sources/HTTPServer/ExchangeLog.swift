public import SystemCalls

/// Receives the events of connections, to log them. The base class logs nothing.
open class ExchangeLog {
    /// A log of nothing.
    public init() {}

    /// Whether to make records and call `ended`, which costs time. Must not change.
    open var keepsRecords: Bool { false }

    /// Whether to call `began`, `received`, `answering` and `finished`. Must not change.
    open var wantsSteps: Bool { false }

    /// A connection begins.
    open func began(_ client: SocketAddress) {}

    /// A request's head has been read.
    open func received(_ request: Request) {}

    /// A response has been found.
    /// - Parameter step: how it was found, such as `Handle File`.
    open func answering(_ client: SocketAddress, _ step: StaticString) {}

    /// A response has been sent, or its request was abandoned.
    open func ended(_ record: AccessRecord) {}

    /// A connection is over.
    open func finished(_ client: SocketAddress) {}
}
