import Foundation
import Testing

/// Where one request ends and the next begins.
@Suite struct FramingTests {
    private func build(_ folder: Folder) throws {
        try folder.file("a.txt", "content of a")
        try folder.file("b.txt", "content of b")
        try folder.file("big.bin", bytes: noise(400_000))
        try folder.script(
            "cat.sh", "body=$(cat; echo x)\nprintf 'Content-Type: text/plain\\n\\n%s' \"${body%x}\""
        )
    }

    @Test(arguments: Model.all) func refused(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for item in FramingCase.refused {
                let talk = try server.talk(item.bytes, within: 8)
                #expect(talk.statuses == [item.status], "\(item.name): \(talk)")
                #expect(talk.ending == .closed, "\(item.name)")
                #expect(talk.rest.isEmpty, "\(item.name)")
            }
            #expect(try server.get("/a.txt").text == "content of a")
        }
    }

    /// Whatever arrives in which pieces, the answer is the same.
    @Test(arguments: Model.all) func refusedByteByByte(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for item in FramingCase.refused where item.bytes.utf8.count < 300 {
                let client = try server.connect()
                client.trickle(item.bytes)
                let talk = try client.talk(within: 8)
                #expect(talk.statuses == [item.status], "\(item.name): \(talk)")
                #expect(talk.ending != .silent, "\(item.name)")
            }
        }
    }

    @Test(arguments: Model.all) func badContent(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for item in FramingCase.badContent {
                let talk = try server.talk(item.bytes, within: 8)
                #expect(talk.statuses == [item.status], "\(item.name): \(talk)")
                #expect(talk.ending == .closed, "\(item.name)")
            }
            #expect(try server.get("/a.txt").text == "content of a")
        }
    }

    /// The same in front of a file, which answers before the content comes: one response, no more.
    @Test(arguments: Model.all) func badContentBehindAnAnswer(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for item in FramingCase.badContent {
                let text = item.bytes.replacingOccurrences(of: "/cat.sh", with: "/a.txt")
                let talk = try server.talk(text, within: 8)
                #expect(talk.statuses == [405], "\(item.name): \(talk)")
                #expect(talk.ending == .closed, "\(item.name)")
            }
        }
    }

    /// And when the content comes after the answer has been read.
    @Test(arguments: Model.keepingAlive) func badContentAfterTheAnswer(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for item in FramingCase.badContent {
                let text = item.bytes.replacingOccurrences(of: "/cat.sh", with: "/a.txt")
                let headEnd = try #require(text.range(of: "\r\n\r\n")).upperBound
                let client = try server.connect()
                client.send(String(text[..<headEnd]))
                #expect(try client.reply().status == 405)
                client.send(String(text[headEnd...]))
                let talk = try client.talk(within: 8)
                #expect(talk.replies.isEmpty && talk.rest.isEmpty, "\(item.name): \(talk)")
                #expect(talk.ending != .silent, "\(item.name)")
            }
        }
    }

    /// Requests that must be read as one, whatever they look like.
    private static let whole: [(name: String, bytes: String, content: String)] = [
        (
            "a request inside content",
            "POST /cat.sh HTTP/1.1\r\nHost: a\r\nContent-Length: 36\r\nConnection: close\r\n\r\n"
                + "GET /a.txt HTTP/1.1\r\nHost: inner\r\n\r\n",
            "GET /a.txt HTTP/1.1\r\nHost: inner\r\n\r\n"
        ),
        (
            "chunked with extensions and trailers",
            "POST /cat.sh HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n"
                + "Connection: close\r\n\r\n"
                + "3;a=b\r\nabc\r\n00A;x=\"y\"\r\n0123456789\r\n0;end\r\nContent-Length: 9\r\n\r\n",
            "abc0123456789"
        ),
        (
            "leading zeros",
            "POST /cat.sh HTTP/1.1\r\nHost: a\r\nContent-Length: 0003\r\n"
                + "Connection: close\r\n\r\nabc", "abc"
        ),
        (
            "absolute-form", "GET http://b/a.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            "content of a"
        ),
        ("empty lines in front", "\r\n\r\nGET /a.txt HTTP/1.0\r\n\r\n", "content of a"),
        ("1.0 without Host", "GET /a.txt HTTP/1.0\r\n\r\n", "content of a"),
        ("1.0 and a length", "POST /cat.sh HTTP/1.0\r\nContent-Length: 2\r\n\r\nabc", "ab"),
    ]

    @Test(arguments: Model.all) func readAsOne(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for (name, bytes, content) in Self.whole {
                let talk = try server.talk(bytes)
                #expect(talk.statuses == [200], "\(name): \(talk)")
                #expect(talk.text == content, "\(name)")
                let client = try server.connect()
                client.trickle(bytes)
                #expect(try client.talk().text == content, "\(name), byte by byte")
                let half = try server.talk(bytes, finish: true)
                #expect(half.text == content, "\(name), half-closed")
            }
        }
    }

    // MARK: Connections

    private func request(_ target: String, _ fields: String = "", version: String = "1.1") -> String
    {
        "GET \(target) HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n"
    }

    @Test(arguments: Model.keepingAlive) func pipelining(model: Model) throws {
        try withSite(model, build: build) { server throws in
            let three =
                request("/a.txt") + "POST /cat.sh HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
                + "hello" + request("/b.txt", "Connection: close\r\n")
            let talk = try server.talk(three)
            #expect(talk.replies.map(\.text) == ["content of a", "hello", "content of b"])
            #expect(talk.ending == .closed)
            let mixed =
                request("/big.bin") + request("/nothing") + request("/cat.sh")
                + request("/a.txt", "Connection: close\r\n")
            let second = try server.talk(mixed)
            #expect(second.statuses == [200, 404, 200, 200])
            #expect(second.replies.first?.body == noise(400_000))
        }
    }

    /// Many requests in one write, and a client that has said that it will send no more.
    @Test(arguments: Model.keepingAlive) func pipeliningHalfClosed(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for count in [2, 300, 1000, 1500] {
                let all = String(repeating: request("/a.txt"), count: count)
                let talk = try server.talk(all, finish: true)
                #expect(talk.replies.count == count)
                #expect(talk.replies.allSatisfy { $0.text == "content of a" })
                #expect(talk.ending == .closed)
            }
        }
    }

    @Test(arguments: Model.all) func persistence(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for (version, fields, keeps) in [
                ("1.1", "", true), ("1.1", "Connection: close\r\n", false), ("1.0", "", false),
                ("1.0", "Connection: keep-alive\r\n", true),
                ("1.1", "Connection: keep-alive, close\r\n", false),
            ] {
                let client = try server.connect()
                client.send(request("/a.txt", fields, version: version))
                let reply = try client.reply()
                #expect(reply.text == "content of a")
                if keeps, model.keepsAlive {
                    #expect(reply["Connection"] == (version == "1.0" ? "keep-alive" : nil))
                    client.send(request("/b.txt", "Connection: close\r\n"))
                    #expect(try client.reply().text == "content of b")
                } else {
                    #expect(reply["Connection"] == "close")
                }
                #expect(client.closes())
            }
        }
    }

    /// In a model without keep-alive a pipelined request is not answered, and does no harm.
    @Test(arguments: Model.all.filter { !$0.keepsAlive }) func oneResponse(model: Model) throws {
        try withSite(model, build: build) { server throws in
            let talk = try server.talk(request("/a.txt") + request("/b.txt") + request("/b.txt"))
            #expect(talk.replies.map(\.text) == ["content of a"])
            #expect(talk.replies.first?["Connection"] == "close")
            #expect(talk.ending == .closed)
        }
    }

    @Test(arguments: Model.keepingAlive) func requestsPerConnection(model: Model) throws {
        try withSite(model, ["--max-requests", "3"], build: build) { server throws in
            let talk = try server.talk(String(repeating: request("/a.txt"), count: 5))
            #expect(talk.replies.count == 3)
            #expect(talk.replies.last?["Connection"] == "close")
        }
    }

    /// Content that nobody reads is drained to keep the connection, or the connection ends; the
    /// response reaches the client in either case.
    @Test(arguments: Model.all) func unreadContent(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for size in [1, 1000, 100_000, 500_000, 1_000_000] {
                let client = try server.connect()
                client.send("DELETE /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n")
                client.send([UInt8](repeating: 120, count: size))
                let reply = try client.reply()
                #expect(reply.status == 405, "\(size)")
                if reply["Connection"] == nil {
                    client.send(request("/b.txt", "Connection: close\r\n"))
                    #expect(try client.reply().text == "content of b")
                }
                #expect(client.closes(), "\(size)")
            }
            if model.keepsAlive {
                let client = try server.connect()
                client.send("POST /a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nGET / HTT")
                client.send(request("/b.txt"))
                #expect(try client.reply().status == 405)
                #expect(try client.reply().text == "content of b")
            }
        }
    }

    @Test(arguments: Model.all) func expectContinue(model: Model) throws {
        try withSite(model, build: build) { server throws in
            let expect = "Expect: 100-continue"
            let client = try server.connect()
            client.send(Server.head("POST", "/cat.sh", [expect], length: 5))
            #expect(try client.reply().status == 100)
            client.send("hello")
            let reply = try client.reply()
            #expect(reply.status == 200 && reply.text == "hello")
            // Nobody wants the content of this one: the answer comes at once and is the last.
            let other = try server.connect()
            other.send(Server.head("POST", "/a.txt", [expect], length: 1 << 20))
            #expect(try other.reply().status == 405)
            other.finishSending()
            #expect(other.closes())
        }
    }

    /// A client that has sent half a request and then its end gets no answer it could mistake.
    @Test(arguments: Model.all) func endInTheMiddle(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for part in ["", "GET", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\nFoo: b"] {
                let talk = try server.talk(part, finish: true, within: 8)
                #expect(talk.ending == .closed, "\(part)")
                #expect(talk.statuses.allSatisfy { $0 == 400 }, "\(part)")
            }
            for framing in ["Content-Length: 100\r\n\r\nhello", "\(Self.chunked)\r\n\r\n5\r\nhel"] {
                let text = "POST /cat.sh HTTP/1.1\r\nHost: a\r\n" + framing
                let talk = try server.talk(text, finish: true, within: 8)
                #expect(talk.ending != .silent, "\(framing)")
                #expect(talk.statuses.allSatisfy { $0 == 400 }, "\(framing)")
                #expect(eventually { server.isAtRest }, "\(framing)")
            }
        }
    }

    private static let chunked = "Transfer-Encoding: chunked"

    /// Larger than the limit: known from the length, or found out while it comes.
    @Test(arguments: Model.all) func tooMuchContent(model: Model) throws {
        try withSite(model, ["--max-body", "10K"], build: build) { server throws in
            let head = "POST /cat.sh HTTP/1.1\r\nHost: a\r\n"
            let fits = try server.talk(
                head + "Connection: close\r\nContent-Length: 10240\r\n\r\n"
                    + String(repeating: "x", count: 10240))
            #expect(fits.replies.first?.body.count == 10240)
            let known = try server.talk(head + "Content-Length: 10241\r\n\r\n")
            #expect(known.statuses == [413])
            let found = try server.talk(
                head + "Transfer-Encoding: chunked\r\n\r\n"
                    + String(
                        repeating: "400\r\n\(String(repeating: "x", count: 1024))\r\n", count: 11))
            #expect(found.statuses == [413] && found.ending == .closed)
        }
    }
}
