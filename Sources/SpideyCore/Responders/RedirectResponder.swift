import HTTPServer
import HTTPWire

/// Redirects: from a directory's path without a slash to the one with it, so that relative links
/// work, and to where a path is called otherwise.
struct RedirectResponder {
    /// 301 to `./NAME/`, the query kept.
    ///
    /// The reference is relative and begins with a dot, so that no name and no number of slashes in
    /// front of it can make it point to another host (CVE-2021-28861), and it works behind a proxy
    /// that serves the site under another prefix.
    ///
    /// Without Cache-Control a 301 may be kept for ever (RFC 9110 section 15.4.2), although a file
    /// may take the directory's place. 308 would promise no less, and old clients do not know it.
    func respond(_ request: borrowing RequestContext) -> Response {
        var location = Array("./".utf8)
        PercentCoding.encodeSegment(request.path.name, into: &location)
        location.append(.slash)
        return respond(location, request.head)
    }

    /// 301 to a reference of this server's own making, the query kept. A browser has to ask again:
    /// what was a directory, or served with some flag, need not be so for ever.
    func respond(_ reference: [UInt8], _ head: RequestHead) -> Response {
        var location = reference
        if let query = head.query {
            location.append(UInt8(ascii: "?"))
            location.append(contentsOf: head.fields.bytes[query])
        }
        return respond(
            .movedPermanently, location, PageFields.noCache, step: "Handle Directory")
    }

    /// What the command line says has moved, the query kept.
    /// - Parameter prefix: where the site begins.
    func respond(
        _ redirect: Redirect, for path: RequestPath, _ head: RequestHead, prefix: PathPrefix
    ) -> Response {
        let location = redirect.location(
            for: path.absolute, query: head.query.map { head.fields.bytes[$0] },
            home: prefix.home)
        return respond(redirect.status, location, step: "Handle Redirect")
    }

    private func respond(
        _ status: StatusCode, _ location: [UInt8], _ own: ResponseFields = ResponseFields(),
        step: StaticString
    ) -> Response {
        var fields = ResponseFields()
        fields.append("Location", location)
        fields.append(own)
        fields.append(PageFields.other)
        return Response(status, fields: fields, step: step)
    }
}
