import Testing

/// A concurrency model as the tests see it. A new one is added to `all`, and every case runs in it.
struct Model: Sendable, CustomTestStringConvertible {
    /// Where a connection lives.
    enum Home: Sendable {
        /// In the server's own process.
        case server
        /// In a process of its own.
        case ownProcess
        /// In one of several long-lived processes.
        case worker
        /// In a thread of the server's own process.
        case thread
        /// Beside many others in one of several long-lived processes.
        case loop
    }

    /// What `--mode` calls it.
    let name: String
    /// What the banner calls it.
    let title: String
    /// Whether a connection may serve more than one request.
    let keepsAlive: Bool
    /// Whether a silent connection can hold up the others.
    let takesTurns: Bool
    /// Where a connection lives.
    let home: Home
    /// Flags that tests start it with.
    var flags: [String] = []
    /// Worker processes that it is started with.
    var workers = 0

    var testDescription: String { name }

    /// Whether each connection lives in a process of its own.
    var forks: Bool { home == .ownProcess }

    /// Whether the kernel keeps connections back that have not said anything yet.
    var defersSilent: Bool { home == .loop }

    /// Flags for at most so many connections at the same time; nil when it has no such bound.
    func bounded(_ count: Int) -> [String]? {
        switch home {
        case .server: nil
        case .worker: ["--workers", "\(count)"]
        case .ownProcess, .thread: ["--max-connections", "\(count)"]
        case .loop: ["--workers", "1", "--max-connections", "\(count)"]
        }
    }

    static let all = [
        Model(
            name: "single", title: "single-connection mode", keepsAlive: false, takesTurns: true,
            home: .server),
        Model(
            name: "fork", title: "forking mode", keepsAlive: true, takesTurns: false,
            home: .ownProcess),
        Model(
            name: "prefork", title: "prefork mode with 12 workers", keepsAlive: true,
            takesTurns: false, home: .worker, flags: ["--workers", "12"], workers: 12),
        Model(
            name: "thread", title: "threaded mode", keepsAlive: true, takesTurns: false,
            home: .thread),
        Model(
            name: "event", title: "event mode with 2 workers", keepsAlive: true,
            takesTurns: false, home: .loop, flags: ["--workers", "2"], workers: 2),
    ]
    static let takingTurns = all.filter(\.takesTurns)
    static let keepingAlive = all.filter(\.keepsAlive)
    static let forking = all.filter(\.forks)
    /// Those in which only so many connections are served at the same time.
    static let bounding = all.filter { $0.bounded(1) != nil }
    /// Those in which hundreds of connections are served at the same time.
    static let crowded = all.filter { [.ownProcess, .thread, .loop].contains($0.home) }
    /// Those with long-lived worker processes.
    static let supervised = all.filter { $0.workers > 0 }
}
