import HTTPServer
import HTTPWire

/// Redirects from a directory's path without a slash to the one with it, so that relative links
/// work.
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
        if request.head.query != nil {
            location.append(UInt8(ascii: "?"))
            location.append(contentsOf: request.query)
        }
        var fields = ResponseFields()
        fields.append("Location", location)
        fields.append(PageFields.other)
        fields.append(PageFields.noCache)
        return Response(.movedPermanently, fields: fields, step: "Handle Directory")
    }
}
