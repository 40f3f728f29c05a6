import HTTPWire
import Sockets

extension HTTPHandler {
    /// Lets a running script answer.
    func begin(
        _ pipes: consuming ProcessPipes, _ head: RequestHead, keep: Bool, _ outbox: Outbox
    ) {
        exchange = ScriptExchange(head, limits: site.options.wire)
        keepsAfterScript = keep
        overhead = 0
        outbox.beginResponse(close: !keep)
        outbox.attach(pipes)
        if head.expectsContinue {
            writer.reset()
            writer.statusLine(.continue)
            sendHead(outbox)
        }
    }

    func takeOutput(_ bytes: Span<UInt8>, _ outbox: Outbox) {
        guard exchange != nil else { return }
        if exchange!.isHeadSent { return pass(bytes, outbox) }
        do {
            guard let rest = try exchange!.readHead(bytes) else { return }
            try sendScriptHead(outbox)
            pass(rest.span, outbox)
        } catch {
            site.warn("A script's response has a bad head: \(error.explanation)")
            fail(.internalServerError, outbox)
        }
    }

    func endOutput(_ outbox: Outbox) {
        guard exchange != nil else { return }
        guard exchange!.isHeadSent else { return fail(.internalServerError, outbox) }
        writer.reset()
        let isWhole = exchange!.end(&writer)
        overhead += writer.bytes.count
        outbox.append(writer.bytes)
        if isWhole { outbox.finishResponse() } else { outbox.abortResponse() }
    }

    /// The script is given up: another answer if none has begun, else the response is cut short.
    func fail(_ status: StatusCode, _ outbox: Outbox) {
        guard let exchange else { return }
        self.exchange = nil
        outbox.endProcess()
        if exchange.isHeadSent { return outbox.abortResponse() }
        let keep = keepsAfterScript && status == .internalServerError
        stage(
            error(status, parser.head), head: parser.head, keep: keep, outbox,
            replacesScript: true)
    }

    private func pass(_ content: Span<UInt8>, _ outbox: Outbox) {
        writer.reset()
        exchange!.frame(content, &writer)
        if exchange!.framing == .chunked { overhead += writer.bytes.count - content.count }
        outbox.append(writer.bytes)
        if exchange!.unwanted > Self.unwantedOutputLimit {
            outbox.endProcess()
            outbox.finishResponse()
        }
    }

    /// Bytes that a script may write beyond what the response can carry (its announced length, or
    /// nothing when the request was HEAD) before it is ended: nobody waits for an endless one.
    private static let unwantedOutputLimit = 1 << 20

    /// Turns the script's fields into a response head (RFC 3875 section 6).
    private func sendScriptHead(_ outbox: Outbox) throws(WireError) {
        let head = exchange!.head
        let status = head.status ?? (head.location == nil ? .ok : .found)
        // After a 1xx a client would go on waiting for the final response and take the next one for
        // it; above 599 there are no statuses (RFC 9110 section 15).
        guard 200...599 ~= status.rawValue else { throw .malformedScriptHead }
        if !exchange!.begin(status) {
            keepsAfterScript = false
            outbox.closeAfterResponse()
        }
        note(status)
        let reason = head.reason.map { Array(head.fields.bytes[$0]) }
        beginHead(status, reason: reason, version: parser.head.version, keep: keepsAfterScript)
        for line in head.fields.lines where !Self.isOurs(line.known) {
            let name = Array(head.fields.bytes[line.name])
            try writer.field(name: name, value: Array(head.fields.bytes[line.value]))
        }
        switch exchange!.framing {
        case .chunked: writer.field("Transfer-Encoding", "chunked")
        case .length(let count): writer.field("Content-Length", count)
        case .untilClose, .none: break
        }
        sendHead(outbox)
    }

    /// Fields that say how the message travels, or that every response has: the server's business.
    private static func isOurs(_ name: FieldName) -> Bool {
        switch name {
        case .status, .contentLength, .transferEncoding, .connection, .keepAlive, .proxyConnection,
            .te, .trailer, .upgrade, .date, .server:
            true
        default: false
        }
    }
}
