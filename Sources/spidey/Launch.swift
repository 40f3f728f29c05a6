import HTTPServer
import HTTPWire
import Logging
import Sockets
import SpideyCore
import SystemCalls
import SystemPackage

/// Creates the server's objects from the flags and runs the server.
enum Launch {
    /// An error at the start: one line, and a status of sysexits.h.
    struct Failure: Error {
        let message: String
        let status: Int32
    }

    static func run(_ command: SpideyCommand) throws {
        Allocation.returnLargeBlocks()
        InitProcess.runIfNeeded()
        let model = try command.model()
        let redirects = try command.redirects()
        let served = try ServedPath(command)
        let resolver = PathResolver(links: command.followLinks)
        let docroot = try served.open(runsScripts: !command.noCgi, by: resolver)
        let handler = try StandardErrorLogHandler(
            level: command.verbose ? .debug : .info, to: try Descriptor.duplicate(2))
        let logger = Logger(label: "spidey") { _ in handler }
        let listeners = try listen(command)
        // Opened last: it creates a file, which a later failure would leave behind.
        let accessLog = try openAccessLog(command.accessLog, logger)
        try ProcessSignals.watch()
        let path = served.path(in: docroot)
        let port = listeners.addresses[0].port
        let site = Site(
            docroot: docroot, options: options(command, redirects, served.file),
            mediaTypes: mediaTypes(command),
            port: port, accessLog: accessLog, logger: logger)
        let strategy = strategy(model, command)
        announce(listeners, path, model, command, warnings(command, resolver), logger)
        let server = try SpideyServer(
            site: site, listeners: listeners, model: strategy,
            configuration: configuration(command, model),
            logs: LineSinks([handler.sink] + (accessLog.map { [$0.sink] } ?? [])))
        try server.run()
        accessLog?.finish()
        handler.finish()
    }

    private static func openAccessLog(
        _ choice: AccessLogChoice?, _ logger: Logger
    ) throws -> AccessLog? {
        guard let choice else { return nil }
        let format = choice.isJSON ? AccessLog.Format.json : .combined
        do {
            guard let file = choice.file else {
                return try AccessLog(format, to: try Descriptor.duplicate(1), logger: logger)
            }
            return try AccessLog(
                format, to: try Descriptor.openForAppending(file), path: file, logger: logger)
        } catch {
            let name = choice.file ?? "standard output"
            throw Failure(
                message: "--access-log: cannot write to '\(name)': \(error.errno)", status: 73)
        }
    }

    private static func listen(_ command: SpideyCommand) throws -> Listeners {
        let addresses = command.host.addresses(port: command.port)
        // On a machine without IPv6 or without IPv4, listen on the other alone.
        let choices = addresses.count > 1 ? [addresses] + addresses.map { [$0] } : [addresses]
        var problem = SystemError(call: "socket", errno: .addressFamilyNotSupported)
        for choice in choices {
            do {
                return try Listeners(choice, backlog: backlog)
            } catch {
                problem = error
                guard lacksFamily(error) else { break }
            }
        }
        throw failure(problem, command)
    }

    private static func lacksFamily(_ error: SystemError) -> Bool {
        error.errno == .addressNotAvailable || error.errno == .addressFamilyNotSupported
    }

    /// The kernel bounds it by net.core.somaxconn.
    private static let backlog = 4096

    private static func failure(_ error: SystemError, _ command: SpideyCommand) -> Failure {
        switch error.errno {
        case .addressInUse:
            Failure(
                message: "-p: port \(command.port) is already in use: choose another one, or 0 "
                    + "for any that is free",
                status: 69)
        case .permissionDenied:
            Failure(
                message: "-p: port \(command.port) is privileged: choose one from 1024 on, "
                    + "or allow it with setcap cap_net_bind_service=+ep",
                status: 77)
        case .addressNotAvailable, .addressFamilyNotSupported:
            Failure(message: "--host: this machine does not have that address", status: 69)
        default:
            Failure(message: "cannot listen: \(error)", status: 71)
        }
    }

    private static func strategy(
        _ choice: ModelChoice, _ command: SpideyCommand
    ) -> any ConcurrencyModel {
        switch choice {
        case .single: SingleModel()
        case .fork:
            ForkModel(maximumChildren: command.maxConnections ?? choice.defaultConnections)
        case .prefork:
            PreforkModel(workers: workers(choice, command))
        case .event: eventModel(command)
        case .thread:
            ThreadModel(
                maximumThreads: ConnectionBound.find(
                    asked: command.maxConnections, standard: choice.defaultConnections,
                    descriptorsEach: ThreadModel.descriptorsEach))
        }
    }

    private static func eventModel(_ command: SpideyCommand) -> EventModel {
        let workers = workers(.event, command)
        return EventModel(
            workers: workers,
            maximumConnections: ConnectionBound.find(
                asked: command.maxConnections, standard: ModelChoice.event.defaultConnections,
                descriptorsEach: 1, processes: workers, keepsFiles: true))
    }

    private static func workers(_ choice: ModelChoice, _ command: SpideyCommand) -> Int {
        command.workers ?? choice.defaultWorkers(processors: Processors.available)
    }

