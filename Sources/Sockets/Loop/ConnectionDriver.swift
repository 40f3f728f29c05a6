public import SystemCalls

/// One connection as its scheduler sees it: a transport, deadlines, and a step that never waits.
///
/// A scheduler (`EventLoop`, `SoloScheduler`) gives it a transport and calls `begin`. Then it calls
/// `step`, waits for the readiness that the driver asks for, passes on what became ready, and calls
/// `step` again, until the connection is over. A subclass speaks a protocol; the base class speaks
/// none and closes.
///
/// One thread at a time uses a driver. Work that may wait for a disk is a `Job`, which shares
/// nothing with the driver until it has been done.
open class ConnectionDriver {
    /// What carries the bytes.
    package final var transport = Transport()
    /// How much one call of `step` may do.
    package final var turn: Turn
    /// Work for another thread, waiting to be started or under way; nil when there is none.
    package final var job: Job?
    /// Whether the turn ended before all that can be done was done.
    package final var isUnfinished = false

    /// A driver without a connection.
    package init(turn: Turn) { self.turn = turn }

    /// A connection from `address` has been accepted, and `transport` carries it.
    open func begin(_ address: SocketAddress, now: Instant) {}

    /// A connection that was at rest continues in this driver, and `transport` carries it.
    open func resume(_ address: SocketAddress, _ state: RestingState) {}

    /// One of the connection's descriptors has become ready.
    open func becameReady(_ source: ReadinessSource, _ readiness: Readiness) {}

    /// Receives once, if the driver needs input, without parsing what it received.
    open func receiveAhead(now: Instant) {}

    /// Does all that can be done now without waiting. Stops earlier, with `isUnfinished` set to
    /// true, when the limits of the turn are reached.
    /// - Returns: false when the connection is over.
    open func step(now: Instant) -> Bool { false }

    /// The job has been done: the next `step` uses its result.
    open func jobDone(now: Instant) {}

    /// The server is about to stop: an idle connection closes at once, a busy one after its
    /// response.
    open func drain(now: Instant) {}

    /// The server cannot serve this connection: the driver responds with 503 and closes.
    open func refuse(now: Instant) {}

    /// Ends the connection at once and abandons everything that it has started.
    open func abort() {}

    /// When `step` must be called even if nothing becomes ready.
    open var deadline: Instant { .distantFuture }

    /// The time from which the connection may be ended to make room for one that waits, because its
    /// client is silent; nil while a request is under way.
    open var mayGiveWay: Instant? { nil }

    /// The readiness of the transport that the driver waits for. When empty, it waits for an error
    /// or a hang-up only.
    open var wantedReadiness: Readiness { [] }

    /// The process that produces the response; nil when there is none.
    open var process: ProcessDescriptors? { nil }

    /// The readiness of the process that the driver waits for: output readable, input writable. The
    /// scheduler always waits for its end as well.
    open var wantedOfProcess: Readiness { [] }

    /// Whether the driver can read more from the transport although no event will announce it.
    open var hasMoreToRead: Bool { false }

    /// Whether the connection waits for a request of which no byte has arrived, so that the driver
    /// can be reused and rebuilt from the socket and `restingState`.
    open var isAtRest: Bool { false }

    /// What must be kept of a connection at rest, besides its socket.
    open var restingState: RestingState {
        RestingState(since: .distantFuture, deadline: .distantFuture)
    }

    /// Frees memory beyond what most connections need. Called between two connections.
    open func trim() {}
}

/// Which of a connection's descriptors has become ready.
@frozen
public enum ReadinessSource: UInt64, Sendable {
    /// The client's socket.
    case transport
    /// The standard output of its process.
    case processOutput
    /// The standard input of its process.
    case processInput
    /// The end of its process.
    case processEnd
}

/// What is kept of a connection at rest, besides its socket.
public struct RestingState: Sendable {
    /// When the rest began.
    package let since: Instant
    /// When the connection is closed if no request arrives.
    package let deadline: Instant
    /// A number that the driver stores and gets back when the connection resumes.
    package let memory: Int32

    /// The state of one connection.
    package init(since: Instant, deadline: Instant, memory: Int32 = 0) {
        self.since = since
        self.deadline = deadline
        self.memory = memory
    }
}

/// Work that may wait for a disk. It owns all that it uses: any thread may do it, and the job or
/// its result may be dropped at any moment.
///
/// Its creator must not touch it between submitting it and `jobDone`.
open class Job: @unchecked Sendable {
    /// Whether it may wait for something other than a disk of this machine, for an unbounded time.
    /// Such a job must not hold up other jobs.
    package let isRemote: Bool

    /// A job.
    package init(isRemote: Bool) { self.isRemote = isRemote }

    /// Does the work, once.
    open func run() {}
}
