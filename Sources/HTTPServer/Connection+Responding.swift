import HTTPWire
import Sockets
import SystemCalls

/// From an answer to the output queue: writes heads and frames content of every source.
extension Connection {
    /// Takes an answer: queues a response; does work at once if the turn may block, else makes it a
    /// job.
    func answer(_ exchange: Exchange, _ answer: consuming Answer, _ now: Instant) {
        switch consume answer {
        case .response(let response): respond(response, to: exchange, now)
        case .representation(let whole): respond(with: whole, to: exchange, now)
        case .refusal(let status, let fields):
            var response = service.handler.refuse(status, exchange.request)
            response.fields.append(fields)
            respond(response, to: exchange, now)
        case .needs(let work):
            exchange.enter(.answering, service.place)
            guard turn.mayBlock else { return begin(.answer(work, exchange), work) }
            work.run()
            finish(work, exchange, now)
        }
    }

    /// The work for an exchange has been done.
    func finish(_ work: Work, _ exchange: Exchange, _ now: Instant) {
        switch work.takeAnswer() {
        case .some(let result): answer(exchange, result, now)
        case .none: preconditionFailure("work without an answer")
        }
    }

    /// Whether the connection can persist after the response to this request.
    @inline(__always)
    private func keeps(_ exchange: Exchange) -> Bool {
        state == .open && exchange.request.head.isPersistent && configuration.keepsAlive
            && requests < configuration.requestsPerConnection
    }

    private func respond(
        _ response: consuming Response, to exchange: Exchange, _ now: Instant
    ) {
        if service.logsSteps { service.log.answering(client, response.step) }
        let status = response.status
        // Content that the method or status excludes would be taken for the next response.
        let hasContent = !exchange.isHead && !status.forbidsContent
        switch response.content {
        case .process(let link): return begin(link, exchange, now)
        case .none: writeHead(response, .length(0), exchange)
        case .bytes(let bytes):
            writeHead(response, .length(bytes.count), exchange)
            if hasContent { output.lend(bytes) }
        case .file(let range):
            writeHead(response, .length(range.count), exchange)
            if hasContent { output.append(partOf: range) }
        case .parts(let parts):
            writeHead(response, .length(parts.reduce(0) { $0 + $1.count }), exchange)
            if hasContent { append(parts) }
        case .producer(let producer):
            let isHTTP10 = exchange.request.head.version == .http10
            writeHead(response, isHTTP10 ? .untilClose : .chunked, exchange)
            guard hasContent else { break }
            exchange.source = .producer(producer)
            exchange.enter(.responding, service.place)
            return
        }
        endResponse(exchange, now)
    }

    /// Adds parts of a representation: heads of parts are content too.
    private func append(_ parts: [Representation.Content]) {
        for part in parts {
            switch part {
            case .bytes(let bytes): output.lend(bytes)
            case .file(let range): output.append(partOf: range)
            }
        }
    }

    /// Responds with a whole representation.
    @inline(__always)
    private func respond(
        with representation: Representation, to exchange: Exchange, _ now: Instant
    ) {
        if service.logsSteps { service.log.answering(client, representation.step) }
        writeHead(of: representation, exchange)
        if !exchange.isHead, !representation.status.forbidsContent {
            if let range = representation.file {
                output.append(range)
            } else {
                output.lend(representation.bytes)
            }
        }
        endResponse(exchange, now)
    }

    /// The whole response is in the output queue.
    @inline(__always)
    func endResponse(_ exchange: Exchange, isAborted: Bool = false, _ now: Instant) {
        exchange.enter(isAborted ? .aborting : .sending, service.place)
        exchange.endSource()
        if case .process = exchange.sink { exchange.sink = .discard(0) }
        if isAborted { state = .closing }
        // Otherwise the response is over when its last byte leaves.
        if !output.endResponse(), exchanges.first === exchange { complete(now) }
    }

    // MARK: Heads

    /// Writes the head of a final response.
    private func writeHead(
        _ response: borrowing Response, _ framing: Exchange.Framing, _ exchange: Exchange
    ) {
        writeHead(response.status, response.reason, response.fields, framing, exchange)
    }

    /// Writes the head of a final response and decides whether the connection persists.
    func writeHead(
        _ status: StatusCode, _ reason: [UInt8]?, _ fields: ResponseFields,
        _ framing: Exchange.Framing, _ exchange: Exchange
    ) {
        let keep = decideKeep(exchange, framing)
        writer.reset()
        switch framing {
        case _ where status.forbidsContent: break
        case .length(let count): writer.field("Content-Length", count)
        case .chunked: writer.field("Transfer-Encoding", "chunked")
        case .untilClose, .none: break
        }
        writer.endOfFields()
        output.appendFraming { bytes in
            beginHead(status, reason, exchange, keep, bytes)
            bytes.append(fields.octets)
            bytes.append(writer.bytes)
        }
        exchange.framing = framing
    }

