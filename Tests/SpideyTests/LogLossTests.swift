import Foundation
import Testing

/// Logs that cannot be written: a full disk, a limit of a file's size. No request fails for it, the
/// operator reads of it once, and whole lines stay whole.
@Suite struct LogLossTests {
    /// `ulimit -f` counts blocks of 512 bytes: room for some 20 lines.
    private static let limited = ["sh", "-c", "ulimit -S -f 4; exec \"$@\"", "sh"]

    private func site() throws -> Folder {
        let folder = try Folder()
        try folder.file("a.txt", "a")
        try folder.script("ignored.sh", "printf 'A: b\\n\\n'; grep SigIgn /proc/self/status")
        return folder
    }

    private func get(_ server: Server, _ count: Int, _ made: inout Int) throws {
        for _ in 0..<count {
            #expect(try server.get("/a.txt?n\(made)").status == 200)
            made += 1
        }
    }

    /// Makes requests until the server's standard error says something.
    private func get(_ server: Server, until text: String, _ made: inout Int) throws {
        let start = now
        while !server.log.contains(text), now < start + 20 { try get(server, 1, &made) }
        #expect(server.log.contains(text), "\(server.log)")
    }

    /// Ends a limit that processes of the server have, those to come included.
    private func lift(_ server: Server) throws {
        for process in server.lasting {
            let lifting = ["prlimit", "--pid", "\(process.pid)", "--fsize=unlimited:"]
            #expect(try Shell.run(lifting, in: server.folder).isFine)
        }
    }

