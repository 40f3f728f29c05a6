import HTTPWire
public import Sockets
import SystemCalls
import SystemPackage

/// Speaks HTTP on one connection: parses requests, has them answered, stages the responses.
///
/// The way of a request: `receive` parses, `handle` dispatches to a responder, which returns a
/// `Response`; `stage` writes its head and puts its content into the outbox. For scripts the rest
/// is in `HTTPHandler+Scripts.swift`.
public final class HTTPHandler: BaseHandler {
    let site: Site
    var parser: RequestParser
    var writer = MessageWriter()
    /// The script that answers the current request.
    var exchange: ScriptExchange?
    var keepsAfterScript = false
    /// Of the response in the making.
    var status = StatusCode.ok
    /// Bytes of the current response that are not content: its head, and framing.
    var overhead = 0
    private var record: AccessRecord?
    private var isDraining = false
    /// Nothing more is read as a request.
    private var isOver = false
    private var requests = 0
    private var discarded = 0

    /// Nothing is logged, and a file of the program's own is served.
    private let isRehearsing: Bool

    /// A handler for a connection to `site`.
    init(address: SocketAddress, site: Site, isRehearsing: Bool = false) {
        self.site = site
        self.isRehearsing = isRehearsing
        parser = RequestParser(limits: site.options.wire)
        super.init(address: address)
    }

    public override func connect() { log("Connect") }

    public override func finish() { log("Finish") }

    public override func drain() {
        isDraining = true
        keepsAfterScript = false
    }

    /// A line of the assignment's log.
    @inline(__always)
    private func log(_ message: @autoclosure () -> String) {
        if !isRehearsing { site.debug("\(address) | \(message())") }
    }

    // MARK: Reading

    /// Content is passed to a script in pieces only while it has this much room, which holds the
    /// longest chunk line or trailer section: the parser never starves for want of room.
    private static let leastRoom = 16 * 1024

