import HTTPServer
import HTTPWire
import SystemCalls

/// The lines of the assignment's log, one for each step (`-v`), and those of the access log.
final class SiteLog: ExchangeLog {
    private let site: Site

    /// The logs of `site`.
    init(_ site: Site) { self.site = site }

    override var wantsSteps: Bool { site.options.isVerbose }

    override var keepsRecords: Bool { site.accessLog != nil }

    override func began(_ client: SocketAddress) { site.debug("\(client) | Connect") }

    override func received(_ request: Request) {
        site.debug("\(request.client) | Parsing \(Self.requestLine(request.head))")
    }

    override func answering(_ client: SocketAddress, _ step: StaticString) {
        site.debug("\(client) | \(step)")
    }

    override func ended(_ record: AccessRecord) { site.accessLog?.write(record) }

    override func finished(_ client: SocketAddress) { site.debug("\(client) | Finish") }

    /// `['GET', '/', 'HTTP/1.1']`, as the assignment's split request line prints.
    private static func requestLine(_ head: RequestHead) -> String {
        let parts = [head.methodRange, head.target, head.versionRange].map {
            "'" + LogText.escaped(head.fields.bytes[$0]) + "'"
        }
        return "[" + parts.joined(separator: ", ") + "]"
    }
}
