import HTTPWire
import Sockets
import SystemCalls

extension HTTPHandler {
    /// Writes a response's head and puts its content into the outbox.
    /// - Parameters:
    ///   - head: of the request; nil when it could not be read.
    ///   - keep: whether the connection is to live on.
    ///   - replacesScript: it takes the place of a response that a script was to make.
    func stage(
        _ response: consuming Response, head: RequestHead?, keep: Bool, _ outbox: Outbox,
        replacesScript: Bool = false
    ) {
        note(response.status)
        // Nothing but the end of the connection tells HTTP/1.0 where such content ends.
        let keep = keep && !(response.isStreamed && head?.version == .http10)
        if replacesScript {
            if !keep { outbox.closeAfterResponse() }
        } else {
            outbox.beginResponse(close: !keep)
            overhead = 0
        }
        beginHead(response.status, reason: nil, version: head?.version, keep: keep)
        let fieldsStart = writer.bytes.count
        writeFields(response)
        let isHead = head?.method == .head
        let listing = response.listing
        switch consume response.content {
        case .none:
            finishHead(length: 0, outbox)
        case .bytes(let bytes):
            finishHead(length: bytes.count, outbox)
            if let listing {
                remember(listing, page: bytes, fields: writer.bytes[fieldsStart...])
            } else if status == .notFound {
                rememberMissing(page: bytes, fields: writer.bytes[fieldsStart...])
            }
            if !isHead { outbox.append(bytes) }
        case .file(let range):
            finishHead(length: range.count, outbox)
            remember(range, fields: writer.bytes[fieldsStart...])
            if !isHead, range.count > 0 { outbox.append(range) }
        case .stream(let stream):
            return finishHead(stream, head, outbox)
        case .script:
            preconditionFailure("a script's response is staged by what it writes")
        }
        outbox.finishResponse()
    }

    /// Status line and the fields of every response.
    func beginHead(
        _ status: StatusCode, reason: [UInt8]?, version: HTTPVersion?, keep: Bool
    ) {
        writer.reset()
        let hasOwnReason = reason.map { (try? writer.statusLine(status, reason: $0.span)) != nil }
        if hasOwnReason != true { writer.statusLine(status) }
        writer.field("Date", date: WallClock.seconds)
        writer.field("Server", Self.server)
        if !keep {
            writer.field("Connection", "close")
        } else if version == .http10 {
            writer.field("Connection", "keep-alive")
        }
        self.status = status
    }

    private static let server: StaticString = "Spidey"

    /// What `beginHead` writes before anything that depends on the request.
    static func beginning(_ status: StatusCode, _ second: Int) -> [UInt8] {
        var writer = MessageWriter()
        writer.statusLine(status)
        writer.field("Date", date: second)
        writer.field("Server", server)
        return writer.bytes
    }

    private func writeFields(_ response: borrowing Response) {
        if let type = response.contentType { add("Content-Type", type) }
        if let modified = response.lastModified { writer.field("Last-Modified", date: modified) }
        if let etag = response.etag { add("ETag", etag) }
        if let location = response.location { add("Location", location) }
        if let allow = response.allow { writer.field("Allow", allow) }
        if response.isNegotiated { writer.field("Vary", "Accept") }
        writer.field("X-Content-Type-Options", "nosniff")
        if response.isOwnPage {
            writer.field(
                "Content-Security-Policy",
                """
                default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; \
                media-src 'self'
                """)
        }
    }

    /// Values made by responders: they cannot hold what a field must not, and if one does, the
    /// field is missing and not the response split.
    private func add(_ name: StaticString, _ value: [UInt8]) {
        try? writer.field(name, value)
    }

    /// Ends a head whose content has this length.
    private func finishHead(length: Int, _ outbox: Outbox) {
        if !status.forbidsContent { writer.field("Content-Length", length) }
        sendHead(outbox)
    }

    /// Ends a head whose content is made while it is being sent, and lets it follow.
    private func finishHead(_ stream: StreamedContent, _ head: RequestHead?, _ outbox: Outbox) {
        stream.isChunked = head?.version != .http10
        if stream.isChunked { writer.field("Transfer-Encoding", "chunked") }
        sendHead(outbox)
        guard head?.method != .head else { return outbox.finishResponse() }
        stream.reportFraming = { [weak self] in self?.overhead += $0 }
        outbox.attach(stream)
    }

    /// Ends a head and puts it into the outbox.
    func sendHead(_ outbox: Outbox) {
        writer.endOfFields()
        overhead += writer.bytes.count
        outbox.append(writer.bytes)
    }
}
