/// Following redirects (RFC 9110 section 15.4).
enum Redirection {
    /// Whether a response points to another URL that can be followed.
    static func isRedirect(_ outcome: HTTPClient.Outcome) -> Bool {
        [301, 302, 303, 307, 308].contains(outcome.status) && outcome.location != nil
    }

    /// The request that follows a redirect: where it goes, and how the method changes.
    ///
    /// - Throws: `URLProblem` for a location that is no `http` URL.
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
            // Credentials were meant for the first host only, and so was its address.
            request.fields.removeAll { ["authorization", "cookie"].contains($0.name.lowercased()) }
            request.connectTo = nil
        }
        return (next, request)
    }
}
