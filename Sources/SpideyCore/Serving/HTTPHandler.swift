import HTTPWire
public import Sockets
public import SystemCalls

/// Speaks HTTP on one connection: parses requests, has them answered, stages the responses.
///
/// The way of a request: `receive` parses, `handle` dispatches to a responder, which returns a
/// `Response`; `stage` writes its head and puts its content into the outbox. For scripts the rest
/// is in `HTTPHandler+Scripts.swift`.
public final class HTTPHandler: BaseHandler {
    let site: Site
    /// What has been answered before, in a process that serves many connections.
    let cache: ResponseCache?
    var parser: RequestParser
    var writer = MessageWriter()
    /// The script that answers the current request.
    var exchange: ScriptExchange?
    var keepsAfterScript = false
    /// Of the response in the making.
    var status = StatusCode.ok
    /// Bytes of the current response that are not content: its head, and framing.
    var overhead: Int {
        get { records.last?.overhead ?? 0 }
        set { if !records.isEmpty { records[records.count - 1].overhead = newValue } }
    }
    /// What is to be told of the responses under way.
    private var records: [AccessRecord] = []
    /// Where the response in the making comes from, if it can be given again.
    var candidate: CacheCandidate?
    /// The current request's answer, made by `work`.
    private var answered: Response?
    /// Whether the current request may wait for a disk: nobody else is held up.
    private(set) var isPatient = true
    /// Whether that is so because it is answered elsewhere meanwhile: by `work`.
    private(set) var isWorking = false
    /// Whether what the current request waits for is not on a disk of this machine.
    private var isFar = false
    /// That has turned out only now: the work is not done yet.
    private var hasToWait = false
    private var isDraining = false
    /// Nothing more is read as a request.
    private var isOver = false
    private var requests = 0
    private var discarded = 0

    /// Nothing is logged, and a file of the program's own is served.
    let isRehearsing: Bool

    /// A handler for a connection to `site`.
    init(
        address: SocketAddress, site: Site, cache: ResponseCache? = nil, isRehearsing: Bool = false
    ) {
        self.site = site
        self.cache = cache
        self.isRehearsing = isRehearsing
        parser = RequestParser(limits: site.options.wire)
        super.init(address: address)
    }

    public override func connect() { log("Connect") }

    public override func finish() { log("Finish") }

    public override var mayRest: Bool { parser.isUntouched }

    public override func rest() -> Int32 { Int32(clamping: requests) }

    public override func resume(address: SocketAddress, memory: Int32) {
        super.resume(address: address, memory: memory)
        parser.reset()
        if !records.isEmpty { records.removeAll(keepingCapacity: true) }
        answered = nil
        exchange = nil
        requests = Int(memory)
        (isDraining, isOver, keepsAfterScript) = (false, false, false)
    }

    public override func drain() {
        isDraining = true
        keepsAfterScript = false
    }

    /// A line of the assignment's log.
    @inline(__always)
    func log(_ message: @autoclosure () -> String) {
        if !isRehearsing { site.debug("\(address) | \(message())") }
    }

    // MARK: Reading

    /// Content is passed to a script in pieces only while it has this much room, which holds the
    /// longest chunk line or trailer section: the parser never starves for want of room.
    private static let leastRoom = 16 * 1024

    public override func receive(_ bytes: Span<UInt8>, _ outbox: Outbox) -> Reception {
        if let response = answered.take() { respond(response, parser.head, outbox) }
        var position = 0
        while true {
            if isOver { return Reception(consumed: bytes.count, next: .close) }
            if outbox.isResponding, !parser.isInContent {
                // Requests that came together are answered together, as far as memory goes.
                guard position < bytes.count, exchange == nil, outbox.acceptsFollower else {
                    return Reception(consumed: position, next: .response)
                }
            }
            var end = bytes.count
            if parser.isInContent, let room = outbox.processInputRoom {
                if room < Self.leastRoom { return Reception(consumed: position, next: .room) }
                end = min(end, position + room)
            }
            let input = bytes.extracting(position..<end)
            guard let step = parse(input, outbox) else { continue }
            position += step.consumed
            switch step.event {
            case .head:
                guard handle(outbox) else {
                    return Reception(consumed: position, next: .blocking)
                }
            case .content(let range): take(input.extracting(range), outbox)
            case .end: outbox.endProcessInput()
            case .needMoreBytes, .informational:
                if end < bytes.count, step.consumed > 0 { continue }
                let isWaiting = outbox.isResponding && !parser.isInContent
                return Reception(
                    consumed: position, next: isWaiting ? .response : .input(phase))
            }
        }
    }

    /// Content that ends early was not all of it, whatever a script would make of the part
    /// (RFC 9112 section 8).
    public override func receiveEnd(_ outbox: Outbox) -> Bool {
        if parser.isInContent {
            isOver = true
            refuse(.badRequest, outbox)
        }
        return outbox.isResponding
    }