    /// Expects that each line of a log is whole, but for one that had no room, and that lines and
    /// losses make up all the requests.
    private func expectWhole(_ path: String, _ server: Server, requests: Int) throws {
        let shape = #/127\.0\.0\.1 - - \[[^\]]+\] "GET /a\.txt\?n\d+ HTTP/1\.1" 200 1 "-" "-"/#
        var (lines, broken, lost) = ([String](), [String](), 0)
        // A line is written behind its response, and another one may come before it.
        let areAll = eventually {
            lines = text(path).components(separatedBy: "\n").dropLast()
            broken = lines.filter { $0.wholeMatch(of: shape) == nil }
            let notices = server.log.matches(of: #/(\d+) log lines? (?:was|were) lost/#)
            lost = notices.compactMap { Int($0.1) }.reduce(0, +)
            return lines.count - broken.count + lost >= requests
        }
        #expect(areAll && lines.count - broken.count + lost == requests, "\(server.log)")
        #expect(broken.count <= 1 && !broken.contains(""), "\(broken)")
        for line in broken {
            #expect(line.firstMatch(of: shape) == nil, "two lines in one: \(line)")
        }
        #expect(Set(lines).count == lines.count)
    }

    private func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    private func count(_ text: String, in log: String) -> Int {
        log.components(separatedBy: text).count - 1
    }

    /// The limit of a file's size is no reason to end, and scripts do not ignore its signal.
    @Test(arguments: Model.all) func accessLogAtItsLimit(model: Model) throws {
        let folder = try site()
        let log = folder.root + "/access.log"
        try withServer(
            model, ["--access-log", "combined:\(log)"], folder: folder, launcher: Self.limited
        ) { server throws in
            var made = 0
            let pids = server.lasting.map(\.pid)
            try get(server, until: "Cannot write the access log: File too large", &made)
            try get(server, 20, &made)
            #expect(count("Cannot write", in: server.log) == 1, "\(server.log)")
            #expect(server.lasting.map(\.pid) == pids, "\(server.log)")
            try lift(server)
            try get(server, until: "The access log is written again", &made)
            try get(server, 5, &made)
            #expect(eventually { text(log).contains("?n\(made - 1) ") })
            try expectWhole(log, server, requests: made)
            let ignored = try server.get("/ignored.sh").text.split(whereSeparator: \.isWhitespace)
            #expect(ignored.last.flatMap { UInt64($0, radix: 16) }.map { $0 & 0x7fff_ffff } == 0)
        }
    }

    /// Standard error itself at its limit: it says what it has lost as soon as it can.
    @Test(arguments: Model.all) func errorsAtTheirLimit(model: Model) throws {
        try withServer(model, ["-v"], folder: try site(), launcher: Self.limited) {
            server throws in
            let pids = server.lasting.map(\.pid)
            var made = 0
            try get(server, 20, &made)
            #expect(server.lasting.map(\.pid) == pids && server.log.utf8.count == 2048)
            try lift(server)
            try get(server, until: "log lines were lost: File too large\n", &made)
            try get(server, 2, &made)
            #expect(eventually { server.log.hasSuffix("| Finish\n") })
            let lines = server.log.split(separator: "\n", omittingEmptySubsequences: false)
            let stamp = #/\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] .+/#
            let broken = lines.dropLast().filter { $0.wholeMatch(of: stamp) == nil }
            #expect(broken.count <= 1 && !broken.contains(""), "\(broken)")
            #expect(lines.filter { $0.matches(of: #/\[\d{4}-/#).count > 1 }.isEmpty, "\(lines)")
        }
    }

    /// A device that is always full: one warning, and at the end how many lines are missing.
    @Test(arguments: Model.all) func fullDevice(model: Model) throws {
        let folder = try site()
        try withServer(model, ["--access-log", "json:/dev/full"], folder: folder) {
            server throws in
            var made = 0
            try get(server, 7, &made)
            #expect(server.stop() == .exited(0))
            let reason = "Cannot write the access log: No space left on device"
            #expect(count(reason, in: server.log) == 1, "\(server.log)")
            #expect(server.log.contains("7 log lines were lost"), "\(server.log)")
        }
    }

    /// A disk that is full for a while.
    @Test(
        .enabled(if: SmallDisk.isPossible, "needs root, and mounts of its own"),
        arguments: Model.all)
    func fullDisk(model: Model) throws {
        let folder = try site()
        let disk = try SmallDisk(folder)
        let flags = ["--access-log", "combined:\(disk.path)/access.log"]
        try withServer(model, flags, folder: folder, launcher: disk.launcher) { server throws in
            let place = "/proc/\(server.child.pid)/root" + disk.path
            try disk.fill(place + "/other")
            var made = 0
            try get(server, until: "Cannot write the access log: No space left on device", &made)
            try get(server, 5, &made)
            #expect(unlink(place + "/other") == 0)
            try get(server, until: "The access log is written again", &made)
            try get(server, 5, &made)
            #expect(eventually { text(place + "/access.log").contains("?n\(made - 1) ") })
            try expectWhole(place + "/access.log", server, requests: made)
            #expect(count("Cannot write", in: server.log) == 1, "\(server.log)")
        }
    }
}

/// A file system of 16 MB, seen by the one process that is started through `launcher`.
private struct SmallDisk {
    static let isPossible: Bool = {
        guard geteuid() == 0, Shell.has("unshare"), let folder = try? Folder(),
            let disk = try? SmallDisk(folder)
        else { return false }
        return (try? Shell.run(disk.launcher + ["true"], in: folder))?.isFine == true
    }()

    let path: String

    init(_ folder: Folder) throws {
        path = folder.root + "/disk"
        guard mkdir(path, 0o755) == 0 else { throw HarnessError("mkdir") }
    }

    /// Leaves room for a few lines only.
    func fill(_ file: String) throws {
        let number = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        defer { close(number) }
        guard number >= 0, posix_fallocate(number, 0, 16 << 20 - 8192) == 0 else {
            throw HarnessError("cannot fill the disk")
        }
    }

    var launcher: [String] {
        let mount = "mount -t tmpfs -o size=16m none '\(path)' && exec \"$@\""
        return ["unshare", "--mount", "sh", "-c", mount, "sh"]
    }
}
