public import HTTPServer
public import HTTPWire
import SystemCalls

/// Answers the requests to a site: from the cache, if there is one, or by dispatch.
public final class HTTPHandler: BaseHandler {
    private let dispatch: Dispatch
    /// The cache, in a process that serves many connections.
    private let cache: ResponseCache?

    /// A handler for requests to a site.
    init(_ dispatch: Dispatch, cache: ResponseCache?) {
        self.dispatch = dispatch
        self.cache = cache
    }

    public override func handle(_ request: Request) -> Answer {
        guard let cache, let plain = request.plain else {
            return dispatch.dispatch(request).answer(to: request)
        }
        if let kept = request.withOctets(plain.path, { cache.find($0) }),
            isForm(kept, for: request)
        {
            return kept.answer(to: request)
        }
        return answer(request, plain, cache)
    }

    /// Answers a request that is not in the cache, and adds the response to the cache if possible.
    private func answer(
        _ request: Request, _ plain: PlainRequest, _ cache: ResponseCache
    ) -> Answer {
        let key = request.withOctets(plain.path) { octets in
            var key: [UInt8] = []
            key.append(copying: octets)
            return key
        }
        if let renewed = renewedListing(key, request, cache) {
            return renewed.answer(to: request)
        }
        switch dispatch.dispatch(request) {
        case .response(let response): return .response(response)
        // The result of a job is not kept: a file may have changed since the job began.
        case .needs(let work): return .needs(work)
        case .representation(let representation, let origin):
            if !plain.isHead, isForm(representation, for: request) {
                cache.keep(key, representation, origin)
            }
            return representation.answer(to: request)
        }
    }

    /// Whether a representation has the form of those that are kept, and the request gets that
    /// form: of what has several forms, HTML is kept.
    @inline(__always)
    private func isForm(_ kept: Representation, for request: Request) -> Bool {
        guard kept.isNegotiated else { return true }
        return kept.status == .ok ? getsPage(request) : request.acceptsAnything
    }

    /// Whether a request for a listing gets it as a page.
    private func getsPage(_ request: Request) -> Bool {
        if request.head.query == nil, request.acceptsAnything { return true }
        return ListingFormat(for: request.head) == .html
    }

    /// A kept listing, renewed.
    private func renewedListing(
        _ key: [UInt8], _ request: Request, _ cache: ResponseCache
    ) -> Representation? {
        guard cache.hasOutdated, getsPage(request), let path = dispatch.path(of: key[...]),
            path.isDirectoryForm,
            let (kept, changed) = cache.takeOutdated(path), let page = kept.renewedPage(changed)
        else { return nil }
        let representation = dispatch.site.options.fields.fields(for: path)
            .apply(to: ListingResponder(site: dispatch.site).represent(page, .html))
        cache.keep(key, representation, .listing(path, kept))
        return representation
    }

    public override func refuse(_ status: StatusCode, _ request: Request?) -> Response {
        dispatch.refusal(status, request?.head)
    }
}
