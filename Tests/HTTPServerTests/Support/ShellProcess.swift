import Foundation
import HTTPWire
import Sockets
import SystemCalls
import SystemPackage

@testable import HTTPServer

/// Processes of shell commands.
enum ShellProcess {
    /// Starts a command, whose working directory is `/`.
    static func start(_ command: String, reaper: ProcessReaper) throws -> RunningProcess {
        let arguments = ["sh", "-c", command].map { Array($0.utf8) }
        return try RunningProcess.start(reaper: reaper) { (input, output) throws(SystemError) in
            try Processes.spawn(
                path: Array("/bin/sh".utf8), directory: try Descriptor.openDirectory("/"),
                arguments: arguments, environment: [Array("PATH=/usr/bin:/bin".utf8)],
                input: input, output: output)
        }
    }

    /// A response that a command makes, head included. An answer cannot throw, so neither does
    /// this.
    static func response(_ command: String, reaper: ProcessReaper) -> Response {
        let process = try! start(command, reaper: reaper)
        return Response(
            .ok, content: .process(ProcessLink(process, SimpleHeadReader())), step: "Handle Script")
    }
}

extension ShellProcess {
    /// Lets a process go on that stops itself, once it has stopped.
    static func continueAfterStop(_ number: Int32) throws {
        var stopped = siginfo_t()
        guard waitid(P_PID, id_t(number), &stopped, WSTOPPED | WNOWAIT) == 0 else {
            throw SystemError(call: "waitid", errno: .noChildProcess)
        }
        kill(number, SIGCONT)
    }
}

/// Reads the head of a response from a process's output: lines up to an empty one. A line of digits
/// is the status, `length N` announces a length, any other line is a field with this name and the
/// value `x`. An empty name is an error.
final class SimpleHeadReader: ProcessHeadReader {
    private var unread: [UInt8] = []

    func read(_ output: Span<UInt8>, limits: WireLimits) throws(WireError) -> ProcessHead? {
        for index in output.indices { unread.append(output[index]) }
        var head = ProcessHead(
            status: .ok, reason: nil, fields: ResponseFields(), contentLength: nil, rest: [])
        var position = 0
        while let end = unread[position...].firstIndex(of: 10) {
            let line = String(decoding: unread[position..<end], as: UTF8.self)
            position = end + 1
            if line.isEmpty {
                head.rest = Array(unread[position...])
                return head
            }
            if let status = UInt16(line) {
                head.status = StatusCode(rawValue: status)
            } else if line.hasPrefix("length ") {
                head.contentLength = Int(line.dropFirst(7))
            } else {
                try head.fields.append(name: Array(line.utf8).span, value: [0x78].span)
            }
        }
        return nil
    }
}

/// Waits for the end of processes and looks at what is left of them.
enum ProcessEnds {
    /// Whether the reaper has collected all that it was given, waiting for it as long as it takes.
    static func settle(_ reaper: ProcessReaper) throws -> Bool {
        let limit = Instant.now.advanced(bySeconds: 20)
        var nothing = PollSet()
        reaper.collect(now: .now)
        while !reaper.isIdle {
            guard Instant.now < limit else { return false }
            // Nothing but SIGCHLD, which tests do not handle, announces the end of a child.
            _ = try nothing.wait(until: min(reaper.deadline, .now.advanced(bySeconds: 0.002)))
            reaper.collect(now: .now)
        }
        return true
    }

    /// Whether a process with this number exists, as a zombie or otherwise.
    static func exists(_ number: Int32) -> Bool { kill(number, 0) == 0 }
}

/// The processes that work has started, in whatever thread.
final class Started: Sendable {
    private let processes = Guarded<[ProcessID]>([])

    var all: [ProcessID] { processes.withLock { $0 } }

    func add(_ process: ProcessID) { processes.withLock { $0.append(process) } }
}
