import Foundation
import Testing

/// Scripts: what they are sent, what becomes of what they write, and how they end.
@Suite struct ScriptTests {
    private static let plain = "printf 'Content-Type: text/plain\\n\\n'\n"

    private func build(_ folder: Folder) throws {
        try folder.script("cat.sh", Self.plain + "cat")
        try folder.script("count.sh", Self.plain + "wc -c")
        try folder.script("deaf.sh", "exec <&-\n" + Self.plain + "echo heard nothing")
        try folder.script("ignores.sh", Self.plain + "echo ignored it")
        try folder.script("ten.sh", Self.plain + "head -c 10485760 /dev/zero")
        try folder.script("silent.sh", "exit 0")
        try folder.script("fails.sh", "exit 3")
        try folder.script("headonly.sh", "printf 'Content-Type: text/plain\\n\\n'")
        try folder.script("sleeps.sh", "echo $$ > ../pid; exec sleep 300")
        try folder.file("a.txt", "a")
    }

    @Test(arguments: Model.all) func content(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for size in [0, 1, 1000, 65_536, 65_537, 300_000, 3_000_000] {
                let bytes = noise(size)
                let reply = try server.request("POST", "/cat.sh", body: bytes)
                #expect(reply.status == 200 && reply.body == bytes, "\(size)")
            }
            for method in ["PUT", "DELETE", "PATCH", "BREW", "OPTIONS"] {
                #expect(try server.request(method, "/cat.sh", body: [120]).text == "x", "\(method)")
            }
        }
    }

    @Test(arguments: Model.all) func chunkedContent(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for (size, piece) in [(10, 1), (5000, 7), (200_000, 4096), (1_000_000, 99_999)] {
                let bytes = noise(size)
                var text = Array(
                    Server.head("POST", "/cat.sh", ["Transfer-Encoding: chunked"]).utf8)
                for start in stride(from: 0, to: size, by: piece) {
                    let part = bytes[start..<min(size, start + piece)]
                    text += Array("\(String(part.count, radix: 16))\r\n".utf8) + part + [13, 10]
                }
                text += Array("0\r\n\r\n".utf8)
                let talk = try server.talk(text)
                #expect(talk.replies.first?.body == bytes, "\(size) in pieces of \(piece)")
            }
        }
    }

    /// 10 MB that the script does not read: it answers all the same.
    @Test(arguments: Model.all) func unreadContent(model: Model) throws {
        try withSite(model, build: build) { server throws in
            for (target, text) in [
                ("/ignores.sh", "ignored it\n"), ("/deaf.sh", "heard nothing\n"),
                ("/count.sh", "10485760\n"),
            ] {
                let client = try server.connect()
                client.send("POST \(target) HTTP/1.1\r\nHost: a\r\n")
                client.send("Content-Length: 10485760\r\n\r\n")
                let bytes = [UInt8](repeating: 120, count: 65536)
                for _ in 0..<160 where client.send(bytes) {}
                let reply = try client.reply()
                #expect(reply.text.trimmingPrefix(while: \.isWhitespace) == text, "\(target)")
            }
            #expect(eventually { server.isAtRest })
        }
    }

    @Test(arguments: Model.all) func largeResponse(model: Model) throws {
        try withSite(model, build: build) { server throws in
            let reply = try server.get("/ten.sh")
            #expect(reply.body.count == 10 << 20 && reply.body.allSatisfy { $0 == 0 })
            #expect(reply.isChunked)
            let old = try server.talk("GET /ten.sh HTTP/1.0\r\n\r\n")
            #expect(old.replies.first?.body.count == 10 << 20)
            #expect(old.replies.first?.isChunked == false && old.ending == .closed)
            #expect(server.residentKB < 200_000)
        }
    }

    /// Script output, and what a client gets: status, a field, content.
    private typealias Output = (
        output: String, status: Int, field: (String, String)?, text: String?
    )

    private static let outputs: [Output] = [
        ("Content-Type: text/plain\\n\\nhi", 200, ("Content-Type", "text/plain"), "hi"),
        ("Content-Type: text/plain\\r\\n\\r\\nhi", 200, nil, "hi"),
        ("Status: 404 No Such Spider\\n\\nhi", 404, nil, "hi"),
        ("Status: 201\\nLocation: /new\\n\\n", 201, ("Location", "/new"), ""),
        ("Location: http://b.example/\\n\\n", 302, ("Location", "http://b.example/"), ""),
        ("Status: 303 See Other\\nLocation: /x\\n\\n", 303, ("Location", "/x"), ""),
        ("Content-Length: 2\\nA: b\\n\\nhi", 200, ("Content-Length", "2"), "hi"),
        ("Content-Length: 2\\n\\nhigher", 200, ("Content-Length", "2"), "hi"),
        ("X-A: 1\\nX-A: 2\\nSet-Cookie: a\\nSet-Cookie: b\\n\\nhi", 200, nil, "hi"),
        ("Status: 204\\n\\nignored", 204, nil, ""),
        ("Connection: keep-alive\\nKeep-Alive: x\\n\\nhi", 200, nil, "hi"),
        ("Transfer-Encoding: gzip\\n\\nhi", 200, nil, "hi"),
        ("Server: evil\\nDate: never\\n\\nhi", 200, nil, "hi"),
        ("", 500, nil, nil), ("\\n", 500, nil, nil), ("no head at all", 500, nil, nil),
        ("Bad Name: x\\n\\n", 500, nil, nil), ("Status: abc\\n\\n", 500, nil, nil),
        ("Status: 99\\n\\n", 500, nil, nil), ("Content-Length: x\\n\\n", 500, nil, nil),
        ("A: b\\rSet-Cookie: x\\n\\nhi", 500, nil, nil), ("A: b\\n", 500, nil, nil),
        ("Content-Length: 1\\nContent-Length: 2\\n\\nhi", 500, nil, nil),
    ]

    @Test(arguments: Model.all) func heads(model: Model) throws {
        try withSite(model) { folder in
            for (index, item) in Self.outputs.enumerated() {
                try folder.script("\(index).sh", "printf '\(item.output)'")
            }
        } use: { server throws in
            for (index, item) in Self.outputs.enumerated() {
                let talk = try server.talk(Server.head("GET", "/\(index).sh"))
                let reply = try #require(talk.replies.first, "\(item.output)")
                #expect(talk.replies.count == 1 && talk.rest.isEmpty, "\(item.output)")
                #expect(reply.status == item.status, "\(item.output)")
                if let (name, value) = item.field {
                    #expect(reply[name] == value, "\(item.output)")
                }
                if let text = item.text { #expect(reply.text == text, "\(item.output)") }
                #expect(reply.all("Date").count == 1 && reply["Server"] == "Spidey")
                #expect(reply["Connection"] == "close" && reply.all("Keep-Alive").isEmpty)
                let head = try server.request("HEAD", "/\(index).sh")
                #expect(head.status == item.status, "HEAD \(item.output)")
            }
            #expect(try server.get("/2.sh").reason == "No Such Spider")
            #expect(try server.get("/8.sh").all("Set-Cookie") == ["a", "b"])
        }
    }

    /// Less than announced must not pass for whole.
    @Test(arguments: Model.all) func shortContent(model: Model) throws {
        try withSite(model) { folder in
            try folder.script("short.sh", "printf 'Content-Length: 100\\n\\nhi'")
            try folder.file("a.txt", "a")
        } use: { server throws in
            let talk = try server.talk(Server.head("GET", "/short.sh"))
            #expect(talk.replies.isEmpty && talk.ending != .silent)
            #expect(try server.get("/a.txt").text == "a")
        }
    }

    /// An endless head is refused, not collected.
    @Test(arguments: Model.all) func endlessHead(model: Model) throws {
        try withSite(model) { folder in
            try folder.script("endless.sh", "while :; do echo 'X-Field: value'; done")
            try folder.script("oneline.sh", "printf 'X: '; exec tr '\\0' x </dev/zero")
            let noise = "head -c 1048576 /dev/zero >&2\n"
            try folder.script("stderr.sh", noise + Self.plain + "echo hi")
        } use: { server throws in
            #expect(try server.get("/endless.sh").status == 500)
            #expect(try server.get("/oneline.sh").status == 500)
            let reply = try server.get("/stderr.sh")
            #expect(reply.status == 200 && reply.text == "hi\n")
            #expect(eventually { server.isAtRest })
        }
    }

    /// What a script writes arrives when it is written.
    @Test(arguments: Model.all) func streaming(model: Model) throws {
        try withSite(model) { folder in
            let wait = "while [ ! -e go ]; do sleep 0.05; done\n"
            try folder.script("stream.sh", Self.plain + "echo one\n" + wait + "echo two")
        } use: { server throws in
            let client = try server.connect()
            client.send(Server.head("GET", "/stream.sh"))
            let hasFirst = eventually {
                client.read(within: 0.1)
                return Reply.find(Array("one\n".utf8), in: client.held) != nil
            }
            #expect(hasFirst)
            try server.folder.file("go", "")
            #expect(try client.reply().text == "one\ntwo\n")
        }
    }

    @Test(arguments: Model.all) func endsWithoutAnAnswer(model: Model) throws {
        try withSite(model, build: build) { server throws in
            #expect(try server.get("/silent.sh").status == 500)
            #expect(try server.get("/fails.sh").status == 500)
            let empty = try server.get("/headonly.sh")
            #expect(empty.status == 200 && empty.body.isEmpty)
            #expect(try server.get("/a.txt").status == 200)
        }
    }

    @Test(arguments: Model.all) func cannotRun(model: Model) throws {
        try withSite(model) { folder in
            try folder.file("noshebang", "echo hi\n", mode: 0o755)
            try folder.file("badinterpreter", "#!/nonexistent\n", mode: 0o755)
            try folder.file("binary", bytes: [0x7f, 0x45, 0x4c, 0x46, 1, 2, 3], mode: 0o755)
            try folder.file("empty", "", mode: 0o755)
            try folder.file("crlf.sh", "#!/bin/sh\r\necho\r\n", mode: 0o755)
            try folder.file("a.txt", "a")
        } use: { server throws in
            for name in ["noshebang", "badinterpreter", "binary", "empty", "crlf.sh"] {
                let reply = try server.get("/" + name)
                #expect(reply.status == 500, "\(name)")
                #expect(try server.get("/a.txt").status == 200)
            }
        }
    }

    @Test(arguments: Model.all) func timeouts(model: Model) throws {
        try withSite(model, ["--cgi-timeout", "1"]) { folder in
            try self.build(folder)
            try folder.script("stops.sh", Self.plain + "echo begun; exec sleep 300")
            let stubborn = "trap '' TERM; echo $$ > pid; while :; do sleep 1; done"
            try folder.script("stubborn.sh", stubborn)
        } use: { server throws in
            let (reply, time) = try seconds { try server.get("/sleeps.sh") }
            #expect(reply.status == 504 && time > 0.9 && time < 12)
            // Begun and not finished: the client must not take it for whole.
            let talk = try server.talk(Server.head("GET", "/stops.sh"))
            #expect(talk.replies.isEmpty && talk.ending != .silent)
            // One that ignores being asked is made to end.
            #expect(try server.get("/stubborn.sh").status == 504)
            let text = try String(contentsOfFile: server.folder.site + "/pid", encoding: .utf8)
            let pid = try #require(pid_t(text.dropLast()))
            #expect(eventually { !ProcessView.isAlive(pid) })
        }
    }

    /// A client that leaves: the script is ended when it writes to nobody.
    @Test(arguments: Model.all) func clientLeaves(model: Model) throws {
        try withSite(model) { folder in
            try folder.script(
                "writes.sh",
                "echo $$ > pid\n" + Self.plain + "while :; do echo y; sleep 0.05; done")
        } use: { server throws in
            do {
                let client = try server.connect()
                client.send(Server.head("GET", "/writes.sh"))
                #expect(client.read())
            }
            let text = try String(contentsOfFile: server.folder.site + "/pid", encoding: .utf8)
            let pid = try #require(pid_t(text.dropLast()))
            #expect(eventually { !ProcessView.isAlive(pid) })
            #expect(eventually { server.isAtRest })
        }
    }

    /// A process that a script leaves behind keeps neither the client nor the server waiting.
    @Test(arguments: Model.all) func lingering(model: Model) throws {
        try withSite(model) { folder in
            try folder.script(
                "lingers.sh",
                Self.plain + "sleep 30 >/dev/null 2>&1 <&- &\necho $! > pid\necho done")
            try folder.script("holds.sh", Self.plain + "sleep 30 &\necho $! > pid2\necho done")
        } use: { server throws in
            for name in ["lingers.sh", "holds.sh"] {
                let (reply, time) = try seconds { try server.get("/" + name, within: 40) }
                #expect(reply.text == "done\n")
                #expect(time < 15, "\(name) took \(time) s")
            }
            for name in ["pid", "pid2"] {
                let path = server.folder.site + "/" + name
                let text = try String(contentsOfFile: path, encoding: .utf8)
                if let pid = pid_t(text.dropLast()) { kill(pid, SIGKILL) }
            }
        }
    }

    @Test(arguments: Model.keepingAlive) func keptConnection(model: Model) throws {
        try withSite(model, build: build) { server throws in
            let client = try server.connect()
            for round in 0..<5 {
                client.send("POST /cat.sh HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n\(round)")
                #expect(try client.reply().text == "\(round)")
                client.send("GET /silent.sh HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.reply().status == 500)
                client.send("HEAD /cat.sh HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.reply(isHead: true).status == 200)
            }
        }
    }
}
