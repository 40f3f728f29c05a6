package import SystemCalls

/// What a connection waits for.
package struct Wait {
    /// Of its socket. May be empty: then only its failure is of interest.
    package var socket: Readiness = []
    /// A descriptor that must become readable.
    package var processOutput: Int32?
    /// A descriptor that must become writable.
    package var processInput: Int32?
    /// When to call `advance` in any case.
    package let deadline: Instant
    /// From when on a server of one connection at a time may end this one, which is silent, in
    /// favour of another one. Nil when something is under way.
    package var mayGiveWay: Instant?

    init(deadline: Instant) { self.deadline = deadline }
}
