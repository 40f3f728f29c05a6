import Sockets
import SystemCalls

/// A handler made of closures, which notes what happens to it.
final class ScriptedHandler: BaseHandler {
    var onReceive: (([UInt8], Outbox) -> Reception)?
    var onEnd: ((Outbox) -> Bool)?
    var onTimeOut: ((Phase, Outbox) -> Void)?
    var onProcess: (([UInt8], Outbox) -> Void)?
    var onRefuse: ((Outbox) -> Void)?
    private(set) var events: [String] = []
    private(set) var heardFromProcess = 0

    init() { super.init(address: .loopback(.ipv4, port: 9)) }

    override func connect() { events.append("connect") }

    override func receive(_ bytes: Span<UInt8>, _ outbox: Outbox) -> Reception {
        let copy = bytes.indices.map { bytes[$0] }
        return onReceive?(copy, outbox) ?? super.receive(bytes, outbox)
    }

    override func receiveEnd(_ outbox: Outbox) -> Bool {
        events.append("end")
        return onEnd?(outbox) ?? super.receiveEnd(outbox)
    }

    override func receiveFromProcess(_ bytes: Span<UInt8>, _ outbox: Outbox) {
        heardFromProcess += bytes.count
        onProcess?(bytes.indices.map { bytes[$0] }, outbox)
    }

    override func processEnded(_ outbox: Outbox) {
        events.append("process ended")
        super.processEnded(outbox)
    }

    override func timeOut(_ phase: Phase, _ outbox: Outbox) {
        events.append("timeout \(phase)")
        onTimeOut?(phase, outbox)
    }

    override func refuse(_ outbox: Outbox) { onRefuse?(outbox) }

    override func drain() { events.append("drain") }

    override func responded(bytes: Int, isComplete: Bool) {
        events.append("responded \(bytes)\(isComplete ? "" : " cut short")")
    }

    override func finish() { events.append("finish") }
}

extension Outbox {
    /// A whole response.
    func respond(_ text: String, close: Bool = false) {
        beginResponse(close: close)
        append(Array(text.utf8))
        finishResponse()
    }
}

extension ScriptedHandler {
    /// Answers each line with the same line in angle brackets, one response at a time.
    static func echo(close: Bool = false) -> ScriptedHandler {
        let handler = ScriptedHandler()
        handler.onReceive = { bytes, outbox in
            if outbox.isResponding { return Reception(consumed: 0, next: .response) }
            guard let end = bytes.firstIndex(of: 10) else {
                return Reception(consumed: 0, next: .input(bytes.isEmpty ? .idle : .head))
            }
            outbox.respond("<\(String(decoding: bytes[..<end], as: UTF8.self))>", close: close)
            return Reception(consumed: end + 1, next: .response)
        }
        return handler
    }
}
