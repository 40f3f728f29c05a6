import Foundation
import Testing

/// The assignment's command line: `thor [-h] [-v] [-r REQUESTS] [-p PROCESSES] URL`.
@Suite struct AssignmentTests {
    static let response =
        "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nX-Odd:  kept as it is \r\n\r\nHello\nWorld"

    @Test func dumpsTheResponseAsReceived() throws {
        let server = ScriptedServer { connection in
            let request = connection.request()
            let expected = "GET /index.html?q HTTP/1.0\r\nHost: \(connection.hostField)\r\n\r\n"
            connection.send(request == expected ? Self.response : "HTTP/1.0 400 Bad\r\n\r\n")
        }
        let ended = try thor("\(server.place)/index.html?q#fragment")
        #expect(ended.text == Self.response)
        #expect(ended.errors.isEmpty)
        #expect(ended.status == 0)
    }

    @Test func logsWithV() throws {
        let server = ScriptedServer { connection in
            _ = connection.request()
            connection.send(Self.response)
        }
        let ended = try thor("-v", "http://\(server.place)/x")
        #expect(ended.text == Self.response)
        let lines = ended.errors.split(separator: "\n").map(String.init)
        let stamp = #/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] /#
        #expect(lines.allSatisfy { $0.firstMatch(of: stamp) != nil })
        let messages = lines.map { String($0.dropFirst(22)) }
        #expect(
            Array(messages.prefix(9)) == [
                "URL: http://\(server.place)/x", "HOST: 127.0.0.1", "PORT: \(server.port)",
                "PATH: /x",
                "Connected to \(server.place)", "Handle", "Sending request...",
                "Receiving response...", "Finish",
            ])
        let rest = messages.dropFirst(9).joined(separator: "\n")
        let tail =
            #/
            ^\ +(\d+)\ \|\ Elapsed\ time:\ \d+\.\d\d\ seconds\n
            \ +\1\ \|\ Average\ elapsed\ time:\ \d+\.\d\d\ seconds\n
            Process\ \1\ terminated\ with\ exit\ status\ 0$
            /#
        #expect(rest.firstMatch(of: tail) != nil, "\(rest)")
    }

    @Test func makesRequestsInEachProcess() throws {
        let server = ScriptedServer { connection in
            _ = connection.request()
            connection.send(Self.response)
        }
        let ended = try thor("-v", "-p", "3", "-r", "4", "http://\(server.place)/")
        #expect(ended.status == 0)
        #expect(server.connections == 12)
        let lines = ended.errors.split(separator: "\n")
        #expect(lines.count { $0.contains("| Elapsed time:") } == 12)
        #expect(lines.count { $0.contains("| Average elapsed time:") } == 3)
        #expect(lines.count { $0.contains("terminated with exit status 0") } == 3)
        #expect(ended.text == String(repeating: Self.response, count: 12))
    }

    @Test func responsesOfProcessesDoNotMix() throws {
        // Each response is one letter over and over; some are longer than what is held back.
        let server = ScriptedServer { connection in
            _ = connection.request()
            let letter = UInt8(65 + connection.number % 26)
            let size = connection.number % 3 == 0 ? 3_000_000 : 300_000
            connection.send("HTTP/1.0 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            for _ in 0..<10 { connection.send(Data(repeating: letter, count: size / 10)) }
        }
        let ended = try thor("-p", "4", "-r", "5", "http://\(server.place)/")
        #expect(ended.status == 0)
        let responses = ended.text.split(separator: "HTTP/1.0 200 OK\r\n")
        #expect(responses.count == 20)
        for response in responses {
            let body = response.split(separator: "\r\n\r\n").last ?? ""
            #expect(Set(body.utf8).count == 1)
            #expect(response.hasPrefix("Content-Length: \(body.utf8.count)\r\n"))
        }
    }

    @Test func helpIsTheAssignments() throws {
        let ended = try thor("-h")
        #expect(ended.status == 0)
        for line in [
            "    -h           Show this help message",
            "    -v           Set logging to DEBUG level",
            "    -r REQUESTS  Number of requests per process (default is 1)",
            "    -p PROCESSES Number of processes (default is 1)",
        ] { #expect(ended.text.contains(line + "\n")) }
        #expect(ended.text.hasPrefix("Usage: thor "))
        #expect(ended.text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func statusOfAProcessReachesTheParent() throws {
        let server = ScriptedServer { connection in
            _ = connection.request()
            connection.send(connection.number == 2 ? "garbage\r\n\r\n" : Self.response)
        }
        let ended = try thor("-r", "5", "http://\(server.place)/")
        #expect(ended.status == 8)
        #expect(server.connections == 5)
        #expect(ended.errors.split(separator: "\n").count == 1)
    }

    static let mistakes: [([String], Int32, String)] = [
        ([], 64, "URL"), (["-r"], 64, "-r"), (["-r", "x", "h"], 64, "-r"),
        (["-r", "0", "h"], 64, "-r"),
        (["-p", "-1", "h"], 64, "-p"), (["-c", "a", "h"], 64, "-c"),
        (["-R", "fast", "h"], 64, "-R"),
        (["-d", "1y", "h"], 64, "-d <TIME>"), (["-H", "nocolon", "h"], 64, "-H"),
        (["--expect-status", "abc", "h"], 64, "--expect-status"),
        (["--bogus", "h"], 64, "--bogus"),
        (["--expect-body", "sha256:12", "h"], 64, "--expect-body"),
        (["--arrivals", "fixed", "h"], 64, "--arrivals"), (["h", "i"], 64, "i"),
        (["-c", "1", "-L", "h"], 64, "--location"),
        (["--connect-to", "x", "h"], 64, "--connect-to"),
        (["--timeout", "0", "h"], 64, "--timeout"), (["https://h/"], 3, "https"),
        (["http://a b/"], 3, "%20"), (["h:99999"], 3, "99999"), (["http://"], 3, "host"),
        (["http://no-such-host.invalid/"], 6, "no-such-host.invalid"),
        (["--body", "@/nonexistent", "h"], 26, "/nonexistent"),
        (["-o", "/nonexistent/x", "127.0.0.1:1"], 23, "/nonexistent/x"),
        (["merge", "/nonexistent"], 26, "/nonexistent"), (["merge"], 64, "files"),
        (["report", "/dev/null"], 26, "/dev/null"),
    ]

    @Test(arguments: mistakes)
    func mistakesGetOneLine(_ arguments: [String], _ status: Int32, _ named: String) throws {
        let program = try #require(Program.built("thor", variable: "THOR_BINARY"))
        let ended = try Program.run(program, arguments)
        #expect(ended.status == status, "\(ended.errors)")
        #expect(ended.output.isEmpty)
        #expect(ended.errors.split(separator: "\n").count == 1, "\(ended.errors)")
        #expect(ended.errors.hasPrefix("thor: "))
        #expect(ended.errors.contains(named), "\(ended.errors)")
    }

    @Test func aCrowdedOutputIsNoticed() throws {
        let server = ScriptedServer(answering: "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        let ended = try thor("-o", "/dev/full", "http://\(server.place)/")
        #expect(ended.status == 23)
        #expect(ended.errors.hasPrefix("thor: cannot write"))
    }
}

extension ScriptedServer.Connection {
    /// `Host` as a client that connected here would send it.
    var hostField: String {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = getsockname(descriptor, $0, &size)
            }
        }
        return "127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    }
}
