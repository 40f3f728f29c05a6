import HTTPServer
import HTTPWire
import Sockets
import SystemCalls
import SystemPackage

/// From a request to a response: the assignment's dispatch.
///
/// It has stages: resolve the path, find the index file of a directory, list it or start a script.
/// If a stage cannot be completed without waiting for a disk, `Work` completes it and the stages
/// after it in a thread that may wait. No stage is completed twice. A stage has no side effects:
/// what it starts is owned by its result.
struct Dispatch: Sendable {
    let site: Site
    /// Ends and collects scripts.
    let reaper: ProcessReaper
    /// The most seconds that a listing may take in an event loop, many times what one needs if its
    /// directory is in the page cache. A slower one becomes `Work`.
    var listingSeconds = 0.002
    /// The budget for the memory of long listings; nil for no limit.
    var budget: ListingBudget?

    /// Dispatches by the form of the target.
    func dispatch(_ request: Request) -> Outcome {
        let target = SiteTarget(request.head, prefix: site.options.prefix)
        let configured = site.options.fields.fields(for: target.path)
        return dispatch(request, target, configured).with(configured)
    }

    private func dispatch(
        _ request: Request, _ target: SiteTarget, _ configured: ConfiguredFields
    ) -> Outcome {
        let head = request.head
        if head.expectation == .unknown { return .response(error(.expectationFailed, head)) }
        if site.options.sharesWithOrigins,
            let answer = PreflightResponder().respond(head, methods: Self.siteMethods)
        {
            return .response(answer)
        }
        switch target {
        case .server: return .response(options(Self.siteMethods))
        case .authority: return .response(notAllowed(head))
        case .entrance:
            let home = site.options.prefix.home
            return .response(otherMethod(head) ?? RedirectResponder().respond(home, head))
        case .refused(let status): return .response(error(status, head))
        case .path(let path):
            if let redirect = site.options.redirects.first(for: path) {
                return .response(
                    RedirectResponder().respond(
                        redirect, for: path, head, prefix: site.options.prefix))
            }
            guard let path = served(path) else { return .response(error(.notFound, head)) }
            let request = RequestContext(
                head: head, path: path, configured: configured, client: request.client)
            return find(request, mayWait: false)
        }
    }

    /// The path at which to look for what a request is for; nil when nobody is to know.
    private func served(_ path: RequestPath) -> RequestPath? {
        if let file = site.options.onlyFile { return file.path(for: path) }
        return path.isHidden && !site.options.showsHidden ? nil : path
    }

    /// The path in the site of a request for `path`, as received; nil when it has none.
    func path(of path: ArraySlice<UInt8>) -> RequestPath? {
        SiteTarget(path, site.options.prefix).path
    }

    // MARK: Stages

    /// Resolves the path.
    private func find(_ request: RequestContext, mayWait: Bool) -> Outcome {
        do throws(WouldBlock) {
            let resource = try resolve(request.path, mayWait)
            return serve(resource, request.path, request, mayWait: mayWait)
        } catch {
            return work(request, request.path, error) { find(request, mayWait: true) }
        }
    }

    func resolve(
        _ path: RequestPath, _ mayWait: Bool
    ) throws(WouldBlock) -> Docroot.Resource {
        mayWait ? site.docroot.resolve(path) : try site.docroot.resolveWithoutWaiting(path)
    }

    /// - Parameter path: the path of the resource: the request's, or that of what stands for it.
    func serve(
        _ resource: consuming Docroot.Resource, _ path: RequestPath, _ request: RequestContext,
        mayWait: Bool
    ) -> Outcome {
        switch consume resource {
        case .file(let file, let status):
            if !isOffered(path) {
                missing(request)
            } else if let stem = extensionlessName(of: request), path == request.path {
                canonical(SharedFile(file), status, request, stem, mayWait: mayWait)
            } else {
                serve(SharedFile(file), status, path, request, mayWait: mayWait)
            }
        case .script(let path, let extra):
            if isOffered(path) {
                start(path, extra, request, mayWait: mayWait)
            } else {
                missing(request)
            }
        case .directory(let directory):
            if site.options.onlyFile == nil {
                serve(SharedFile(directory), request, mayWait: mayWait)
            } else {
                missing(request)
            }
        case .nothing: substitute(request, mayWait: mayWait)
        case .refused(let reason): refuse(reason, path, request)
        }
    }

