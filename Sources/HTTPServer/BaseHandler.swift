public import HTTPWire
public import Sockets

/// Answers requests: a request in, an answer out.
///
/// A handler never touches a socket, and it cannot tell who schedules its connection or what else
/// the connection carries. It is called by one thread at a time. The base class answers every
/// request with 501.
open class BaseHandler {
    /// A handler.
    public init() {}

    /// The answer to a request whose head has been read. It has no side effects that would matter
    /// if the answer were dropped, and it does not wait for a disk: what has to wait is `Work`.
    open func handle(_ request: Request) -> Answer { .response(Response(.notImplemented)) }

    /// The response to what is not to be handled: a malformed or late request, one for which the
    /// server has no room, or an answer that is a refusal.
    /// - Parameter request: the request, if its head could be read.
    open func refuse(_ status: StatusCode, _ request: Request?) -> Response { Response(status) }
}

/// What a handler says to a request.
public enum Answer: ~Copyable {
    /// A response.
    case response(Response)
    /// The response that transfers a whole representation.
    case representation(Representation)
    /// What `BaseHandler.refuse` says for this status, with further fields.
    case refusal(StatusCode, ResponseFields)
    /// The answer is the result of work that may wait for a disk.
    case needs(Work)
}

/// Work whose result is an answer. It carries its inputs and owns its result: dropping either at
/// any moment is safe, and ends a process that the result has started.
public final class Work: Job, @unchecked Sendable {
    private let body: @Sendable () -> Answer
    private var answer: Answer?

    /// Work that may wait for a disk.
    /// - Parameter isRemote: whether it waits for something that is not a disk of this machine.
    package init(isRemote: Bool, _ body: @escaping @Sendable () -> Answer) {
        self.body = body
        super.init(isRemote: isRemote)
    }

    /// Does the work and keeps the answer.
    public override func run() { answer = .some(body()) }

    /// The answer, once, after `run`.
    package func takeAnswer() -> Answer? { answer.take() }
}
