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
            kept.status == .ok || request.acceptsAnything
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
        if let renewed = renewedListing(key, cache) {
            return renewed.answer(to: request)
        }
        switch dispatch.dispatch(request) {
        case .response(let response): return .response(response)
        // The result of a job is not kept: a file may have changed since the job began.
        case .needs(let work): return .needs(work)
        case .representation(let representation, let origin):
            if mayKeep(request, plain, representation) {
                cache.keep(key, representation, origin)
            }
            return representation.answer(to: request)
        }
    }

    private func mayKeep(
        _ request: Request, _ plain: PlainRequest, _ representation: Representation
    ) -> Bool {
        !plain.isHead && (representation.status == .ok || request.acceptsAnything)
    }

    /// A kept listing, renewed.
    private func renewedListing(_ key: [UInt8], _ cache: ResponseCache) -> Representation? {
        guard cache.hasOutdated, let path = dispatch.path(of: key[...]), path.isDirectoryForm,
            let (kept, changed) = cache.takeOutdated(path), let page = kept.renewedPage(changed)
        else { return nil }
        let representation = dispatch.site.options.fields.fields(for: path)
            .apply(to: ListingResponder(site: dispatch.site).represent(page))
        cache.keep(key, representation, .listing(path, kept))
        return representation
    }

    public override func refuse(_ status: StatusCode, _ request: Request?) -> Response {
        dispatch.refusal(status, request?.head)
    }
}
