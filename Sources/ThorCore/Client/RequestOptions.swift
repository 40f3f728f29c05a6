/// The options of a request, single or measured.
package struct RequestOptions: Sendable {
    /// A field line to send.
    package struct Field: Equatable, Sendable {
        /// The field's name.
        package var name: String
        /// The field's value; an empty one removes Thor's field of that name.
        package var value: String

        /// A field line.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A version of HTTP.
    package enum Version: String, Sendable {
        case http10 = "HTTP/1.0"
        case http11 = "HTTP/1.1"
    }

    /// Request method; nil for GET, or for POST if there is a body.
    package var method: String?
    /// Fields to send beside Thor's own, of which each replaces the one of the same name.
    package var fields: [Field] = []
    /// The content.
    package var body: [UInt8]?
    /// Whether the body is an encoded form and gets the `Content-Type` of one.
    package var isForm = false
    /// The version to use; nil for 1.0 in single requests and 1.1 in measuring.
    package var version: Version?
    /// Host and port to connect to in place of the URL's.
    package var connectTo: (host: String, port: UInt16)?
    /// A `unix(7)` socket to connect to in place of the URL's host.
    package var unixSocket: String?
    /// Seconds for a request as a whole; nil for the default.
    package var timeout: Double?
    /// Seconds for each attempt to connect; nil for the default.
    package var connectTimeout: Double?

    /// The defaults: a plain GET.
    package init() {}

    /// The method that the request line has.
    package var effectiveMethod: String { method ?? (body == nil ? "GET" : "POST") }
}
