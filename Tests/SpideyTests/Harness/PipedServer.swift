import Foundation
import Testing

/// A spidey with `-v` whose standard error is a pipe that is read only when a test says so.
final class PipedServer {
    let child: Child
    private(set) var port: UInt16 = 0
    private let folder: Folder
    private let pipe: Int32
    private var bytes: [UInt8] = []

    init(_ model: Model) throws {
        folder = try Folder()
        let path = folder.root + "/pipe"
        guard mkfifo(path, 0o600) == 0 else { throw HarnessError("mkfifo") }
        // Open for both: there is always a reader and a writer.
        pipe = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        guard pipe >= 0 else { throw HarnessError("no pipe") }
        child = try Child(
            ["sh", "-c", "exec \"$@\" 2>'\(path)'", "sh", Server.binary, "--mode", model.name]
                + ["-v", "-p", "0", "-d", folder.site]
                + (model.workers > 0 ? ["--workers", "1"] : []), folder: folder.root,
            name: "piped")
        let listens = eventually {
            read()
            let match = text.firstMatch(of: /Listening on http:\/\/127\.0\.0\.1:(\d+)\/\n/)
            port = match.flatMap { UInt16($0.1) } ?? 0
            return port > 0
        }
        guard listens else { throw HarnessError("the server did not start: \(text)") }
    }

    deinit {
        child.end()
        close(pipe)
    }

    /// What has been read of the log.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// A request on a connection of its own; five lines of the log.
    func get(_ target: String) throws {
        let client = try RawClient(port: port)
        client.send(Server.head("GET", target))
        #expect(try client.reply().status == 404)
        #expect(client.closes())
    }

    /// Takes what is in the pipe: all of it, or at most so many bytes.
    func read(atMost limit: Int = .max) {
        var piece = [UInt8](repeating: 0, count: 65_536)
        var left = limit
        while left > 0 {
            let count = Foundation.read(pipe, &piece, min(left, piece.count))
            guard count > 0 else { return }
            bytes += piece[..<count]
            left -= count
        }
    }

    /// Writes lines of others into the pipe until it is full.
    func fill() {
        let page = [UInt8](repeating: UInt8(ascii: "-"), count: 4095) + [UInt8(ascii: "\n")]
        while write(pipe, page, page.count) > 0 {}
    }

    /// Whole lines of requests.
    var whole: Int {
        let peer = #/\[[^\]]+\] 127\.0\.0\.1:\d+ \| (?:Connect|Finish|Handle \w+|Parsing \[.*\])/#
        let accepted = #/\[[^\]]+\] Accepted connection from 127\.0\.0\.1:\d+/#
        return text.components(separatedBy: "\n").dropLast().count {
            $0.wholeMatch(of: peer) != nil || $0.wholeMatch(of: accepted) != nil
        }
    }

    /// Lines that are said to be lost, and how often it is said.
    var lost: (lines: Int, reports: Int) {
        let shape = #/\[[^\]]+\] (\d+) log lines? (?:was|were) lost: (.*)/#
        let reports = text.components(separatedBy: "\n").dropLast().compactMap {
            $0.wholeMatch(of: shape)
        }
        for report in reports { #expect(report.2 == "the reader of the log is too slow") }
        return (reports.compactMap { Int($0.1) }.reduce(0, +), reports.count)
    }

    /// Expects that no two lines are mixed.
    func expectUnmixed() {
        for line in text.split(separator: "\n") {
            #expect(line.matches(of: /\[\d{4}-\d\d-\d\d \d\d:/).count <= 1, "\(line)")
        }
        #expect(!text.contains("\n\n"))
    }
}
