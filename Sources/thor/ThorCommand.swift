import ArgumentParser
import ThorCore

/// `thor URL`: flags to values. What they mean is in ThorCommand+Client and +Load, how they are
/// explained in `HelpText`.
struct ThorCommand: ParsableCommand {
    // The generated help is not used; -h belongs to the assignment's own.
    static let configuration = CommandConfiguration(commandName: "thor", helpNames: [])

    @Flag(name: .shortAndLong) var help = false
    @Flag(name: .shortAndLong) var verbose = false
    @Flag var version = false
    @Option(
        name: .customShort("r", allowingJoined: true),
        help: .init(valueName: "REQUESTS"), transform: CountValue.reader(1...1_000_000_000_000))
    var requests: CountValue?
    @Option(
        name: .customShort("p", allowingJoined: true), help: .init(valueName: "PROCESSES"),
        transform: CountValue.reader(1...1024))
    var processes: CountValue?

    @Option(
        name: [.customShort("X", allowingJoined: true), .long], help: .init(valueName: "METHOD"))
    var method: String?
    @Option(
        name: [.customShort("H", allowingJoined: true), .long], help: .init(valueName: "FIELD"),
        transform: FieldValue.init)
    var header: [FieldValue] =
        []
    @Option(help: .init(valueName: "TEXT|@FILE|-")) var body: String?
    @Option(help: .init(valueName: "NAME=VALUE"), transform: FormValue.init) var form: [FormValue] =
        []
    @Flag(name: [.customShort("I"), .long]) var head = false
    @Flag(name: .customLong("http1.0")) var http10 = false
    @Flag(name: .customLong("http1.1")) var http11 = false
    @Option(help: .init(valueName: "HOST:PORT"), transform: PlaceValue.init) var connectTo:
        PlaceValue?
    @Option(help: .init(valueName: "PATH")) var unixSocket: String?
    @Option(help: .init(valueName: "TIME"), transform: TimeValue.init) var timeout: TimeValue?
    @Option(help: .init(valueName: "TIME"), transform: TimeValue.init) var connectTimeout:
        TimeValue?
    @Option(help: .init(valueName: "LIST"), transform: StatusesValue.init) var expectStatus:
        StatusesValue?

    @Flag(name: [.customShort("L"), .long]) var location = false
    @Option(help: .init(valueName: "N"), transform: CountValue.reader(0...1000)) var maxRedirects:
        CountValue?
    @Option(name: [.customShort("o", allowingJoined: true), .long], help: .init(valueName: "FILE"))
    var output: String?
    @Flag(name: .shortAndLong) var include = false
    @Flag var noInclude = false
    @Option(help: .init(valueName: "N"), transform: CountValue.reader(0...1000)) var retryConnect:
        CountValue?

    @Option(
        name: .customShort("c", allowingJoined: true), help: .init(valueName: "CONNECTIONS"),
        transform: CountValue.reader(1...1_000_000))
    var connections: CountValue?
    @Option(
        name: [.customShort("d", allowingJoined: true), .long], help: .init(valueName: "TIME"),
        transform: TimeValue.init)
    var duration: TimeValue?
    @Option(
        name: [.customShort("R", allowingJoined: true), .long], help: .init(valueName: "RATE"),
        transform: RateValue.init)
    var rate: RateValue?
    @Option(
        help: .init(valueName: "KIND"),
        transform: { text in
            guard let arrivals = Arrivals(rawValue: text) else {
                throw ValidationError("wants fixed or poisson, not '\(text)'")
            }
            return arrivals
        })
    var arrivals: Arrivals?
    // What follows is the value, so that -1 is told what a seed is.
    @Option(
        parsing: .unconditional, help: .init(valueName: "N"),
        transform: CountValue.reader(0...Int.max))
    var seed: CountValue?
    @Option(help: .init(valueName: "N"), transform: CountValue.reader(1...1000)) var pipeline:
        CountValue?
    @Flag var close = false
    @Option(help: .init(valueName: "TIME"), transform: TimeValue.init) var drain: TimeValue?
    @Option(help: .init(valueName: "WHAT"), transform: BodyCheckValue.init) var expectBody:
        BodyCheckValue?
    @Flag var summary = false

    @Option(help: .init(valueName: "FILE")) var json: String?
    @Option(help: .init(valueName: "FILE")) var csv: String?
    @Option(help: .init(valueName: "FILE")) var hlog: String?
    @Flag var quiet = false

    @Argument var url: String?

    /// Whether a summary is wanted instead of the responses.
    var isMeasuring: Bool {
        connections != nil || duration != nil || rate != nil || arrivals != nil || seed != nil
            || pipeline != nil || close || drain != nil || expectBody != nil || summary
            || json != nil || csv != nil || hlog != nil || quiet
    }

    mutating func validate() throws {
        if help || version { return }
        if url == nil { throw ValidationError("URL is missing") }
        if http10, http11 { throw ValidationError("--http1.0 and --http1.1 exclude each other") }
        if body != nil, !form.isEmpty {
            throw ValidationError("--body and --form exclude each other")
        }
        if include, noInclude {
            throw ValidationError("--include and --no-include exclude each other")
        }
        if connectTo != nil, unixSocket != nil {
            throw ValidationError("--connect-to and --unix-socket exclude each other")
        }
        try validateMode()
    }

    private func validateMode() throws {
        if rate == nil, arrivals != nil || seed != nil {
            throw ValidationError("--arrivals and --seed want an open loop: add -R")
        }
        if close, pipeline?.number ?? 1 > 1 {
            throw ValidationError("--close and --pipeline exclude each other")
        }
        guard isMeasuring else { return }
        let single: [(Bool, String)] = [
            (location, "--location"), (maxRedirects != nil, "--max-redirects"),
            (output != nil, "--output"), (include, "--include"), (noInclude, "--no-include"),
            (retryConnect != nil, "--retry-connect"),
        ]
        if let wrong = single.first(where: \.0) {
            throw ValidationError("\(wrong.1) is for single requests, not for measuring")
        }
    }

    mutating func run() throws {
        if help || version {
            try StandardOutput.write((help ? HelpText.text : "thor \(Product.version)") + "\n")
            return
        }
        let text = url ?? ""
        let target: TargetURL
        do throws(URLProblem) {
            target = try TargetURL(text)
        } catch {
            throw ClientError(error, in: text)
        }
        let request = try requestOptions()
        let status = isMeasuring ? try measure(target, request) : try fetch(target, request)
        throw ExitCode(status)
    }

    private func requestOptions() throws(ClientError) -> RequestOptions {
        var options = RequestOptions()
        options.method = head ? "HEAD" : method
        options.fields = header.map(\.field)
        if let body { options.body = try content(body) }
        if !form.isEmpty {
            options.body = Array(form.map(\.encoded).joined(separator: "&").utf8)
            options.isForm = true
        }
        if http10 { options.version = .http10 }
        if http11 { options.version = .http11 }
        options.connectTo = connectTo.map { ($0.host, $0.port) }
        options.unixSocket = unixSocket
        options.timeout = timeout?.seconds
        options.connectTimeout = connectTimeout?.seconds
        return options
    }

    private func content(_ body: String) throws(ClientError) -> [UInt8] {
        if body == "-" { return try FileContent.read("-", limit: 1 << 30) }
        if body.hasPrefix("@") {
            return try FileContent.read(String(body.dropFirst()), limit: 1 << 30)
        }
        return Array(body.utf8)
    }
}
