public import HTTPWire
public import Sockets

/// Turns a request into an answer.
///
/// A handler uses no socket and does not depend on how its connection is scheduled or what else the
/// connection carries. One thread at a time calls it. The base class answers every request with
/// 501.
open class BaseHandler {
    /// A handler.
    public init() {}

    /// The answer to a request whose head has been read. Must have no side effects that matter if
    /// the answer is dropped, and must not wait for a disk: what may wait is returned as `Work`.
    open func handle(_ request: Request) -> Answer { .response(Response(.notImplemented)) }

    /// The response to a request that is not handled (malformed, late, or without room in the
    /// server), and to one whose answer is a refusal.
    /// - Parameter request: the request, if its head could be read.
    open func refuse(_ status: StatusCode, _ request: Request?) -> Response { Response(status) }
}

/// The result of handling a request.
public enum Answer: ~Copyable {
    /// A response.
    case response(Response)
    /// The response that transfers a whole representation.
    case representation(Representation)
    /// The response that `BaseHandler.refuse` returns for this status, with these fields added.
    case refusal(StatusCode, ResponseFields)
    /// The answer is the result of this work, which may wait for a disk.
    case needs(Work)
}

/// Work whose result is an answer. It carries its inputs and owns its result: dropping either at
/// any moment is safe, and ends a process that the result has started.
public final class Work: Job, @unchecked Sendable {
    private let body: @Sendable () -> Answer
    private var answer: Answer?

    /// Work that may wait for a disk.
    /// - Parameter isRemote: whether it may wait for something other than a disk of this machine.
    package init(isRemote: Bool, _ body: @escaping @Sendable () -> Answer) {
        self.body = body
        super.init(isRemote: isRemote)
    }

    /// Does the work and keeps the answer.
    public override func run() { answer = .some(body()) }

    /// The answer, once, after `run`.
    package func takeAnswer() -> Answer? { answer.take() }
}
