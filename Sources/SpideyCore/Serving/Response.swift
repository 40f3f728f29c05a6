import HTTPWire
import Sockets
import SystemCalls

/// What a responder answers: a status, fields and content. The handler adds what every response
/// has.
struct Response: ~Copyable {
    /// What a response carries.
    enum Content: ~Copyable {
        /// Nothing: `Content-Length: 0`, or no such field where the status has no content.
        case none
        /// Bytes in memory.
        case bytes([UInt8])
        /// A range of a file.
        case file(FileRange)
        /// What is made while it is being sent.
        case stream(StreamedContent)
        /// Whatever a running script writes; it makes its own head.
        case script(ProcessPipes)
    }

    var status: StatusCode
    var contentType: [UInt8]?
    var lastModified: Int?
    var etag: [UInt8]?
    var location: [UInt8]?
    var allow: StaticString?
    /// Whether the `Accept` field chose the content's form.
    var isNegotiated = false
    /// Whether the page is one of ours, which needs nothing from elsewhere and may be told so.
    var isOwnPage = false
    /// Of a listing that is whole in memory: what it is made of.
    var listing: KeptListing?
    var content: Content

    /// Whether nobody knows how long the content will be.
    var isStreamed: Bool {
        switch content {
        case .stream: true
        case .none: false
        case .bytes: false
        case .file: false
        case .script: false
        }
    }

    /// Whether a script makes the response.
    var isScript: Bool {
        switch content {
        case .script: true
        case .none: false
        case .bytes: false
        case .file: false
        case .stream: false
        }
    }

    init(_ status: StatusCode, content: consuming Content = .none) {
        self.status = status
        self.content = content
    }
}
