/// Time limits of a connection, in seconds.
public struct Deadlines: Sendable {
    /// From the first byte of a request, or from the start of a connection, to the end of the head.
    public var head = 10.0
    /// Between requests on a connection that is kept.
    public var idle = 15.0
    /// Without receiving a byte of the announced content.
    public var content = 30.0
    /// Without the client taking a byte.
    public var output = 30.0
    /// Without a process writing a byte.
    public var process = 60.0
    /// From a stop signal to the end of requests in flight.
    public var grace = 10.0
    /// In a model that serves one connection at a time: silence after which a connection that has
    /// sent nothing gives way to one that waits.
    public var silence = 0.5
    /// The least rate, in bytes a second, at which a client must send content or take a response.
    /// Slower transfers do not extend its deadline: it is cut off as if it transferred nothing.
    public var leastRate = 500.0
    /// For a client to close after a response that ended the connection with input unread.
    public var linger = 2.0

    /// The defaults.
    public init() {}
}
