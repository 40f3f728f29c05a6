import Foundation
import Testing

/// Directories that come, go and move beside what is asked for.
@Suite(.serialized) struct DirectoryChangesTests {
    private static let directories = 50
    private static let rounds = 100

    private static func build(_ folder: Folder) throws {
        try folder.file("a.txt", "a")
        for number in 0..<directories { try folder.file("d/\(number)/b.txt", "b") }
    }

    /// A directory that comes or goes costs the next request no more than a file does.
    @Test(arguments: Model.keepingAlive) func waits(model: Model) throws {
        let flags = model.workers > 0 ? ["--workers", "1"] : []
        try withSite(model, flags, build: Self.build) { server throws in
            let site = server.folder.site
            let visitor = Visitor(server)
            for number in 0..<Self.directories {
                #expect(try visitor.get("/d/\(number)/b.txt").text == "b")
            }
            var (afterFile, afterDirectory): ([Double], [Double]) = ([], [])
            for _ in 0..<Self.rounds {
                close(open(site + "/new", O_WRONLY | O_CREAT | O_CLOEXEC, 0o644))
                afterFile.append(try Self.wait(visitor))
                unlink(site + "/new")
                mkdir(site + "/new", 0o755)
                afterDirectory.append(try Self.wait(visitor))
                rmdir(site + "/new")
                _ = try Self.wait(visitor)
            }
            let (file, directory) = (Self.middle(afterFile), Self.middle(afterDirectory))
            #expect(
                directory < 5 * file,
                "\(directory) s after a directory, \(file) s after a file")
        }
    }

    /// More changes than the kernel keeps notices of, while nobody reads them.
    @Test(arguments: Model.supervised) func lostNotices(model: Model) throws {
        try withSite(model, ["--workers", "1"], build: Self.build) { server throws in
            let visitor = Visitor(server)
            let text = try String(
                contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
            let most = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
            let worker = try #require(server.workers.first)
            for round in 0..<3 {
                for _ in 0..<2 { #expect(try visitor.get("/d/0/b.txt").status == 200) }
                kill(worker.pid, SIGSTOP)
                defer { kill(worker.pid, SIGCONT) }
                #expect(eventually { worker.state == "T" })
                let directory = server.folder.site + "/d/0"
                for _ in 0...most / 2 {
                    chmod(directory, 0o755)
                    chmod(directory + "/b.txt", 0o644)
                }
                try server.folder.file("d/0/b.txt", "round \(round)")
                kill(worker.pid, SIGCONT)
                #expect(try visitor.get("/d/0/b.txt").text == "round \(round)")
            }
        }
    }

    private static func wait(_ visitor: Visitor) throws -> Double {
        let (reply, time) = try seconds { try visitor.get("/a.txt") }
        #expect(reply.text == "a")
        return time
    }

    private static func middle(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }
}
