import HTTPWire
import Sockets
import SystemCalls

/// Responses that a process makes, and content of requests that it is given.
extension Connection {
    /// Bytes that a process may write beyond what the response can carry (its announced length, or
    /// nothing when the request was HEAD) before it is ended: nobody waits for an endless one.
    private static let unwantedOutputLimit = 1 << 20

    /// Lets a running process answer.
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
        // Whatever the process does, a client that does not take its output is on the clock.
        let isClientBehind = !output.isEmpty
        var moved = false
        if link.ready.contains(.writable), link.hasPendingInput {
            if try link.writeInput() {
                moved = true
                mayParse = true
                // A client that could not send because of the process has all its time again.
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
        // What a script leaves running may hold its output open for long. The response is the
        // script's: it ends with the script, and with what is in the pipe by then.
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

    /// Writes the head of the response as the process has made it.
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

    /// Gives the process up: another response in its place if none has begun, else the response is
    /// cut short.
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