    private static func options(
        _ command: SpideyCommand, _ redirects: Redirects, _ file: OnlyFile?
    ) -> SiteOptions {
        var options = SiteOptions()
        options.onlyFile = file
        if !command.index.isEmpty {
            // An empty name takes back those before it.
            let names = command.index.split(separator: "", omittingEmptySubsequences: false)
            options.index = names[names.count - 1].map { Array($0.utf8) }
        }
        options.isSinglePage = command.spa
        options.hidesExtensions = command.pretty
        options.fields = fields(command)
        options.sharesWithOrigins = command.cors
        options.redirects = redirects
        options.prefix = command.prefix
        options.listsDirectories = !command.noListing
        options.showsHidden = command.hidden
        options.runsScripts = !command.noCgi
        options.listingLimit = command.maxListing
        options.freshness = FreshnessRules(command.maxAge)
        options.isVerbose = command.verbose
        options.cacheSize = command.cache
        return options
    }

    private static func fields(_ command: SpideyCommand) -> FieldRules {
        var fields = FieldRules()
        if command.cors { fields.shareWithOrigins() }
        if command.isolate { fields.isolate(isShared: command.cors) }
        for rule in command.header { fields.append(rule) }
        return fields
    }

    private static func limits(_ command: SpideyCommand) -> WireLimits {
        var limits = WireLimits()
        limits.requestLine = command.maxRequestLine
        limits.fieldSectionBytes = command.maxHeaderBytes
        limits.fieldLines = command.maxHeaders
        limits.content = command.maxBody
        return limits
    }

    private static func configuration(
        _ command: SpideyCommand, _ model: ModelChoice
    ) -> Configuration {
        var configuration = Configuration()
        configuration.deadlines = deadlines(command)
        configuration.limits = limits(command)
        configuration.keepsAlive = model != .single
        configuration.requestsPerConnection = command.maxRequests
        return configuration
    }

    private static func deadlines(_ command: SpideyCommand) -> Deadlines {
        var deadlines = Deadlines()
        deadlines.head = command.headerTimeout
        deadlines.idle = command.idleTimeout
        deadlines.content = command.bodyTimeout
        deadlines.output = command.writeTimeout
        deadlines.process = command.cgiTimeout
        deadlines.grace = command.grace
        deadlines.leastRate = Double(command.minRate)
        return deadlines
    }

    /// The built-in table, overridden by the system's if there is one, and by `--type`.
    private static func mediaTypes(_ command: SpideyCommand) -> MediaTypes {
        let table = try? FileContents.read("/etc/mime.types", limit: 1 << 20)
        let types = table.map { MediaTypes(systemTable: $0) } ?? .builtin
        return command.type.isEmpty ? types : types.overridden(by: command.type)
    }

    /// The warning at the start as root: scripts run with all rights of the server.
    private static let rootWarning =
        "Scripts run as root, as Spidey does: start it as another user, or with --no-cgi."

    /// What an operator should know at the start, a line each.
    private static func warnings(_ command: SpideyCommand, _ resolver: PathResolver) -> [String] {
        var lines: [String] = []
        if command.followLinks == .outside {
            lines.append(
                "Symbolic links are followed wherever they lead (--follow-links outside): whoever "
                    + "can make one in the directory can publish any file that Spidey may read.")
        }
        if case .walk(let error) = resolver.means {
            lines.append(
                "The call openat2 is not available (\(error)): paths are resolved component by "
                    + "component, which is slower and as safe.")
        }
        if !command.noCgi && ProcessEnvironment.isRoot { lines.append(rootWarning) }
        return lines
    }

    private static func announce(
        _ listeners: Listeners, _ path: String, _ model: ModelChoice,
        _ command: SpideyCommand, _ warnings: [String], _ logger: Logger
    ) {
        if command.verbose {
            for address in listeners.addresses {
                logger.debug("Listening on http://\(address)\(command.prefix.path)")
            }
            for line in warnings { logger.warning("\(line)") }
            return
        }
        var banner =
            "Spidey serves \(LogText.escaped(path.utf8)) "
            + "in \(model.title(workers: workers(model, command))) at\n"
        let home = command.prefix.path
        for url in reachable(listeners) { banner += "  \(url)\(home)\n" }
        if listeners.addresses.allSatisfy(\.isLoopback) {
            banner += "Only this machine can reach it; --host any opens it to the network.\n"
        } else {
            banner += "Everyone who can reach this machine can reach it.\n"
        }
        for line in warnings { banner += line + "\n" }
        StandardError.write(banner + "Ctrl-C stops it.\n")
    }

    /// The URLs of the server, each once, with this machine's name where that suffices.
    private static func reachable(_ listeners: Listeners) -> [String] {
        var urls: [String] = []
        for address in listeners.addresses {
            let host = address.isAny ? ProcessEnvironment.hostName : nil
            let url = host.map { "http://\($0):\(address.port)" } ?? "http://\(address)"
            if !urls.contains(url) { urls.append(url) }
        }
        return urls
    }
}
