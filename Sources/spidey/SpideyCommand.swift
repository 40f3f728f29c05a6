import ArgumentParser
import SpideyCore
import SystemCalls

/// The command line of spidey.
///
/// ArgumentParser parses it and generates shell completions. The help text is written by hand,
/// because its words are the assignment's.
struct SpideyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "spidey", helpNames: [])

    @Flag(name: [.customShort("h"), .long], help: "Show this help message")
    var help = false

    @Flag(name: .long, help: "Show the version")
    var version = false

    @Flag(name: .customShort("v"), help: "Set logging to DEBUG level")
    var verbose = false

    @Flag(name: .customShort("f"), help: "Enable forking mode")
    var fork = false

    @Option(
        name: .customShort("d", allowingJoined: true),
        help: .init("Set root directory", valueName: "DOCROOT"),
        completion: .directory)
    var docroot = "."

    @Option(
        name: .customShort("p", allowingJoined: true),
        help: .init("TCP Port to listen to", valueName: "PORT"),
        transform: OptionParsers.port)
    var port: UInt16 = 9234

    @Option(
        help: .init("Address to listen on", valueName: "ADDRESS"),
        completion: .list(["localhost", "any", "0.0.0.0", "::"]), transform: OptionParsers.host)
    var host = HostChoice.localhost

    @Option(
        help: .init("Concurrency model", valueName: "MODEL"),
        completion: .list(ModelChoice.allCases.map(\.rawValue)), transform: OptionParsers.model)
    var mode: ModelChoice?

    @Option(help: .init("Worker processes", valueName: "N"), transform: OptionParsers.workers)
    var workers: Int?

    @Option(
        help: .init("File that stands for its directory", valueName: "NAME"),
        transform: OptionParsers.name)
    var index = "index.html"

    @Flag(name: .long, help: "Answer 403 instead of listing a directory")
    var noListing = false

    @Flag(name: .long, help: "Serve executable files instead of running them")
    var noCgi = false

    @Flag(name: .long, help: "Serve and list names that begin with a dot")
    var hidden = false

    @Option(
        help: .init("Which symbolic links are followed", valueName: "WHERE"),
        completion: .list(PathResolver.Links.allCases.map(\.rawValue)),
        transform: OptionParsers.links)
    var followLinks = PathResolver.Links.inside

    @Option(
        help: .init("Media type of files with an extension", valueName: "EXT=TYPE"),
        transform: OptionParsers.mediaType)
    var type: [MediaTypeChoice] = []

    @Option(
        help: .init(
            "Seconds for which caches may use a file without asking",
            valueName: "[PATTERN=]SECONDS"), transform: OptionParsers.maxAge)
    var maxAge: [FreshnessRules.Rule] = []

    @Option(
        help: .init("Log each request", valueName: "FORMAT[:FILE]"),
        completion: .list(["combined", "json", "combined:access.log", "json:access.log"]),
        transform: OptionParsers.accessLog)
    var accessLog: AccessLogChoice?

    @Option(
        help: .init("Seconds for a request's head", valueName: "SECONDS"),
        transform: OptionParsers.seconds)
    var headerTimeout = 10.0
    @Option(
        help: .init("Seconds between requests", valueName: "SECONDS"),
        transform: OptionParsers.seconds)
    var idleTimeout = 15.0
    @Option(
        help: .init("Seconds without a byte of a request's content", valueName: "SECONDS"),
        transform: OptionParsers.seconds)
    var bodyTimeout = 30.0
    @Option(
        help: .init("Seconds without the client taking a byte", valueName: "SECONDS"),
        transform: OptionParsers.seconds)
    var writeTimeout = 30.0
    @Option(
        help: .init("Seconds without a script writing a byte", valueName: "SECONDS"),
        transform: OptionParsers.seconds)
    var cgiTimeout = 60.0
    @Option(
        help: .init("Seconds for requests in flight when stopping", valueName: "SECONDS"),
        transform: OptionParsers.secondsOrNone)
    var grace = 10.0
    @Option(
        help: .init("Bytes a second a client must send or take", valueName: "SIZE"),
        transform: OptionParsers.rate)
    var minRate = 500

    @Option(
        help: .init("Connections at the same time", valueName: "N"), transform: OptionParsers.count)
    var maxConnections: Int?
    @Option(
        help: .init("Bytes of responses kept by each event worker", valueName: "SIZE"),
        transform: OptionParsers.size)
    var cache = 64 << 20
    @Option(
        help: .init("Requests on one connection", valueName: "N"), transform: OptionParsers.count)
    var maxRequests = 10_000
    @Option(
        help: .init("Header fields of a request", valueName: "N"), transform: OptionParsers.count)
    var maxHeaders = 100
    @Option(
        help: .init("Entries shown of a directory", valueName: "N"), transform: OptionParsers.count)
    var maxListing = 10_000
    @Option(
        help: .init("Bytes of the first line of a request", valueName: "SIZE"),
        transform: OptionParsers.headSize)
    var maxRequestLine = 16_384
    @Option(
        help: .init("Bytes of all header fields of a request", valueName: "SIZE"),
        transform: OptionParsers.headSize)
    var maxHeaderBytes = 32_768
    @Option(
        help: .init("Bytes of content of a request", valueName: "SIZE"),
        transform: OptionParsers.size)
    var maxBody = 1 << 30

    /// The model that `-f` and `--mode` name together.
    func model() throws -> ModelChoice {
        if fork, let mode, mode != .fork {
            throw ValidationError("-f means --mode fork: it cannot go with --mode \(mode.rawValue)")
        }
        let model = fork ? .fork : mode ?? .single
        if workers != nil, !model.hasWorkers {
            throw ValidationError("--workers makes no sense in --mode \(model.rawValue)")
        }
        if maxConnections != nil, !model.hasConnectionBound {
            throw ValidationError("--max-connections makes no sense in --mode \(model.rawValue)")
        }
        return model
    }
}
