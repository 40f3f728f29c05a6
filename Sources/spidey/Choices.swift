import SystemCalls

/// The values of `--mode`.
enum ModelChoice: String, CaseIterable {
    case single, fork, prefork, thread, event

    /// The name of the model in the banner.
    /// - Parameter workers: processes that accept.
    func title(workers: Int) -> String {
        switch self {
        case .single: "single-connection mode"
        case .fork: "forking mode"
        case .thread: "threaded mode"
        case .prefork: "prefork mode with \(workers) worker\(workers == 1 ? "" : "s")"
        case .event: "event mode with \(workers) worker\(workers == 1 ? "" : "s")"
        }
    }

    /// Whether the model has a fixed number of accepting processes, which `--workers` sets.
    var hasWorkers: Bool { self == .prefork || self == .event }

    /// Whether `--max-connections` applies. In the other models each process serves one connection.
    var hasConnectionBound: Bool {
        self == .fork || self == .thread || self == .event
    }

    /// The default of `--workers`. A process that serves one connection often waits, so there are
    /// more of them than processors; an event loop never waits while there is work.
    func defaultWorkers(processors: Int) -> Int {
        switch self {
        case .prefork: 4 * processors
        case .event: processors
        case .single, .fork, .thread: 1
        }
    }

    /// The default of `--max-connections`.
    var defaultConnections: Int { self == .event ? 65_536 : 256 }
}

/// The values of `--host`.
enum HostChoice: Equatable {
    /// Both loopback addresses.
    case localhost
    /// Both wildcard addresses: every interface.
    case any
    /// One address.
    case address(SocketAddress)

    /// The addresses to listen on.
    func addresses(port: UInt16) -> [SocketAddress] {
        switch self {
        case .localhost:
            [.loopback(.ipv4, port: port), .loopback(.ipv6, port: port)]
        case .any:
            [.any(.ipv4, port: port), .any(.ipv6, port: port)]
        case .address(let address):
            [address.with(port: port)]
        }
    }
}

/// The value of `--access-log`.
struct AccessLogChoice: Equatable {
    let isJSON: Bool
    /// Nil for standard output.
    let file: String?
}
