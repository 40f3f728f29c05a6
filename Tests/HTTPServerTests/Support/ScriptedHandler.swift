import HTTPWire
import Sockets
import SystemCalls

@testable import HTTPServer

/// A handler made of closures. By default it answers with the target of the request in angle
/// brackets, and refuses with the number of the status.
final class ScriptedHandler: BaseHandler {
    var onRequest: (Request) -> Answer = { .response(Response(.ok, text: "<\($0.target)>")) }
    var onRefuse: (StatusCode) -> Response = { Response($0, text: "\($0.rawValue)") }

    override func handle(_ request: Request) -> Answer { onRequest(request) }

    override func refuse(_ status: StatusCode, _ request: Request?) -> Response {
        onRefuse(status)
    }
}

extension Request {
    /// The request target as received.
    var target: String { head.string(head.target) }
}

extension Response {
    /// A response with text as its content.
    init(_ status: StatusCode, text: String) {
        self.init(status, content: .bytes(Array(text.utf8)), step: "Handle Text")
    }
}
