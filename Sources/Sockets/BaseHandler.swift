public import SystemCalls

/// What becomes of one connection: bytes come in, responses go out.
///
/// A handler never touches a socket. `Connection` calls it with what has arrived and sends what it
/// puts into the `Outbox`; who schedules the connection, and whether others live beside it, it
/// cannot tell. It is called by one thread at a time.
///
/// The base class answers nothing and discards all that comes (the discard service, RFC 863).
open class BaseHandler {
    /// The client's address.
    public private(set) var address: SocketAddress

    /// A handler for a connection from `address`.
    public init(address: SocketAddress) {
        self.address = address
    }

    /// The connection is about to be read for the first time.
    open func connect() {}

    /// Bytes have come, or earlier ones are still there and a response has been sent since.
    ///
    /// - Parameters:
    ///   - bytes: everything received and not consumed, possibly nothing.
    ///   - outbox: where a response goes. While `outbox.isResponding` the request's remaining
    ///     content may be consumed, the next request must wait.
    /// - Returns: how many bytes at the front are done with, and what is waited for next.
    open func receive(_ bytes: Span<UInt8>, _ outbox: Outbox) -> Reception {
        Reception(consumed: bytes.count, next: .input(.content))
    }

    /// Does what `receive` has put off with `.blocking`; afterwards `receive` is called again. May
    /// wait for a disk. Perhaps on another thread, while nobody else uses the handler.
    open func work() {}

    /// Whether the work waits for what is not on a disk of this machine and may take any time: it
    /// must not hold up other work.
    open var isWorkFar: Bool { false }

    /// Whether `work` has to be called again, having found out that the rest is far.
    open var hasMoreWork: Bool { false }

    /// Whether, between requests, `rest` tells all that there is to know.
    open var mayRest: Bool { true }

    /// What must be known of the connection to go on with it later, now that it is between
    /// requests: a server of thousands keeps this number and not the handler.
    open func rest() -> Int32 { 0 }

    /// The handler belongs to another connection from now on, from `address`: one that rested and
    /// told `memory` then, or a new one, which begins with `connect` as ever.
    open func resume(address: SocketAddress, memory: Int32) {
        self.address = address
    }

    /// The client will send nothing more (it may still read).
    /// - Returns: false when nothing remains to be said and the connection should be closed.
    open func receiveEnd(_ outbox: Outbox) -> Bool {
        outbox.isResponding
    }

    /// The process in the outbox wrote `bytes`.
    open func receiveFromProcess(_ bytes: Span<UInt8>, _ outbox: Outbox) {}

    /// The process in the outbox has closed its output: the response must be completed now.
    open func processEnded(_ outbox: Outbox) {
        outbox.finishResponse()
    }

    /// A deadline has passed in `phase`. The handler may put a last response into the outbox; the
    /// connection is closed in any case.
    open func timeOut(_ phase: Phase, _ outbox: Outbox) {}

    /// The server cannot serve this connection at all; the handler may say so in the outbox.
    open func refuse(_ outbox: Outbox) {}

    /// The server is about to stop: the response in the making, or the next one, is the last.
    open func drain() {}

    /// A response has left, `bytes` of it handed to the kernel.
    /// - Parameter isComplete: false when it was cut short.
    open func responded(bytes: Int, isComplete: Bool) {}

    /// The connection is over.
    open func finish() {}
}

/// Where in the life of a connection it waits, which decides how long it may.
public enum Phase: Sendable {
    /// Nothing of a request has come yet.
    case idle
    /// A request's head has begun.
    case head
    /// A request's content is awaited.
    case content
    /// A process is expected to write.
    case process
    /// The client is expected to take what is sent.
    case output
}

/// What a handler has done with the bytes it was given.
public struct Reception: Sendable {
    /// What a connection waits for next.
    public enum Next: Sendable, Equatable {
        /// More bytes from the client, in this phase.
        case input(Phase)
        /// The response in the outbox: no more bytes are wanted before it has been sent.
        case response
        /// Room in the process's input: it must take content before it is given more.
        case room
        /// That `work` has been done: the request cannot be answered without waiting for a disk.
        case blocking
        /// Nothing: the connection is closed once the outbox is empty.
        case close
    }

    /// Bytes at the front that are done with.
    public let consumed: Int
    /// What is waited for next.
    public let next: Next

    /// A result.
    public init(consumed: Int, next: Next) {
        self.consumed = consumed
        self.next = next
    }
}
