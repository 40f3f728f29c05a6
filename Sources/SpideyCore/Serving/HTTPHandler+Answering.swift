import HTTPWire
import Sockets
import SystemCalls
import SystemPackage

/// An answer cannot be had without waiting for a disk, and others would wait too.
struct WouldBlock: Error {
    /// What is waited for is not this machine's own disk, and may take any time.
    let isFar: Bool
}

/// From a request to a response: the assignment's dispatch.
extension HTTPHandler {
    /// Dispatches by the form of the target and what the path leads to.
    func answer(_ head: RequestHead) throws(WouldBlock) -> Response {
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
        let path: RequestPath
        do throws(RequestPath.Refusal) {
            path = try RequestPath(head.fields.bytes[head.path])
        } catch {
            return self.error(error == .malformed ? .badRequest : .notFound, head)
        }
        if path.isHidden, !site.options.showsHidden { return error(.notFound, head) }
        return try answer(RequestContext(head: head, path: path, client: address))
    }

    private func answer(_ request: RequestContext) throws(WouldBlock) -> Response {
        let resource = try find(request.path)
        if isRehearsing, let response = rehearsal(request) { return response }
        switch consume resource {
        case .file(let file, let status): return handleFile(file, status, request, request.path)
        case .script(let path, let extra): return try handleScript(path, extra, request)
        case .directory(let directory): return try handleDirectory(directory, request)
        case .nothing:
            if !isPatient { candidate = .nothing(request.path) }
            return error(.notFound, request.head)
        case .forbidden: return error(.forbidden, request.head)
        case .exhausted: return error(.serviceUnavailable, request.head)
        }
    }

    /// Whether the request is about something on another file system, as far as can be told
    /// without asking that.
    func leadsFar(_ head: RequestHead) -> Bool {
        guard head.targetForm == .origin || head.targetForm == .absolute,
            let path = try? RequestPath(head.fields.bytes[head.path])
        else { return false }
        return site.docroot.leadsElsewhere(path)
    }

    private func find(_ path: RequestPath) throws(WouldBlock) -> Docroot.Resource {
        isPatient ? site.docroot.resolve(path) : try site.docroot.resolveWithoutWaiting(path)
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
        if !isPatient { candidate = .file(path, status) }
        return StaticResponder(site: site).respond(file, status, path, mayBeFar: isWorking)
    }

    private func handleDirectory(
        _ directory: consuming Descriptor, _ request: RequestContext
    ) throws(WouldBlock) -> Response {
        if !request.path.isDirectoryForm {
            if let other = otherMethod(request.head) { return other }
            log("Handle Directory")
            return RedirectResponder().respond(request)
        }
        if !site.options.index.isEmpty {
            let index = request.path.appending(site.options.index)
            switch try find(index) {
            case .file(let file, let status): return handleFile(file, status, request, index)
            case .script(let path, let extra): return try handleScript(path, extra, request)
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
            if let listing = try list(directory, request.path) { return listing }
        } catch {
            let mayNot = error.errno == .permissionDenied
            return self.error(mayNot ? .forbidden : .internalServerError, request.head)
        }
        throw WouldBlock(isFar: false)
    }

    /// Seconds that others may wait for a listing: many times what one takes that is in memory.
    private static let listingPatience = 0.002

    /// - Returns: nil when it cannot be made without waiting for a disk.
    private func list(
        _ directory: consuming Descriptor, _ path: RequestPath
    ) throws(SystemError) -> Response? {
        let responder = ListingResponder(site: site)
        if isPatient { return try responder.respond(directory, path) }
        candidate = .directory(path)
        if let (kept, changed) = cache?.takeOutdated(path),
            let response = responder.respond(kept, changed: changed)
        {
            return response
        }
        let end = Instant.now.advanced(bySeconds: Self.listingPatience)
        return try responder.respond(directory, path, patience: end)
    }

    private func handleScript(
        _ path: RequestPath, _ extra: [UInt8], _ request: RequestContext
    ) throws(WouldBlock) -> Response {
        // Starting a program reads it from the disk, and takes longer than serving many a file.
        if !isPatient { throw WouldBlock(isFar: false) }
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
}
