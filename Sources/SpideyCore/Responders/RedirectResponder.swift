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
        return Response(.movedPermanently, fields: fields, step: "Handle Directory")
    }
}
