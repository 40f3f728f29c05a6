import ArgumentParser
import ThorCore

/// `thor URL`: reads the options. ThorCommand+Client and +Load act on them, `HelpText` explains
/// them.
struct ThorCommand: ParsableCommand {
    // The generated help is not used: -h prints the assignment's.
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

    @OptionGroup var load: LoadOptions

    @Argument var url: String?

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
        try load.check()
        if load.isMeasuring { try refuseSingleRequestOptions() }
    }

    private func refuseSingleRequestOptions() throws {
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
        let status = load.isMeasuring ? try measure(target, request) : try fetch(target, request)
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
