import Foundation
import Testing

/// What others do to a server that only wants to serve: signals, readers of its log that stop,
/// clients that drip, clients that say nothing.
@Suite struct PatienceTests {
    private func build(_ folder: Folder) throws {
        try folder.file("a.txt", "content of a")
        try folder.script("cat.sh", "content=$(cat); printf 'A: b\\n\\n'; echo \"$content\"")
        try folder.script(
            "closed.sh", "printf 'A: b\\n\\n'; echo $$ >pid; exec 1>&-; exec sleep 300")
    }

    /// What a parent tells its children by signals means nothing to the server itself.
    @Test(arguments: Model.all, [SIGUSR1, SIGUSR2]) func strangeSignals(
        model: Model, signal: Int32
    ) throws {
        try withSite(model, build: build) { server throws in
            server.child.signal(signal)
            #expect(eventually { !server.process.isPending(signal) })
            for _ in 0..<3 { #expect(try server.get("/a.txt").text == "content of a") }
        }
    }

    /// A log goes into a pipe that nobody reads: lines are lost, no request is.
    @Test(arguments: Model.all) func blockedLog(model: Model) throws {
        let folder = try Folder()
        try build(folder)
        let pipe = folder.root + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        let reader = open(pipe, O_RDWR | O_CLOEXEC)
        defer { close(reader) }
        // A pipe holds some 700 lines: it is filled first.
        _ = fcntl(reader, F_SETFL, O_NONBLOCK)
        let page = [UInt8](repeating: 0x0a, count: 4096)
        while write(reader, page, page.count) > 0 {}
        try withServer(model, ["--access-log", "combined:\(pipe)"], folder: folder) {
            server throws in
            let (statuses, time) = try seconds {
                try (0..<100).map { _ in try server.get("/a.txt").status }
            }
            #expect(statuses.allSatisfy { $0 == 200 } && time < 60)
        }
    }

    /// A byte now and then buys no time.
    @Test(arguments: Model.all) func drippingContent(model: Model) throws {
        try withSite(model, ["--body-timeout", "1", "--cgi-timeout", "60"], build: build) {
            server throws in
            let client = try server.connect()
            client.send("POST /cat.sh HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
            let (_, time) = seconds {
                for _ in 0..<200 where client.held.isEmpty {
                    client.send("x")
                    client.read(within: 0.1)
                }
            }
            #expect(time < 15)
            #expect(try client.talk().statuses == [408])
        }
    }

    /// Silent clients have all the places; they give way to one that has something to say.
    @Test(arguments: Model.bounding, [true, false]) func silentClientsGiveWay(
        model: Model, haveSpoken: Bool
    ) throws {
        let flags = model.bounded(3)! + ["--header-timeout", "300", "--idle-timeout", "300"]
        try withSite(model, flags, build: build) { server throws in
            let silent = try (0..<3).map { _ in
                let client = try server.connect()
                guard haveSpoken else { return client }
                client.send("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.reply().status == 200)
                return client
            }
            let (reply, time) = try seconds { try server.get("/a.txt") }
            #expect(reply.text == "content of a" && time < 10)
            // They have no place at all until they speak.
            if model.defersSilent, !haveSpoken { return withExtendedLifetime(silent) {} }
            #expect(server.log.contains("in use, others wait"))
            // No more than it takes in modes prefork and event; all of them in the others.
            if model.workers > 0 {
                #expect(silent.filter { !$0.closes(within: 0.5) }.count == 2)
            } else {
                for client in silent { #expect(client.closes()) }
            }
        }
    }

    /// A script that has closed its output is not left running for ever.
    @Test(arguments: Model.all) func scriptsEndAfterTheirOutput(model: Model) throws {
        try withSite(model, build: build) { server throws in
            #expect(try server.get("/closed.sh").status == 200)
            let text = try String(contentsOfFile: server.folder.site + "/pid", encoding: .utf8)
            let pid = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
            #expect(eventually { !ProcessView.isAlive(pid) })
        }
    }
}