    /// Whether a file or script may be served: where the site is one file, only that one.
    private func isOffered(_ path: RequestPath) -> Bool {
        site.options.onlyFile.map { $0.path.bytes == path.bytes } ?? true
    }

    /// A file.
    func serve(
        _ file: SharedFile, _ status: FileStatus, _ path: RequestPath, _ request: RequestContext,
        mayWait: Bool
    ) -> Outcome {
        if let other = otherMethod(request.head) { return .response(other) }
        let isHead = request.head.method == .head
        do throws(StaticResponder.Refusal) {
            if let response = try GeneratedFileResponder(site: site).respond(
                file, status, path, mayWait: mayWait)
            {
                return .response(response)
            }
            let (found, state) = try StaticResponder(site: site).represent(
                file, status, path, withContent: !isHead, mayWait: mayWait)
            return .representation(found, .file(path, state))
        } catch {
            switch error {
            case .wouldBlock:
                return work(request, path, WouldBlock(isRemote: false)) {
                    serve(file, status, path, request, mayWait: true)
                }
            case .failed(let problem):
                return refuse(OpenRefusal(reading: problem.errno), path, request)
            }
        }
    }

    /// What cannot be served although it is there, or may be.
    private func refuse(
        _ reason: OpenRefusal, _ path: RequestPath, _ request: RequestContext,
        as form: ErrorFormat? = nil
    ) -> Outcome {
        if case .failed(let error) = reason { site.warn(of: error, at: path) }
        return .response(error(reason.status, request.head, as: form))
    }

    /// A directory: its index file if it has one, else a listing.
    private func serve(
        _ directory: SharedFile, _ request: RequestContext, mayWait: Bool
    ) -> Outcome {
        if !request.path.isDirectoryForm {
            if let other = otherMethod(request.head) { return .response(other) }
            return .response(RedirectResponder().respond(request))
        }
        var index = request.path
        var absent: [[UInt8]] = []
        do throws(WouldBlock) {
            for name in site.options.index {
                index = request.path.appending(name)
                switch try resolve(index, mayWait) {
                case .nothing: absent.append(name)
                case .directory: absent.append(name)
                case let found:
                    return serve(found, index, request, mayWait: mayWait)
                        .holding(whileAbsent: absent)
                }
            }
        } catch {
            return work(request, index, error) { serve(directory, request, mayWait: true) }
        }
        // With `--spa`, a listing below the root is for those who do not get the application.
        guard site.options.isSinglePage, !request.path.bytes.isEmpty else {
            return list(directory, request, mayWait: mayWait)
        }
        let listing = { @Sendable mayWait in
            list(directory, request, mayWait: mayWait).asSubstitute()
        }
        return isForSinglePage(request)
            ? singlePage(request, mayWait: mayWait, otherwise: listing) : listing(mayWait)
    }

    private func list(
        _ directory: SharedFile, _ request: RequestContext, mayWait: Bool
    ) -> Outcome {
        if let other = otherMethod(request.head) { return .response(other) }
        let format = ListingFormat(for: request.head)
        guard site.options.listsDirectories else {
            return .response(error(.forbidden, request.head, as: format.ofErrors))
        }
        let listing = ListingStream(
            ListingWork(
                directory, request.path, site: site, as: format, budget: budget,
                cancellation: request.cancellation))
        listing.isRemote = mayWait && !directory.descriptor.fileSystem.isLocal
        return list(listing, request, mayWait: mayWait)
    }

    private func list(
        _ listing: ListingStream, _ request: RequestContext, mayWait: Bool
    ) -> Outcome {
        let end = mayWait ? .distantFuture : Instant.now.advanced(bySeconds: listingSeconds)
        do throws(SystemError) {
            let progress = try listing.start(until: end, mayBlock: mayWait)
            let responder = ListingResponder(site: site)
            if let outcome = responder.respond(listing, progress, request.path) { return outcome }
        } catch {
            return refuse(
                OpenRefusal(reading: error.errno), request.path, request,
                as: listing.format.ofErrors)
        }
        return .needs(
            Work(.processor, cancellation: request.cancellation) {
                list(listing, request, mayWait: true).answer(to: request)
            })
    }