    /// Writes the head of a response that transfers a whole representation. Most of it was prepared
    /// in `headEnd`.
    @inline(__always)
    private func writeHead(of representation: Representation, _ exchange: Exchange) {
        let keep = decideKeep(exchange, .length(representation.length))
        output.appendFraming { bytes in
            beginHead(representation.status, nil, exchange, keep, bytes)
            bytes.append(representation.headEnd)
        }
    }

    @inline(__always)
    private func beginHead(
        _ status: StatusCode, _ reason: [UInt8]?, _ exchange: Exchange, _ keep: Bool,
        _ bytes: ByteBuffer
    ) {
        exchange.record?.status = status.rawValue
        if turn.mayBlock { service.heads.refresh() }
        service.heads.append(status, reason, to: bytes)
        if !keep {
            bytes.append(Self.close)
        } else if exchange.request.head.version == .http10 {
            bytes.append(Self.keepAlive)
        }
    }

    /// Decides whether the connection persists after the response.
    @inline(__always)
    private func decideKeep(_ exchange: Exchange, _ framing: Exchange.Framing) -> Bool {
        let keep = keeps(exchange) && mayKeep(exchange, framing)
        if !keep, state == .open || state == .draining { state = .closing }
        return keep
    }

    private static let close = Array("Connection: close\r\n".utf8)
    private static let keepAlive = Array("Connection: keep-alive\r\n".utf8)

    /// Whether request and response allow the connection to persist.
    @inline(__always)
    private func mayKeep(_ exchange: Exchange, _ framing: Exchange.Framing) -> Bool {
        // In HTTP/1.0 only the end of the connection marks the end of such content.
        if framing == .untilClose { return false }
        if exchange.request.head.framing == .none || exchange.link != nil { return true }
        // Unread content is discarded if it is short; otherwise the connection is closed.
        if case .length(let count) = exchange.request.head.framing,
            count > configuration.drainLimit
        {
            return false
        }
        // A client that waits for a 100 may or may not send its content, so the next request could
        // not be found.
        return !exchange.request.head.expectsContinue
    }

    /// Writes a 100, for which the client waits before it sends content.
    func writeContinue() {
        writer.reset()
        writer.statusLine(.continue)
        writer.endOfFields()
        output.append(framing: writer.bytes)
    }

    // MARK: Content of unknown length

    /// Adds content to a response, framed as its head announced. Does not send more than an
    /// announced length.
    func append(_ content: Span<UInt8>, to exchange: Exchange) {
        guard !content.isEmpty else { return }
        switch exchange.framing {
        case .none: exchange.unwanted += content.count
        case .untilClose: output.append(content: content)
        case .length(let left):
            let count = min(left, content.count)
            output.append(content: content.extracting(first: count))
            exchange.framing = .length(left - count)
            exchange.unwanted += content.count - count
        case .chunked:
            writer.reset()
            writer.chunkHeader(octets: content.count)
            output.append(framing: writer.bytes)
            output.append(content: content)
            output.append(framing: Self.endOfChunk)
        }
    }

    private static let endOfChunk = Array("\r\n".utf8)

    /// The content of a response is complete.
    func endContent(of exchange: Exchange, _ now: Instant) {
        var isAborted = false
        switch exchange.framing {
        case .chunked:
            writer.reset()
            writer.lastChunk()
            output.append(framing: writer.bytes)
        // Less than announced: only a reset shows the client that content is missing.
        case .length(let left): isAborted = left > 0
        case .untilClose, .none: break
        }
        endResponse(exchange, isAborted: isAborted, now)
    }

    // MARK: Producers

    /// Whether a producer can continue in this connection's next turn.
    var mayProduce: Bool {
        guard let exchange = exchanges.last, case .producer = exchange.source else { return false }
        return ready.contains(.writable) && job == nil && isServing
            && output.unsent < OutputQueue.sourceHighWater
    }

    func produce(_ producer: ContentProducer, _ exchange: Exchange, _ now: Instant) -> Bool {
        let end = now.advanced(bySeconds: turn.seconds)
        let progress = producer.produce(until: end, mayBlock: turn.mayBlock)
        take(progress, of: producer, exchange, now)
        switch progress {
        case .blocking:
            let job = ProducerJob(producer)
            begin(.producer(job, exchange), job)
            return false
        case .more:
            // Send what was produced, then let other connections have their turn.
            hasProduced = !turn.mayBlock
            return turn.mayBlock || !output.isEmpty
        case .finished, .failed: return true
        }
    }

    /// Queues what a producer has made.
    func take(
        _ progress: ContentProducer.Progress, of producer: ContentProducer, _ exchange: Exchange,
        _ now: Instant
    ) {
        let content = producer.takeContent()
        append(content.span, to: exchange)
        switch progress {
        case .more, .blocking: break
        case .finished: endContent(of: exchange, now)
        case .failed: endResponse(exchange, isAborted: true, now)
        }
    }
}

extension Exchange {
    /// Whether the response has no content because of the request's method.
    var isHead: Bool { request.head.method == .head }
}
