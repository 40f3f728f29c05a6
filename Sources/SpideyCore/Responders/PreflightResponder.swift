import HTTPServer
import HTTPWire

/// Answers what a browser asks before it lets a page of another site send a request (the Fetch
/// standard, section 3.2.2), where scripts of other sites may use this one: `--cors`.
struct PreflightResponder {
    /// Seconds for which a browser need not ask again: as long as somebody who stops sharing would
    /// not be surprised.
    private static let maximumAge: StaticString = "600"

    /// - Parameter methods: of all that the site has.
    /// - Returns: nil when the request is no such question.
    func respond(_ head: RequestHead, methods: StaticString) -> Response? {
        guard head.method == .options, head.fields.first(.origin) != nil,
            head.fields.first(named: "access-control-request-method") != nil
        else { return nil }
        var fields = ResponseFields()
        fields.append("Access-Control-Allow-Methods", methods)
        // The star does not cover credentials.
        fields.append("Access-Control-Allow-Headers", "*, Authorization")
        fields.append("Access-Control-Max-Age", Self.maximumAge)
        fields.append(PageFields.other)
        return Response(.noContent, fields: fields, step: "Handle File")
    }
}
