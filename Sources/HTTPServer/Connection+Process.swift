import HTTPWire
import Sockets
import SystemCalls

/// Responses written by a process, and request content passed to it.
extension Connection {
    /// A process is ended once it has written more than this many bytes beyond what the response
    /// can carry: its announced length, or nothing after HEAD.
    private static let unwantedOutputLimit = 1 << 20

    /// Makes a running process the source of the response.
    func begin(_ link: ProcessLink, _ exchange: Exchange, _ now: Instant) {
        exchange.source = .process(link)
        exchange.enter(.answering, service.place)
        if exchange.sink == .none {
            exchange.link?.endInput()
        } else {
            exchange.sink = .process
            mayParse = true
        }
        outputStart = now
        if exchange.request.head.expectsContinue { writeContinue() }
    }

    func moveProcess(
        _ link: ProcessLink, _ exchange: Exchange, _ now: Instant
    ) throws(SystemError) -> Bool {
        // A client that does not take the output is subject to its deadline, whatever the process
        // does.
        let isClientBehind = !output.isEmpty
        var moved = false
        if link.ready.contains(.writable), link.hasPendingInput {
            if try link.writeInput() {
                moved = true
                mayParse = true
                // The process held up the client, whose time begins again.
                if link.wasBehind { phaseStart = now }
                link.wasBehind = false
            } else {
                link.ready.remove(.writable)
            }
        }
        if link.ready.contains(.readable), output.unsent < OutputQueue.sourceHighWater {
            moved = try readOutput(link, exchange, now) || moved
        }
        if link.hasPendingInput, !link.hasRoom { link.wasBehind = true }
        if moved, !isClientBehind { outputStart = now }
        return moved
    }

    private func readOutput(
        _ link: ProcessLink, _ exchange: Exchange, _ now: Instant
    ) throws(SystemError) -> Bool {
        processOutput.removeAll()
        switch try link.readOutput(into: processOutput) {
        case .moved:
            processOutput.withBytes { take($0, of: link, exchange, now) }
            return true
        // A background process of the script may hold the pipe open. The response ends when the
        // script has ended and the pipe is empty.
        case .wouldBlock where !link.hasEnded:
            link.ready.remove(.readable)
            return false
        case .wouldBlock, .ended:
            link.outputEnded()
            processOutput.releaseIfEmpty()
            if exchange.state == .answering {
                fail(exchange, .internalServerError, now)
            } else {
                endContent(of: exchange, now)
            }
            mayParse = true
            return true
        }
    }

    private func take(
        _ bytes: Span<UInt8>, of link: ProcessLink, _ exchange: Exchange, _ now: Instant
    ) {
        if exchange.state == .responding { return pass(bytes, exchange, now) }
        do throws(WireError) {
            let limits = configuration.limits
            guard let head = try link.reader.read(bytes, limits: limits) else { return }
            begin(head, exchange)
            let rest = head.rest
            pass(rest.span, exchange, now)
        } catch {
            fail(exchange, .internalServerError, now)
        }
    }

    /// Writes the head of the response from the process's output.
    private func begin(_ head: ProcessHead, _ exchange: Exchange) {
        let framing: Exchange.Framing
        if exchange.isHead || head.status.forbidsContent {
            framing = .none
        } else if let length = head.contentLength {
            framing = .length(length)
        } else {
            framing = exchange.request.head.version == .http11 ? .chunked : .untilClose
        }
        writeHead(head.status, head.reason, head.fields, framing, exchange)
        exchange.enter(.responding, service.place)
    }

    private func pass(_ content: Span<UInt8>, _ exchange: Exchange, _ now: Instant) {
        append(content, to: exchange)
        if exchange.unwanted > Self.unwantedOutputLimit { endResponse(exchange, now) }
    }

    /// Ends the process. Sends a response with this status if none has begun, else cuts the
    /// response short.
    func fail(_ exchange: Exchange, _ status: StatusCode, _ now: Instant) {
        exchange.endSource()
        if exchange.state == .responding {
            return endResponse(exchange, isAborted: true, now)
        }
        if case .process = exchange.sink { exchange.sink = .discard(0) }
        if status != .internalServerError, state == .open { state = .draining }
        answer(exchange, .response(service.handler.refuse(status, exchange.request)), now)
    }
}
