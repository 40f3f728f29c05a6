/// Following redirects (RFC 9110 section 15.4).
enum Redirection {
    /// Whether a response is a redirect with a location.
    static func isRedirect(_ outcome: HTTPClient.Outcome) -> Bool {
        [301, 302, 303, 307, 308].contains(outcome.status) && outcome.location != nil
    }

    /// The request that follows a redirect: its URL, and its method, which may become GET.
    ///
    /// - Throws: ``URLProblem`` for a location that is no `http` URL.
    static func next(
        _ url: TargetURL, _ request: RequestOptions, _ outcome: HTTPClient.Outcome
    ) throws(URLProblem) -> (TargetURL, RequestOptions) {
        let next = try url.resolving(reference: outcome.location ?? "")
        var request = request
        let becomesGet =
            outcome.status == 303 && request.effectiveMethod != "HEAD"
            || [301, 302].contains(outcome.status) && request.effectiveMethod == "POST"
        if becomesGet {
            request.method = "GET"
            request.body = nil
            request.isForm = false
        }
        if next.host != url.host || next.port != url.port {
            // Credentials and the address to connect to belong to the first host alone.
            request.fields.removeAll { ["authorization", "cookie"].contains($0.name.lowercased()) }
            request.connectTo = nil
        }
        return (next, request)
    }
}
