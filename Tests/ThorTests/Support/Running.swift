import Foundation

/// A thor that a test watches, and disturbs, while it runs.
final class Running {
    private let number: pid_t
    private let directory: TemporaryDirectory
    private var status: Int32?

    /// Starts it, with no signal blocked or ignored; what it prints goes to files.
    init(_ arguments: [String]) throws {
        guard let program = Program.built("thor", variable: "THOR_BINARY") else {
            throw CocoaError(.fileNoSuchFile)
        }
        directory = try TemporaryDirectory()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (number, name) in [(Int32(1), "output"), (2, "errors")] {
            let path = directory.file(name)
            posix_spawn_file_actions_addopen(&actions, number, path, O_WRONLY | O_CREAT, 0o600)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let argv = ([program.path] + arguments).map { strdup($0) } + [nil]
        defer { for pointer in argv { free(pointer) } }
        var number: pid_t = 0
        guard posix_spawn(&number, program.path, &actions, &attributes, argv, environ) == 0 else {
            throw CocoaError(.executableNotLoadable)
        }
        self.number = number
    }

    deinit {
        if status != nil { return }
        for child in children { kill(child, SIGKILL) }
        kill(number, SIGKILL)
        waitpid(number, nil, 0)
    }

    /// Its processes.
    var children: [pid_t] {
        let path = "/proc/\(number)/task/\(number)/children"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
        return text.split(whereSeparator: \.isWhitespace).compactMap { pid_t($0) }
    }

    /// Sends a signal to the parent alone.
    func signal(_ number: Int32) { kill(self.number, number) }

    /// Waits for its end, and kills it after so many seconds.
    func end(within seconds: Double = 30) throws -> (ended: Ended, isSignalled: Bool) {
        let number = self.number
        let limit = DispatchWorkItem { kill(number, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: limit)
        var status: Int32 = 0
        waitpid(number, &status, 0)
        self.status = status
        limit.cancel()
        let signal = status & 0x7F
        let ended = Ended(
            status: signal == 0 ? status >> 8 & 0xFF : signal,
            output: try Data(contentsOf: URL(fileURLWithPath: directory.file("output"))),
            errors: try String(contentsOfFile: directory.file("errors"), encoding: .utf8))
        return (ended, signal != 0)
    }

    /// Whether a signal that was sent to it has not reached it yet: `SigPnd` and `ShdPnd` of
    /// proc(5).
    func isPending(_ signal: Int32) -> Bool {
        let status = try? String(contentsOfFile: "/proc/\(number)/status", encoding: .utf8)
        return (status ?? "").split(separator: "\n")
            .filter { $0.hasPrefix("SigPnd:") || $0.hasPrefix("ShdPnd:") }
            .compactMap { UInt64($0.split(separator: "\t").last ?? "", radix: 16) }
            .contains { $0 >> (signal - 1) & 1 == 1 }
    }

    /// Whether a process is there and no zombie.
    static func isAlive(_ number: pid_t) -> Bool {
        guard
            let text = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8),
            let state = text[(text.lastIndex(of: ")") ?? text.startIndex)...].dropFirst(2).first
        else { return false }
        return state != "Z" && state != "X"
    }
}
