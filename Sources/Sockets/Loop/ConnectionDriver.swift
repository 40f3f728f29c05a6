public import SystemCalls

/// One connection as its scheduler sees it: a transport, deadlines, and a step that never waits.
///
/// A scheduler (`EventLoop`, `SoloScheduler`) gives it a transport and calls `begin`. Then it calls
/// `step`, waits for what the driver wants, passes on what became ready, and calls `step` again,
/// until the connection is over. A subclass speaks a protocol; the base class speaks none and
/// closes.
///
/// One thread at a time uses a driver. Work that may wait for a disk is a `Job`, which shares
/// nothing with the driver until it has been done but a `Cancellation`.
open class ConnectionDriver {
    /// What carries the bytes.
    package final var transport = Transport()
    /// How much one call of `step` may do.
    package final var turn: Turn
    /// Work that is to be done elsewhere, or is being done; nil when there is none.
    package final var job: Job?
    /// Whether there was more to do when the turn was over.
    package final var isUnfinished = false

    /// A driver without a connection.
    package init(turn: Turn) { self.turn = turn }

    /// A connection from `address` has been accepted, and `transport` carries it.
    open func begin(_ address: SocketAddress, now: Instant) {}

    /// A connection that was at rest goes on, in this driver, and `transport` carries it.
    open func resume(_ address: SocketAddress, _ state: RestingState) {}

    /// One of the connection's descriptors has become ready.
    open func becameReady(_ source: ReadinessSource, _ readiness: Readiness) {}

    /// Receives once what has come, if it is wanted, and does nothing with it yet.
    open func receiveAhead(now: Instant) {}

    /// Does all that can be done now, or as much as a turn allows: then `isUnfinished` is true.
    /// - Returns: false when the connection is over.
    open func step(now: Instant) -> Bool { false }

    /// The job has been done: `step` goes on with its result.
    open func jobDone(now: Instant) {}

    /// Too many jobs wait already: gives the job up if there is another answer, such as a 503.
    /// - Returns: whether it has; otherwise the job is done in its turn.
    open func refuseJob(now: Instant) -> Bool { false }

    /// Nobody wants the job's result any more.
    package final func cancelJob() {
        job?.cancellation.cancel()
        job = nil
    }

    /// The server is about to stop: an idle connection closes, another one after its response.
    open func drain(now: Instant) {}

    /// The server cannot serve this connection: it says so and closes.
    open func refuse(now: Instant) {}

    /// Ends the connection at once. What it has started is given up.
    open func abort() {}

    /// When `step` must be called in any case.
    open var deadline: Instant { .distantFuture }

    /// From when on the connection may be ended in favour of one that waits, because its client is
    /// silent; nil while a request is under way.
    open var mayGiveWay: Instant? { nil }

    /// What the transport is waited for. May be empty: then only its failure is of interest.
    open var wantedReadiness: Readiness { [] }

    /// The process that works for the connection, nil when there is none.
    open var process: ProcessDescriptors? { nil }

    /// What of the process is waited for: its output to be readable, its input to be writable. Its
    /// end is always of interest.
    open var wantedOfProcess: Readiness { [] }

    /// Whether the transport has more that is wanted, which no event will announce.
    open var hasMoreToRead: Bool { false }

    /// Whether the connection waits for a request of which nothing has come, so that its socket and
    /// `restingState` are all that need to be kept of it.
    open var isAtRest: Bool { false }

    /// What is to be kept of a connection at rest, beside its socket.
    open var restingState: RestingState {
        RestingState(since: .distantFuture, deadline: .distantFuture)
    }

    /// Gives back memory beyond what most connections need, between two connections.
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

/// What is kept of a connection that is at rest, beside its socket.
public struct RestingState: Sendable {
    /// Since when it rests.
    package let since: Instant
    /// When it has rested long enough.
    package let deadline: Instant
    /// A number that the driver wants to have back.
    package let memory: Int32

    /// What to keep of a connection.
    package init(since: Instant, deadline: Instant, memory: Int32 = 0) {
        self.since = since
        self.deadline = deadline
        self.memory = memory
    }
}
