import SystemCalls

/// What `--mode` chooses from.
enum ModelChoice: String, CaseIterable {
    case single, fork, prefork, thread, event

    /// As the banner calls it.
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

    /// Whether a fixed number of processes accepts, which `--workers` sets.
    var hasWorkers: Bool { self == .prefork || self == .event }

    /// Whether `--max-connections` bounds the connections at the same time: elsewhere there is one
    /// for each process.
    var hasConnectionBound: Bool {
        self == .fork || self == .thread || self == .event
    }

    /// Workers when `--workers` says nothing. A process of one connection is often waiting: there
    /// are to be more than processors; one of many connections never does.
    func defaultWorkers(processors: Int) -> Int {
        switch self {
        case .prefork: 4 * processors
        case .event: processors
        case .single, .fork, .thread: 1
        }
    }

    /// Connections at the same time when `--max-connections` says nothing.
    var defaultConnections: Int { self == .event ? 65_536 : 256 }
}

/// What `--host` chooses.
enum HostChoice: Equatable {
    /// Both loopback addresses.
    case localhost
    /// Both wildcard addresses: every interface.
    case any
    /// One address.
    case address(SocketAddress)

    /// The addresses to listen on, and whether the last one may be missing on this machine.
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

/// What `--access-log` chooses.
struct AccessLogChoice: Equatable {
    let isJSON: Bool
    /// Nil for standard output.
    let file: String?
}
