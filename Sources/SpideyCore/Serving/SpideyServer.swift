import HTTPWire
public import Sockets
public import SystemCalls

/// The web server: a TCP server whose connections speak HTTP about a site.
public final class SpideyServer: TCPServer, @unchecked Sendable {
    private let site: Site
    /// In a process that serves many connections; used by the thread of its loop only.
    private var cache: ResponseCache?
    private var servesMany = false

    /// A server of `site`.
    /// - Parameter inputLimit: bytes of unparsed input for each connection.
    package init(
        site: Site, listeners: Listeners, model: any ConcurrencyModel, deadlines: Deadlines
    ) {
        self.site = site
        let limits = site.options.wire
        super.init(
            listeners: listeners, model: model, deadlines: deadlines,
            inputLimit: Self.inputSlack + limits.requestLine + limits.fieldSectionBytes)
    }

    /// Room behind the largest head that is allowed, so that a larger one is seen to be too large.
    private static let inputSlack = 16 * 1024

    public override func makeHandler(for address: SocketAddress) -> BaseHandler {
        HTTPHandler(address: address, site: site, cache: cache)
    }

    public override func willServeMany() {
        servesMany = true
        if site.options.cacheSize > 0 {
            cache = ResponseCache(site, capacity: site.options.cacheSize)
        }
    }

    public override func willAnswer() { cache?.refresh() }

    public override func makeRehearsal() -> (handler: BaseHandler, request: [UInt8])? {
        let request = "GET /rehearsal.html HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        let handler = HTTPHandler(
            address: .loopback(.ipv4, port: 0), site: site, isRehearsing: true)
        return (handler, Array(request.utf8))
    }

    public override func accepted(_ address: SocketAddress) {
        // Here and not only when something is looked up: forked children look up, and begin with
        // what the process that accepts knows.
        if !servesMany { site.docroot.refresh() }
        site.debug("Accepted connection from \(address)")
    }

    public override func reopenLogs() { site.reopenLogs() }

    public override func warn(_ message: String) { site.warn(message) }
}
