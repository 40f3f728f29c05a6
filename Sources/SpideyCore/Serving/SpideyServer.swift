package import HTTPServer
public import Sockets
public import SystemCalls

/// The web server: a TCP server whose connections speak HTTP about a site.
public final class SpideyServer: TCPServer, @unchecked Sendable {
    private let site: Site
    private let configurations: Configurations
    private let log: SiteLog
    /// The service and cache shared by all connections of an event loop. Only the loop's thread
    /// uses it.
    private var shared: (service: HTTPService, cache: ResponseCache?)?

    /// A server of `site`.
    /// - Parameter logs: what the site and the server write to.
    package init(
        site: Site, listeners: Listeners, model: any ConcurrencyModel,
        configuration: Configuration, logs: LineSinks
    ) throws(SystemError) {
        self.site = site
        configurations = Configurations(configuration)
        log = SiteLog(site)
        try super.init(
            listeners: listeners, model: model, deadlines: configuration.deadlines, logs: logs)
    }

    private static let name: StaticString = "Spidey"

    private func makeService(
        cache: ResponseCache?, at place: Scoreboard.Place
    ) -> HTTPService {
        let dispatch = Dispatch(site: site, reaper: reaper, budget: ListingBudget(place))
        return HTTPService(
            handler: HTTPHandler(dispatch, cache: cache), log: log,
            configurations: configurations, place: place, server: Self.name)
    }

    public override func makeDriver(turn: Turn, place: Scoreboard.Place) -> ConnectionDriver {
        Connection(shared?.service ?? makeService(cache: nil, at: place), turn: turn)
    }

    public override func willServeMany(at place: Scoreboard.Place) {
        let size = site.options.cacheSize
        let cache = size > 0 ? ResponseCache(site, capacity: size) : nil
        shared = (makeService(cache: cache, at: place), cache)
    }

    public override func willAnswer() {
        shared?.service.heads.refresh()
        shared?.cache?.refresh()
    }

    public override func makeRehearsal() -> (driver: ConnectionDriver, request: [UInt8])? {
        let request = "GET /rehearsal.html HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        let dispatch = Dispatch(site: site, reaper: reaper)
        let service = HTTPService(
            handler: RehearsalHandler(dispatch), log: ExchangeLog(), configurations: configurations,
            place: scoreboard.place(scoreboard.spare), server: Self.name)
        return (Connection(service, turn: .alone), Array(request.utf8))
    }

    public override func accepted(_ address: SocketAddress) {
        // A forked child that detects a replaced docroot ends soon, so the accepting process checks
        // as well, for the next child.
        if shared == nil { site.docroot.refresh() }
        site.debug("Accepted connection from \(address)")
    }

    public override func reopenLogs() { site.reopenLogs() }

    public override func warn(_ message: String) { site.warn(message) }
}