    private var phase: Phase {
        if parser.isInContent { return .content }
        return parser.isBetweenMessages ? (requests == 0 ? .head : .idle) : .head
    }

    private func parse(_ input: Span<UInt8>, _ outbox: Outbox) -> Step? {
        do {
            return try parser.next(input)
        } catch {
            isOver = true
            refuse(error.status, outbox)
            return nil
        }
    }

    /// The request in the making cannot be answered otherwise: it is malformed, or too slow.
    private func refuse(_ status: StatusCode, _ outbox: Outbox) {
        if exchange != nil {
            fail(status, outbox)
        } else if parser.isInContent || outbox.isResponding && !outbox.acceptsFollower {
            // The request has its answer already; a second one would pass for the next request's.
            outbox.closeAfterResponse()
        } else {
            if site.accessLog != nil, !isRehearsing { beginRecord(nil) }
            stage(error(status, nil), head: nil, keep: false, outbox)
        }
    }

    /// Content of the request: for the script, or for nobody.
    private func take(_ content: Span<UInt8>, _ outbox: Outbox) {
        if outbox.processInputRoom != nil { return outbox.writeToProcess(content) }
        discarded += content.count
        guard discarded > site.options.drainLimit else { return }
        isOver = true
        outbox.closeAfterResponse()
    }

    // MARK: Answering

    /// Answers the request whose head has been read.
    /// - Returns: false when that is left to `work`.
    private func handle(_ outbox: Outbox) -> Bool {
        requests += 1
        discarded = 0
        log("Parsing \(Self.requestLine(parser.head))")
        if site.accessLog != nil, !isRehearsing { beginRecord(parser.head) }
        if answerFromCache(outbox) { return true }
        let head = parser.head
        isPatient = !outbox.defersBlocking
        (isFar, isWorking) = (false, false)
        candidate = nil
        do {
            respond(try answer(head), head, outbox)
            candidate = nil
            return true
        } catch {
            isFar = error.isFar
            return false
        }
    }

    public override func work() {
        (isPatient, isWorking) = (true, true)
        hasToWait = !isFar && leadsFar(parser.head)
        if hasToWait { return isFar = true }
        answered = try? answer(parser.head)
    }

    public override var hasMoreWork: Bool { hasToWait }

    public override var isWorkFar: Bool { isFar }

    // MARK: Scripts

    public override func receiveFromProcess(_ bytes: Span<UInt8>, _ outbox: Outbox) {
        takeOutput(bytes, outbox)
    }

    public override func processEnded(_ outbox: Outbox) { endOutput(outbox) }

    // MARK: Deadlines and refusals

    public override func timeOut(_ phase: Phase, _ outbox: Outbox) {
        isOver = true
        switch phase {
        case .head where !parser.isBetweenMessages: refuse(.requestTimeout, outbox)
        case .content: refuse(.requestTimeout, outbox)
        case .process: fail(.gatewayTimeout, outbox)
        case .head, .idle, .output: break
        }
    }

    public override func refuse(_ outbox: Outbox) {
        isOver = true
        refuse(.serviceUnavailable, outbox)
    }

    // MARK: Accounting

    private func beginRecord(_ head: RequestHead?) {
        records.append(AccessRecord(client: address, head: head))
    }

    /// Notes the status for the access log.
    func note(_ status: StatusCode) {
        if !records.isEmpty { records[records.count - 1].status = status.rawValue }
    }

    public override func responded(bytes: Int, isComplete: Bool) {
        exchange = nil
        guard let log = site.accessLog, !records.isEmpty else { return }
        var record = records.removeFirst()
        record.bytes = max(0, bytes - record.overhead)
        record.isComplete = isComplete
        log.write(record)
    }

    /// `['GET', '/', 'HTTP/1.1']`, as the assignment's split request line prints.
    private static func requestLine(_ head: RequestHead) -> String {
        let parts = [head.methodRange, head.target, head.versionRange].map {
            "'" + LogText.escaped(head.fields.bytes[$0]) + "'"
        }
        return "[" + parts.joined(separator: ", ") + "]"
    }

    /// Whether the connection can live on after a response to this request.
    func keeps(_ isPersistent: Bool) -> Bool {
        isPersistent && site.options.keepsAlive && !isDraining
            && requests < site.options.requestsPerConnection
    }

    private func respond(
        _ response: consuming Response, _ head: RequestHead, _ outbox: Outbox
    ) {
        var keep = keeps(head.isPersistent)
        if response.isScript {
            guard case .script(let pipes) = consume response.content else { return }
            return begin(pipes, head, keep: keep, outbox)
        }
        // Nobody reads the content: little is discarded, for much the connection is not worth it.
        // A client that waits for a 100 may send it or not; which one could not be told.
        if case .length(let count) = head.framing, count > site.options.drainLimit { keep = false }
        if head.expectsContinue { keep = false }
        stage(response, head: head, keep: keep, outbox)
    }
}
