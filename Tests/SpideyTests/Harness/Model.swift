import Testing

/// A concurrency model as the tests see it. A new one is added to `all`, and every case runs in it.
struct Model: Sendable, CustomTestStringConvertible {
    /// What `--mode` calls it.
    let name: String
    /// What the banner calls it.
    let title: String
    /// Whether a connection may serve more than one request.
    let keepsAlive: Bool
    /// Whether a silent connection can hold up the others.
    let takesTurns: Bool
    /// Whether each connection lives in a process of its own.
    let forks: Bool

    var testDescription: String { name }

    static let all = [
        Model(
            name: "single", title: "single-connection mode", keepsAlive: false, takesTurns: true,
            forks: false),
        Model(
            name: "fork", title: "forking mode", keepsAlive: true, takesTurns: false, forks: true),
    ]
    static let takingTurns = all.filter(\.takesTurns)
    static let keepingAlive = all.filter(\.keepsAlive)
    static let forking = all.filter(\.forks)
}
