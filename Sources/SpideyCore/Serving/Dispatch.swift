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
        let head = request.head
        if head.expectation == .unknown { return .response(error(.expectationFailed, head)) }
        switch head.targetForm {
        case .asterisk: return .response(options(Self.siteMethods))
        case .authority: return .response(notAllowed(head))
        case .origin: break
        case .absolute:
            // RFC 9110 section 7.4: an https target over a connection that is not secured.
            let isSecured = head.fields.bytes[head.target].starts(with: Self.securedScheme) {
                $0 == $1 | 0x20 || $0 | 0x20 == $1
            }
            if isSecured { return .response(error(.misdirectedRequest, head)) }
        }
        let path: RequestPath
        do throws(RequestPath.Refusal) {
            path = try RequestPath(head.fields.bytes[head.path])
        } catch {
            let status = error == .malformed ? StatusCode.badRequest : .notFound
            return .response(self.error(status, head))
        }
        if path.isHidden, !site.options.showsHidden { return .response(error(.notFound, head)) }
        return find(RequestContext(head: head, path: path, client: request.client), mayWait: false)
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

    private func resolve(
        _ path: RequestPath, _ mayWait: Bool
    ) throws(WouldBlock) -> Docroot.Resource {
        mayWait ? site.docroot.resolve(path) : try site.docroot.resolveWithoutWaiting(path)
    }

    /// - Parameter path: the path of the resource: the request's, or that of an index file.
    private func serve(
        _ resource: consuming Docroot.Resource, _ path: RequestPath, _ request: RequestContext,
        mayWait: Bool
    ) -> Outcome {
        switch consume resource {
        case .file(let file, let status):
            serve(SharedFile(file), status, path, request, mayWait: mayWait)
        case .script(let path, let extra):
            start(path, extra, request, mayWait: mayWait)
        case .directory(let directory):
            serve(SharedFile(directory), request, mayWait: mayWait)
        case .nothing: missing(request)
        case .refused(let reason): refuse(reason, path, request)
        }
    }

    /// A file.
    private func serve(
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
        guard !site.options.index.isEmpty else { return list(directory, request, mayWait: mayWait) }
        let index = request.path.appending(site.options.index)
        do throws(WouldBlock) {
            switch try resolve(index, mayWait) {
            case .nothing: return list(directory, request, mayWait: mayWait)
            case .directory: return list(directory, request, mayWait: mayWait)
            case let found: return serve(found, index, request, mayWait: mayWait)
            }
        } catch {
            return work(request, index, error) { serve(directory, request, mayWait: true) }
        }
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
    private func work(
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
        ErrorResponder().respond(status, to: head, as: form)
    }

    private func missing(_ request: RequestContext) -> Outcome {
        .representation(
            ErrorResponder().represent(.notFound, to: request.head), .nothing(request.path))
    }

    private static let securedScheme = Array("https:".utf8)
    private static let fileMethods: StaticString = "GET, HEAD, OPTIONS"
    private static let siteMethods: StaticString = "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH"

    /// The response to methods other than GET and HEAD for a resource that is not a script; nil for
    /// those two.
    private func otherMethod(_ head: RequestHead) -> Response? {
        switch head.method {
        case .get, .head: nil
        case .options: options(Self.fileMethods)
        default: notAllowed(head)
        }
    }

    private func options(_ methods: StaticString) -> Response {
        var fields = ResponseFields()
        fields.append("Allow", methods)
        fields.append(PageFields.other)
        return Response(.noContent, fields: fields, step: "Handle File")
    }

    private func notAllowed(_ head: RequestHead) -> Response {
        var fields = ResponseFields()
        fields.append("Allow", Self.fileMethods)
        return ErrorResponder().respond(.methodNotAllowed, to: head, fields)
    }
}

extension Outcome {
    /// The answer to a request that has been copied.
    consuming func answer(to request: RequestContext) -> Answer {
        answer(to: Request(head: request.head, client: request.client))
    }
}
