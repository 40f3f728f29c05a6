import Foundation
import Testing

/// With `-v`, the assignment's lines and no others.
@Suite struct LogLinesTests {
    private static let stamp = #"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] "#

    /// A target, the request line as the log has it, and which responder the log names.
    private static let requests: [(target: String, logged: String, handled: String)] = [
        ("/", "/", "Directory"), ("/a.txt", "/a.txt", "File"), ("/run.sh", "/run.sh", "Script"),
        ("/nothing", "/nothing", "Error"), ("/sub", "/sub", "Directory"),
        ("/%1b]0;x%07", "/%1b]0;x%07", "Error"),
        ("/it's\\x", #"/it\'s\\x"#, "Error"),
    ]

    @Test(arguments: Model.all) func lines(model: Model) throws {
        try withSite(model, ["-v"]) { folder in
            try folder.directory("sub")
            try folder.file("a.txt", "a")
            try folder.script("run.sh", "printf 'Content-Type: text/plain\\n\\nhello'")
        } use: { server throws in
            let first = server.log.components(separatedBy: "\n")[0]
            let listening = Self.stamp + #"Listening on http://127\.0\.0\.1:\d+/"#
            #expect(try first.wholeMatch(of: Regex(listening)) != nil, "\(first)")
            for (target, logged, handled) in Self.requests {
                try expectLines(server, target: target, logged: logged, handled: handled)
            }
        }
    }

    private func expectLines(
        _ server: Server, target: String, logged: String, handled: String
    ) throws {
        let before = server.log.count
        let client = try server.connect()
        let peer = "127.0.0.1:\(client.port)"
        client.send(Server.head("GET", target))
        #expect(try client.talk().replies.count == 1)
        #expect(eventually { server.log.dropFirst(before).contains("\(peer) | Finish\n") })
        let lines = server.log.dropFirst(before).split(separator: "\n").map(String.init)
        let expected = [
            "Accepted connection from \(peer)", "\(peer) | Connect",
            "\(peer) | Parsing ['GET', '\(logged)', 'HTTP/1.1']", "\(peer) | Handle \(handled)",
            "\(peer) | Finish",
        ]
        // In forking modes the parent's line and the child's first may come in either order.
        #expect(lines.map { String($0.dropFirst(22)) }.sorted() == expected.sorted(), "\(target)")
        #expect(lines.map { String($0.dropFirst(22)) }.last == expected.last)
        for line in lines {
            #expect(try line.prefixMatch(of: Regex(Self.stamp)) != nil, "\(line)")
        }
    }

    @Test(arguments: Model.all) func silentConnection(model: Model) throws {
        try withSite(model, ["-v"], build: { _ in }) { server throws in
            let client = try server.connect()
            let peer = "127.0.0.1:\(client.port)"
            client.finishSending()
            #expect(client.closes())
            #expect(eventually { server.log.contains("\(peer) | Finish\n") })
            #expect(server.log.contains("\(peer) | Connect\n"))
            #expect(!server.log.contains("Parsing"))
        }
    }

    /// Control characters that a client sends do not reach the terminal.
    @Test(arguments: Model.all) func controlCharacters(model: Model) throws {
        try withSite(model, ["-v"], build: { _ in }) { server throws in
            for target in ["/\u{1b}[31m", "/\u{7}", "/a\u{8}", "/\u{9b}31m"] {
                let talk = try server.talk(Server.head("GET", target))
                #expect(talk.statuses.count == 1)
            }
            let log = server.log
            #expect(!log.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || $0 == "\u{9b}" })
        }
    }

    @Test(arguments: Model.all) func quietByDefault(model: Model) throws {
        try withSite(model, build: { _ in }) { server throws in
            let before = server.log
            #expect(try server.get("/").status == 200)
            #expect(try server.get("/x").status == 404)
            #expect(server.log == before)
        }
    }
}
