import Foundation
import Testing

/// What a server does at its very first requests.
@Suite struct FirstRequestsTests {
    /// A worker of event mode answers its first requests in several threads, which initialise the
    /// same things for the first time: the thread that was forked must not be among them, for a
    /// lock that it holds while another one waits is never given back (one start in twenty).
    @Test(arguments: Model.all.filter { $0.home == .loop }) func manyAtOnce(model: Model) throws {
        for _ in 0..<40 {
            // Made a moment ago: nothing about it is in memory that can be told without a thread.
            let folder = try Folder()
            for number in 0..<100 { try folder.file("new/entry-\(number).txt", "x") }
            let server = try Server(model, ["--workers", "1"], folder: folder)
            let clients = try (0..<16).map { _ in try server.connect() }
            let worker = server.accepting.pid
            kill(worker, SIGSTOP)
            let requests = ["/new/", "/none", "/new/entry-1.txt", "/new"].map {
                "GET \($0) HTTP/1.1\r\nHost: localhost\r\n\r\n"
            }
            for client in clients { client.send(requests.joined()) }
            kill(worker, SIGCONT)
            for client in clients {
                #expect(client.read(within: 10), "no answer")
                let statuses = try requests.map { _ in try client.reply().status }
                #expect(statuses == [200, 404, 200, 301])
            }
            #expect(server.stop() == .exited(0))
        }
    }

    /// The thread that a worker of event mode was forked in does nothing (see above).
    @Test(arguments: Model.all.filter { $0.home == .loop }) func forkedThreadRests(model: Model)
        throws
    {
        try withSite(model) {
            try $0.file("a.txt", "a")
        } use: { server throws in
            let worker = server.accepting.pid
            func nanoseconds() throws -> Int {
                let path = "/proc/\(worker)/task/\(worker)/schedstat"
                let text = try String(contentsOfFile: path, encoding: .utf8)
                return try #require(text.split(separator: " ").first.flatMap { Int($0) })
            }
            #expect(try server.get("/a.txt").status == 200)
            // It may just be on its way to its wait.
            var before = 0
            #expect(
                eventually {
                    defer { before = (try? nanoseconds()) ?? -1 }
                    return (try? nanoseconds()) == before
                })
            for _ in 0..<50 { #expect(try server.get("/a.txt").status == 200) }
            #expect(try nanoseconds() == before)
        }
    }
}
