/// The formats of an error page, in Spidey's order of preference.
package enum ErrorFormat: Sendable, CaseIterable {
    case html, text, json

    /// The media types to negotiate with, in the order of the cases (`HTTPWire.AcceptField`).
    package static let mediaTypes = ["text/html", "text/plain", "application/json"]

    /// The value of `Content-Type`.
    package var contentType: String {
        switch self {
        case .html: "text/html; charset=utf-8"
        case .text: "text/plain; charset=utf-8"
        case .json: "application/json"
        }
    }
}
