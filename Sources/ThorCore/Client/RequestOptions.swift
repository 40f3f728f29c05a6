/// What a user may say about a request.
package struct RequestOptions: Sendable {
    /// A field line to be sent.
    package struct Field: Equatable, Sendable {
        /// Field name.
        package var name: String
        /// Field value.
        package var value: String

        /// A field line.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// HTTP's minor version.
    package enum Version: String, Sendable {
        case http10 = "HTTP/1.0"
        case http11 = "HTTP/1.1"
    }

    /// Request method; GET, or POST where there is a body, when nil.
    package var method: String?
    /// Fields beside those that Thor sets; one of the same name replaces Thor's.
    package var fields: [Field] = []
    /// Content of the request.
    package var body: [UInt8]?
    /// Whether the body is a form, which its `Content-Type` says then.
    package var isForm = false
    /// The version to speak; 1.0 for single requests and 1.1 for measuring when nil.
    package var version: Version?
    /// Host and port to connect to in place of the URL's.
    package var connectTo: (host: String, port: UInt16)?
    /// A `unix(7)` socket to connect to in place of the URL's host.
    package var unixSocket: String?
    /// Seconds for a request as a whole.
    package var timeout: Double?
    /// Seconds for each attempt to connect.
    package var connectTimeout: Double?

    /// The defaults: a plain GET.
    package init() {}

    /// The method that is sent.
    package var effectiveMethod: String { method ?? (body == nil ? "GET" : "POST") }
}
