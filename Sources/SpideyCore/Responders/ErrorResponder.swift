import HTTPWire

/// A page for everything that went wrong, in the form that the client prefers.
struct ErrorResponder {
    /// The page for `status`.
    /// - Parameter head: of the request, as far as it could be read; nil for HTML.
    func respond(_ status: StatusCode, to head: RequestHead?) -> Response {
        let format = head.map(Self.format) ?? .html
        let page = ErrorPage.render(
            status: status.rawValue, reason: status.reasonPhrase, format: format)
        var response = Response(status, content: .bytes(page))
        response.contentType = Array(format.contentType.utf8)
        response.isOwnPage = true
        response.isNegotiated = true
        return response
    }

    private static func format(for head: RequestHead) -> ErrorFormat {
        var accept = AcceptField(offers: ErrorFormat.mediaTypes)
        for line in head.fields.lines where line.known == .accept {
            accept.read(head.fields.bytes[line.value].span)
        }
        return ErrorFormat.allCases[accept.best ?? 0]
    }
}
