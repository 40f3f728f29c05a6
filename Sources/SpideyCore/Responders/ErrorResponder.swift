import HTTPServer
import HTTPWire

/// Responses with an error page, in the format that the client prefers.
struct ErrorResponder: Sendable {
    /// The path of the site's start, to which a page leads.
    private let home: String
    /// Only the 404 page is sent often enough to be worth keeping.
    private let notFound: [UInt8]

    /// - Parameter home: a path that needs no escape in HTML.
    init(home: String = "/") {
        self.home = home
        notFound = ErrorPage.render(
            status: StatusCode.notFound.rawValue, reason: StatusCode.notFound.reasonPhrase,
            format: .html, home: home)
    }

    /// The response with a page for `status`.
    /// - Parameters:
    ///   - head: the head of the request, whose Accept field chooses the form of the page; nil for
    ///     HTML.
    ///   - form: the form of the page, if something else has chosen it.
    ///   - additional: fields that belong to this status.
    func respond(
        _ status: StatusCode, to head: RequestHead?, as form: ErrorFormat? = nil,
        _ additional: ResponseFields = ResponseFields()
    ) -> Response {
        let format = form ?? head.map(Self.format) ?? .html
        var fields = ResponseFields()
        fields.append("Content-Type", Self.contentType(of: format))
        fields.append(additional)
        if status == .serviceUnavailable { fields.append("Retry-After", Self.retrySeconds) }
        fields.append(PageFields.errors)
        return Response(status, fields: fields, content: .bytes(page(status, format)))
    }

    /// The same as a representation.
    func represent(_ status: StatusCode, to head: RequestHead) -> Representation {
        let format = Self.format(for: head)
        return Representation(
            status: status, type: Self.contentType(of: format), isNegotiated: true,
            additional: PageFields.errors,
            content: .bytes(page(status, format)), step: "Handle Error")
    }

    /// The value of Retry-After (RFC 9110 section 10.2.3): after a second a descriptor or a process
    /// is usually free again.
    private static let retrySeconds: StaticString = "1"

    private func page(_ status: StatusCode, _ format: ErrorFormat) -> [UInt8] {
        if status == .notFound, format == .html { return notFound }
        return ErrorPage.render(
            status: status.rawValue, reason: status.reasonPhrase, format: format, home: home)
    }

    private static func contentType(of format: ErrorFormat) -> [UInt8] {
        switch format {
        case .html: htmlType
        case .text: textType
        case .json: jsonType
        }
    }

    private static let htmlType = Array(ErrorFormat.html.contentType.utf8)
    private static let textType = Array(ErrorFormat.text.contentType.utf8)
    private static let jsonType = Array(ErrorFormat.json.contentType.utf8)

    /// The form that the client prefers.
    private static func format(for head: RequestHead) -> ErrorFormat {
        ErrorFormat.allCases[head.preferred(offers) ?? 0]
    }

    private static let offers = AcceptField(offers: ErrorFormat.mediaTypes)
}
