import Foundation
import Testing

/// Clients that take their time, with deadlines made short by flags. Every bound from above is
/// generous, every bound from below is what the flag promises.
@Suite struct SlownessTests {
    private func build(_ folder: Folder) throws {
        try folder.file("a.txt", "content of a")
        try folder.script("cat.sh", "printf 'Content-Type: text/plain\\n\\n'; cat")
    }

    @Test(arguments: Model.all) func slowHeaders(model: Model) throws {
        try withSite(model, ["--header-timeout", "1"], build: build) { server throws in
            for start in ["G", "GET / HTTP/1.1\r\nHost: a\r\nFoo:"] {
                let client = try server.connect()
                client.send(start)
                let (talk, time) = try seconds { try client.talk() }
                #expect(talk.statuses == [408] && talk.ending == .closed)
                #expect(talk.replies.first?["Connection"] == "close")
                #expect(time > 0.9 && time < 10)
            }
            // A byte now and then buys no time.
            let client = try server.connect()
            let (_, time) = seconds {
                for byte in "GET / HTTP/1.1\r\nHost: aaaaaaaaaaaaaaaaaaaa".utf8 {
                    guard client.ending != .closed, client.held.isEmpty else { break }
                    client.send([byte])
                    client.read(within: 0.1)
                }
            }
            #expect(try client.talk().statuses == [408])
            #expect(time < 10)
        }
    }

    @Test(arguments: Model.all) func silence(model: Model) throws {
        try withSite(model, ["--header-timeout", "1"], build: build) { server throws in
            let client = try server.connect()
            let (talk, time) = try seconds { try client.talk() }
            #expect(talk.ending == .closed && talk.replies.isEmpty && talk.rest.isEmpty)
            #expect(time > 0.9 && time < 10)
        }
    }