    /// A script. Starting a program reads it from the disk, and takes longer than serving many a
    /// file.
    private func start(
        _ path: RequestPath, _ extra: [UInt8], _ request: RequestContext, mayWait: Bool
    ) -> Outcome {
        // It would give a client's credentials back to whoever may read the response (RFC 9110
        // section 9.3.8).
        if request.head.method == .trace {
            return .response(notAllowed(request.head, Self.siteMethods))
        }
        guard mayWait else {
            return .needs(
                Work(.disk, cancellation: request.cancellation) {
                    start(path, extra, request, mayWait: true).answer(to: request)
                })
        }
        // Nobody would read what it writes.
        if request.cancellation.isCancelled {
            return .response(error(.serviceUnavailable, request.head))
        }
        let responder = ScriptResponder(site: site, reaper: reaper)
        do throws(ScriptResponder.Refusal) {
            return .response(try responder.start(request, path, extra: extra))
        } catch {
            return .response(self.error(error.status, request.head))
        }
    }

    /// The rest of the dispatch, in a thread that may wait.
    func work(
        _ request: RequestContext, _ path: RequestPath, _ reason: WouldBlock,
        _ stage: @escaping @Sendable () -> Outcome
    ) -> Outcome {
        let cancellation = request.cancellation
        let rest = { @Sendable in stage().answer(to: request) }
        if reason.isRemote { return .needs(Work(.remote, cancellation: cancellation, rest)) }
        return .needs(
            Work(.disk, cancellation: cancellation) {
                // The threads for local disks must not wait for another file system, which may
                // hang.
                site.docroot.leavesFileSystem(path)
                    ? .needs(Work(.remote, cancellation: cancellation, rest)) : rest()
            })
    }

    // MARK: Responses without content of the site

    func error(
        _ status: StatusCode, _ head: RequestHead?, as form: ErrorFormat? = nil
    ) -> Response {
        site.errors.respond(status, to: head, as: form)
    }

    /// The response to what is not dispatched.
    func refusal(_ status: StatusCode, _ head: RequestHead?) -> Response {
        let path = head.flatMap { SiteTarget($0, prefix: site.options.prefix).path }
        var response = error(status, head)
        site.options.fields.fields(for: path).apply(to: &response.fields, status)
        return response
    }

    /// It is kept only where nothing but a file of its own name can take its place: with `--pretty`
    /// or `--spa`, others can, of which there is no notice.
    func missing(_ request: RequestContext) -> Outcome {
        let mayBeSubstituted = site.options.hidesExtensions || site.options.isSinglePage
        return .representation(
            site.errors.represent(.notFound, to: request.head),
            mayBeSubstituted ? .substitute : .nothing(request.path))
    }

    private static let fileMethods: StaticString = "GET, HEAD, OPTIONS"
    private static let siteMethods: StaticString = "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH"

    /// The response to every method but GET and HEAD, for what is not a script; nil for those. What
    /// this server has never heard of is 501 (RFC 9110 section 9.1), what it has is 405.
    func otherMethod(_ head: RequestHead) -> Response? {
        switch head.method {
        case .get, .head: nil
        case .options: options(Self.fileMethods)
        case .other: error(.notImplemented, head)
        case .post, .put, .delete, .connect, .trace, .patch: notAllowed(head)
        }
    }

    private func options(_ methods: StaticString) -> Response {
        var fields = ResponseFields()
        fields.append("Allow", methods)
        fields.append(PageFields.other)
        return Response(.noContent, fields: fields, step: "Handle File")
    }

    private func notAllowed(
        _ head: RequestHead, _ methods: StaticString = fileMethods
    ) -> Response {
        var fields = ResponseFields()
        fields.append("Allow", methods)
        return site.errors.respond(.methodNotAllowed, to: head, fields)
    }
}

extension Outcome {
    /// The answer to a request that has been copied, with the fields that belong to it.
    consuming func answer(to request: RequestContext) -> Answer {
        with(request.configured).answer(to: Request(head: request.head, client: request.client))
    }
}