    public override func receive(_ bytes: Span<UInt8>, _ outbox: Outbox) -> Reception {
        var position = 0
        while true {
            if isOver { return Reception(consumed: bytes.count, next: .close) }
            if outbox.isResponding, !parser.isInContent {
                return Reception(consumed: position, next: .response)
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
            case .head: handle(outbox)
            case .content(let range): take(input.extracting(range), outbox)
            case .end: outbox.endProcessInput()
            case .needMoreBytes, .informational:
                if end < bytes.count, step.consumed > 0 { continue }
                return Reception(consumed: position, next: .input(phase))
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
        } else if outbox.isResponding || parser.isInContent {
            // The request has its answer already; a second one would pass for the next request's.
            outbox.closeAfterResponse()
        } else {
            beginRecord(nil)
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

    private func handle(_ outbox: Outbox) {
        requests += 1
        discarded = 0
        let head = parser.head
        log("Parsing \(Self.requestLine(head))")
        beginRecord(head)
        respond(answer(head), head, outbox)
    }

    /// Dispatches by the form of the target and what the path leads to.
    private func answer(_ head: RequestHead) -> Response {
        if head.expectation == .unknown { return error(.expectationFailed, head) }
        switch head.targetForm {
        case .asterisk: return options(Self.siteMethods)
        case .authority: return notAllowed(head)
        case .origin: break
        case .absolute:
            // RFC 9110 section 7.4: nobody asked for it over a connection that is not secured.
            let isSecured = head.fields.bytes[head.target].starts(with: Self.securedScheme) {
                $0 == $1 | 0x20 || $0 | 0x20 == $1
            }
            if isSecured { return error(.misdirectedRequest, head) }
        }
        do throws(RequestPath.Refusal) {
            let path = try RequestPath(head.fields.bytes[head.path])
            if path.isHidden, !site.options.showsHidden { return error(.notFound, head) }
            return answer(RequestContext(head: head, path: path, client: address))
        } catch {
            return self.error(error == .malformed ? .badRequest : .notFound, head)
        }
    }

    private func answer(_ request: RequestContext) -> Response {
        let resource = site.docroot.resolve(request.path)
        if isRehearsing, let response = rehearsal(request) { return response }
        switch consume resource {
        case .file(let file, let status): return handleFile(file, status, request, request.path)
        case .script(let path, let extra): return handleScript(path, extra, request)
        case .directory(let directory): return handleDirectory(directory, request)
        case .nothing: return error(.notFound, request.head)
        case .forbidden: return error(.forbidden, request.head)
        case .exhausted: return error(.serviceUnavailable, request.head)
        }
    }

    /// A few bytes of the running program, served as a file.
    private func rehearsal(_ request: RequestContext) -> Response? {
        let program = "/proc/self/exe"
        guard let file = try? Descriptor.openForReading(program), let status = try? file.status(),
            let part = try? Descriptor.openForReading(program)
        else { return nil }
        var response = StaticResponder(site: site).respond(file, status, request.path)
        response.content = .file(FileRange(file: part, offset: 0, count: 1024))
        return response
    }

    private func handleFile(
        _ file: consuming Descriptor, _ status: FileStatus, _ request: RequestContext,
        _ path: RequestPath
    ) -> Response {
        if let other = otherMethod(request.head) { return other }
        log("Handle File")
        return StaticResponder(site: site).respond(file, status, path)
    }

    private func handleDirectory(
        _ directory: consuming Descriptor, _ request: RequestContext
    ) -> Response {
        if !request.path.isDirectoryForm {
            if let other = otherMethod(request.head) { return other }
            log("Handle Directory")
            return RedirectResponder().respond(request)
        }
        if !site.options.index.isEmpty {
            let index = request.path.appending(site.options.index)
            switch site.docroot.resolve(index) {
            case .file(let file, let status): return handleFile(file, status, request, index)
            case .script(let path, let extra): return handleScript(path, extra, request)
            case .forbidden: return error(.forbidden, request.head)
            case .exhausted: return error(.serviceUnavailable, request.head)
            case .nothing: break
            case .directory: break
            }
        }
        if let other = otherMethod(request.head) { return other }
        guard site.options.listsDirectories else { return error(.forbidden, request.head) }
        log("Handle Directory")
        do {
            return try ListingResponder(site: site).respond(directory, request.path)
        } catch {
            let mayNot = error.errno == .permissionDenied
            return self.error(mayNot ? .forbidden : .internalServerError, request.head)
        }
    }

    private func handleScript(
        _ path: RequestPath, _ extra: [UInt8], _ request: RequestContext
    ) -> Response {
        log("Handle Script")
        let script = ScriptResponder(site: site).start(request, path, extra: extra)
        guard let script else { return error(.internalServerError, request.head) }
        return Response(.ok, content: .script(script))
    }

    func error(_ status: StatusCode, _ head: RequestHead?) -> Response {
        log("Handle Error")
        return ErrorResponder().respond(status, to: head)
    }

    // MARK: Methods

    private static let securedScheme = Array("https:".utf8)
    private static let fileMethods: StaticString = "GET, HEAD, OPTIONS"
    private static let siteMethods: StaticString = "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH"

    /// The answer to every method but GET and HEAD, for what is not a script; nil for those.
    private func otherMethod(_ head: RequestHead) -> Response? {
        switch head.method {
        case .get, .head: nil
        case .options: options(Self.fileMethods)
        default: notAllowed(head)
        }
    }

    private func options(_ methods: StaticString) -> Response {
        var response = Response(.noContent)
        response.allow = methods
        return response
    }

    private func notAllowed(_ head: RequestHead) -> Response {
        var response = error(.methodNotAllowed, head)
        response.allow = Self.fileMethods
        return response
    }

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
        guard site.accessLog != nil, !isRehearsing else { return }
        record = AccessRecord(client: address, head: head)
    }

    /// Notes the status for the access log.
    func note(_ status: StatusCode) { record?.status = status.rawValue }

    public override func responded(bytes: Int, isComplete: Bool) {
        exchange = nil
        defer { record = nil }
        guard var record, let log = site.accessLog else { return }
        record.bytes = max(0, bytes - overhead)
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
    private func keeps(_ head: RequestHead) -> Bool {
        head.isPersistent && site.options.keepsAlive && !isDraining
            && requests < site.options.requestsPerConnection
    }

    private func respond(
        _ response: consuming Response, _ head: RequestHead, _ outbox: Outbox
    ) {
        var keep = keeps(head)
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