    @Test(arguments: Model.keepingAlive) func idle(model: Model) throws {
        try withSite(model, ["--idle-timeout", "1"], build: build) { server throws in
            let client = try server.connect()
            client.send("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.reply().status == 200)
            let (talk, time) = try seconds { try client.talk() }
            #expect(talk.ending == .closed && talk.replies.isEmpty)
            #expect(time > 0.9 && time < 10)
        }
    }

    /// A browser's preconnect must not wedge a server of one connection at a time.
    @Test(arguments: Model.all) func preconnects(model: Model) throws {
        try withSite(model, build: build) { server throws in
            let silent = try (0..<3).map { _ in try server.connect() }
            // Where the kernel keeps silent ones back, nothing shows that they are there.
            #expect(model.defersSilent || eventually { !server.hasNoConnection })
            let (reply, time) = try seconds { try server.get("/a.txt") }
            #expect(reply.status == 200)
            #expect(time < 1.0 * Double(silent.count) + 5)
            withExtendedLifetime(silent) {}
        }
    }

    /// Nobody waits: a silent connection is kept, and served when it speaks after all.
    @Test(arguments: Model.all) func silentButAlone(model: Model) throws {
        try withSite(model, build: build) { server throws in
            let client = try server.connect()
            #expect(!client.closes(within: 2))
            client.send(Server.head("GET", "/a.txt"))
            #expect(try client.reply().text == "content of a")
        }
    }

    /// It gives way within a second, and one that has begun to speak does not.
    @Test(arguments: Model.takingTurns) func givesWay(model: Model) throws {
        try withSite(model, ["--header-timeout", "3"], build: build) { server throws in
            let silent = try server.connect()
            pause(1, because: "its silence is what the other one does not wait for")
            let (reply, time) = try seconds { try server.get("/a.txt") }
            #expect(reply.status == 200 && time < 5)
            #expect(silent.closes(within: 1))
            let speaking = try server.connect()
            speaking.send("GET /a.txt HTTP/1.1\r\nHost: a\r\n")
            let other = try server.connect()
            other.send(Server.head("GET", "/a.txt"))
            #expect(!other.read(within: 1))
            speaking.send("Connection: close\r\n\r\n")
            #expect(try speaking.reply().status == 200)
            #expect(try other.reply().status == 200)
        }
    }

    @Test(arguments: Model.all) func slowContent(model: Model) throws {
        try withSite(model, ["--body-timeout", "1"], build: build) { server throws in
            let client = try server.connect()
            client.send("POST /cat.sh HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhello")
            let (talk, time) = try seconds { try client.talk() }
            // The script may have begun its answer: then it is cut short, never completed.
            #expect(talk.statuses == [408] || talk.statuses.isEmpty, "\(talk)")
            #expect(talk.ending != .silent && time > 0.9 && time < 12)
            #expect(eventually { server.isAtRest })
        }
    }

    /// Content that nobody reads does not come: the answer stands, and no second one follows.
    @Test(arguments: Model.all) func slowUnreadContent(model: Model) throws {
        try withSite(model, ["--body-timeout", "1"], build: build) { server throws in
            let talk = try server.talk(
                "POST /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhello")
            #expect(talk.statuses == [405] && talk.rest.isEmpty && talk.ending == .closed)
        }
    }

    @Test(arguments: Model.all) func slowReader(model: Model) throws {
        try withSite(model, ["--write-timeout", "1"]) { folder in
            try folder.sparse("huge.bin", count: 1 << 30)
            try folder.script(
                "endless.sh",
                "printf 'A: b\\n\\n'; while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyy; done")
            try folder.file("a.txt", "a")
        } use: { server throws in
            for target in ["/huge.bin", "/endless.sh"] {
                let stalled = try server.connect(receiveBuffer: 4096)
                stalled.send(Server.head("GET", target))
                stalled.read()
                // In a model of one connection at a time, this one waits for the stalled one's end.
                let (reply, time) = try seconds { try server.get("/a.txt") }
                #expect(reply.status == 200 && time < 12, "\(target)")
                let isGone = eventually { server.hasNoConnection }
                #expect(isGone, "\(target)")
                let talk = try stalled.talk()
                #expect(talk.replies.isEmpty && talk.ending != .silent)
            }
        }
    }

    /// Slow, but never for as long as the deadline: served to the end.
    @Test(arguments: Model.all) func unhurriedReader(model: Model) throws {
        let size = 24 << 20
        try withSite(model, ["--write-timeout", "2"]) { folder in
            try folder.sparse("file.bin", count: size)
        } use: { server throws in
            let client = try server.connect(receiveBuffer: 65536)
            client.send(Server.head("GET", "/file.bin"))
            for _ in 0..<8 {
                client.read()
                pause(0.4, because: "the pace of the reader")
            }
            #expect(try client.reply().body.count == size)
        }
    }

    @Test(arguments: Model.all) func oversizedHeads(model: Model) throws {
        try withSite(model, build: build) { server throws in
            let target = String(repeating: "a", count: 1 << 20)
            let long = try server.talk("GET /\(target) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(long.statuses == [414])
            let fields = String(repeating: "field: value\r\n", count: 10_000)
            let many = try server.talk("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
            #expect(many.statuses == [431])
            let endless = try server.connect()
            endless.send("GET /")
            while endless.send([UInt8](repeating: 97, count: 65536)), endless.held.isEmpty {
                endless.read(within: 0.01)
            }
            #expect(try endless.reply().status == 414)
            #expect(try server.get("/a.txt").status == 200)
        }
    }

    /// The limits that flags set: exactly this much is served, one more is refused.
    @Test(arguments: Model.all) func limitFlags(model: Model) throws {
        let flags = [
            "--max-request-line", "100", "--max-headers", "5", "--max-header-bytes", "1K",
        ]
        try withSite(model, flags, build: build) { server throws in
            func line(_ count: Int) -> String {
                "GET /" + String(repeating: "a", count: count - 14) + " HTTP/1.1\r\nHost: a\r\n"
            }
            let end = "Connection: close\r\n\r\n"
            #expect(try server.talk(line(100) + end).statuses == [404])
            #expect(try server.talk(line(101) + end).statuses == [414])
            #expect(try server.talk(line(50) + "a: b\r\na: b\r\na: b\r\n" + end).statuses == [404])
            #expect(
                try server.talk(line(50) + "a: b\r\na: b\r\na: b\r\na: b\r\n" + end).statuses
                    == [431])
            let wide = "a: " + String(repeating: "b", count: 1024 - 9 - 19 - 5) + "\r\n"
            #expect(try server.talk(line(50) + wide + end).statuses == [404])
            #expect(try server.talk(line(50) + "a" + wide + end).statuses == [431])
        }
    }
}
