import ArgumentParser
import SpideyCore
import SystemCalls

/// The command line of spidey.
///
/// ArgumentParser parses it and generates shell completions. The help text is written by hand,
/// because its words are the assignment's.
///
/// Options with numbers take whatever follows them, so that `-1` is a bad value and not a missing
/// one.
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

    @Argument(help: .init("Directory or file to serve", valueName: "PATH"), completion: .file())
    var paths: [String] = []

    @Option(
        name: .customShort("d", allowingJoined: true),
        help: .init("Set root directory", valueName: "DOCROOT"),
        completion: .directory)
    var docroot: String?

    @Option(
        name: .customShort("p", allowingJoined: true), parsing: .unconditional,
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

    @Option(
        parsing: .unconditional, help: .init("Worker processes", valueName: "N"),
        transform: OptionParsers.workers)
    var workers: Int?

    @Option(
        help: .init("File that stands for its directory", valueName: "NAME"),
        transform: OptionParsers.name)
    var index: [String] = []

    @Flag(name: .long, help: "Answer 403 instead of listing a directory")
    var noListing = false

    @Flag(name: .long, help: "Serve executable files instead of running them")
    var noCgi = false

    @Flag(name: .long, help: "Serve and list names that begin with a dot")
    var hidden = false

    @Flag(name: .long, help: "Answer unknown paths with the site's index")
    var spa = false

    @Flag(name: .long, help: "Serve about.html as /about")
    var pretty = false

    @Option(
        help: .init("Add a field to responses", valueName: "[PATTERN ]NAME: VALUE"),
        transform: OptionParsers.header)
    var header: [FieldRule] = []

    @Flag(name: .long, help: "Let pages of other sites read responses")
    var cors = false

    @Flag(name: .long, help: "Isolate pages from other sites")
    var isolate = false

    @Option(
        help: .init("Send clients elsewhere", valueName: "FROM=TO[ STATUS]"),
        transform: OptionParsers.redirect)
    var redirect: [Redirect] = []

    @Option(
        help: .init("Path at which the site begins", valueName: "PATH"),
        transform: OptionParsers.prefix)
    var prefix = PathPrefix()

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
        parsing: .unconditionalSingleValue,
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
        parsing: .unconditional, help: .init("Seconds for a request's head", valueName: "SECONDS"),
        transform: OptionParsers.seconds)
    var headerTimeout = 10.0
    @Option(
        parsing: .unconditional, help: .init("Seconds between requests", valueName: "SECONDS"),
        transform: OptionParsers.seconds)
    var idleTimeout = 15.0
    @Option(
        parsing: .unconditional,
        help: .init("Seconds without a byte of a request's content", valueName: "SECONDS"),
        transform: OptionParsers.seconds)
    var bodyTimeout = 30.0
    @Option(
        parsing: .unconditional,
        help: .init("Seconds without the client taking a byte", valueName: "SECONDS"),
        transform: OptionParsers.seconds)
    var writeTimeout = 30.0
    @Option(
        parsing: .unconditional,
        help: .init("Seconds without a script writing a byte", valueName: "SECONDS"),
        transform: OptionParsers.seconds)
    var cgiTimeout = 60.0
    @Option(
        parsing: .unconditional,
        help: .init("Seconds for requests in flight when stopping", valueName: "SECONDS"),
        transform: OptionParsers.secondsOrNone)
    var grace = 10.0
    @Option(
        parsing: .unconditional,
        help: .init("Bytes a second a client must send or take", valueName: "SIZE"),
        transform: OptionParsers.rate)
    var minRate = 500

    @Option(
        parsing: .unconditional, help: .init("Connections at the same time", valueName: "N"),
        transform: OptionParsers.count)
    var maxConnections: Int?
    @Option(
        parsing: .unconditional,
        help: .init("Bytes of responses kept by each event worker", valueName: "SIZE"),
        transform: OptionParsers.size)
    var cache = 64 << 20
    @Option(
        parsing: .unconditional, help: .init("Requests on one connection", valueName: "N"),
        transform: OptionParsers.count)
    var maxRequests = 10_000
    @Option(
        parsing: .unconditional, help: .init("Header fields of a request", valueName: "N"),
        transform: OptionParsers.count)
    var maxHeaders = 100
    @Option(
        parsing: .unconditional, help: .init("Entries shown of a directory", valueName: "N"),
        transform: OptionParsers.count)
    var maxListing = 10_000
    @Option(
        parsing: .unconditional,
        help: .init("Bytes of the first line of a request", valueName: "SIZE"),
        transform: OptionParsers.headSize)
    var maxRequestLine = 16_384
    @Option(
        parsing: .unconditional,
        help: .init("Bytes of all header fields of a request", valueName: "SIZE"),
        transform: OptionParsers.headSize)
    var maxHeaderBytes = 32_768
    @Option(
        parsing: .unconditional, help: .init("Bytes of content of a request", valueName: "SIZE"),
        transform: OptionParsers.size)
    var maxBody = 1 << 30

    /// What is served, and whether it may be a file.
    func served() throws -> (path: String, mayBeFile: Bool) {
        guard let first = paths.first else { return (docroot ?? ".", false) }
        let other = docroot ?? paths.dropFirst().first
        if let other {
            throw ValidationError(
                "One directory or file is served at a time: '\(first)' or '\(other)'")
        }
        return (first, true)
    }

    /// Where clients are sent on to.
    func redirects() throws -> Redirects {
        var redirects = Redirects()
        for one in redirect { redirects.append(one) }
        if let loop = redirects.loop(hidesExtensions: pretty) {
            throw ValidationError(
                "--redirect '\(loop.text)': clients would be sent on for ever, or too often")
        }
        return redirects
    }

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
