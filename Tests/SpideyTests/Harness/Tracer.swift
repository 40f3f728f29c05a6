import Foundation
import Testing

/// `strace` attached to a running process: it makes system calls fail or take their time, and
/// writes down which ones were made.
struct Tracer {
    /// Whether a process can be traced here.
    static let isPossible: Bool = {
        guard Shell.has("strace"), let folder = try? Folder() else { return false }
        return (try? Shell.run(["strace", "-o", "/dev/null", "true"], in: folder))?.isFine == true
    }()

    /// What was traced so far: a line for each call, which begins with the thread's number.
    var lines: [Substring] {
        let data = FileManager.default.contents(atPath: output) ?? Data()
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
    }

    private let output: String

    /// Traces a process of a server, which waits for events, for as long as `body` takes.
    /// - Parameter injection: calls and what happens to them, as strace(1) has it after `inject=`.
    static func attached(
        to pid: pid_t, _ injection: String, _ server: Server, _ body: (Tracer) throws -> Void
    ) throws {
        let output = server.folder.root + "/" + server.folder.fresh("trace")
        let calls = injection.prefix { $0 != ":" }
        let child = try Child(
            [
                "strace", "-f", "-o", output, "-p", "\(pid)", "-e", "trace=\(calls)",
                "-e", "inject=\(injection)",
            ], folder: server.folder.root, name: server.folder.fresh("strace"))
        let tracer = Tracer(output: output)
        // Being attached to wakes each thread: those that sleep again run under the tracer.
        let isAttached = eventually {
            child.err.contains("Process \(pid) attached") && ProcessView(pid: pid).isAsleep
        }
        #expect(isAttached, "\(child.err)")
        try body(tracer)
        child.signal(SIGINT)
        #expect(child.wait() != nil)
    }
}
