import HTTPServer
import HTTPWire

/// What the target of a request means to a site.
enum SiteTarget {
    /// A path in it.
    case path(RequestPath)
    /// The prefix without its slash, or the root above it.
    case entrance
    /// The server itself: `OPTIONS *`.
    case server
    /// Another host: CONNECT.
    case authority
    /// Nothing, and the status that says so.
    case refused(StatusCode)

    /// - Parameter prefix: where the site begins.
    init(_ head: RequestHead, prefix: PathPrefix) {
        switch head.targetForm {
        case .asterisk: self = .server
        case .authority: self = .authority
        case .origin: self.init(head.fields.bytes[head.path], prefix)
        case .absolute:
            // RFC 9110 section 7.4: an https target over a connection that is not secured.
            let isSecured = head.fields.bytes[head.target].starts(with: Self.securedScheme) {
                $0 == $1 | 0x20 || $0 | 0x20 == $1
            }
            if isSecured {
                self = .refused(.misdirectedRequest)
            } else {
                self.init(head.fields.bytes[head.path], prefix)
            }
        }
    }

    /// The target with this path, as received.
    init(_ path: ArraySlice<UInt8>, _ prefix: PathPrefix) {
        do throws(RequestPath.Refusal) {
            switch prefix.place(of: try RequestPath(path)) {
            case .inside(let path): self = .path(path)
            case .entrance: self = .entrance
            case .outside: self = .refused(.notFound)
            }
        } catch {
            self = .refused(error == .malformed ? .badRequest : .notFound)
        }
    }

    /// The path in the site, if it has one.
    var path: RequestPath? { if case .path(let path) = self { path } else { nil } }

    private static let securedScheme = Array("https:".utf8)
}
