import Foundation
import Testing

/// Every line of the last paragraph of shared/hostile-inputs.md, and more: for a single request a
/// clear status within seconds, under load every request accounted for in the right class.
@Suite struct HostileServerTests {
    struct Misdeed: CustomTestStringConvertible, Sendable {
        var name: String
        /// Exit status of a single request.
        var status: Int32
        /// What the one line on standard error has to say.
        var message: String
        /// The class in which a measurement counts it.
        var failure: String
        var script: @Sendable (ScriptedServer.Connection) -> Void
        var testDescription: String { name }
    }

    static let misdeeds: [Misdeed] = [
        Misdeed(
            name: "never answers", status: 28, message: "timed out", failure: "receive: timed out"
        ) { $0.hang() },
        Misdeed(
            name: "closes at once", status: 52, message: "without a response",
            failure: "receive: closed before a response"
        ) { _ = $0.request() },
        Misdeed(
            name: "closes after headers", status: 18, message: "truncated",
            failure: "receive: truncated"
        ) {
            _ = $0.request()
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
        },
        Misdeed(
            name: "closes within headers", status: 18, message: "truncated",
            failure: "receive: truncated"
        ) {
            _ = $0.request()
            $0.send("HTTP/1.1 200 OK\r\nContent-Le")
        },
        Misdeed(
            name: "shorter body than announced", status: 18, message: "truncated",
            failure: "receive: truncated"
        ) {
            _ = $0.request()
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            $0.send(Data(repeating: 65, count: 99_999))
        },
        Misdeed(
            name: "chunked without an end", status: 18, message: "truncated",
            failure: "receive: truncated"
        ) {
            _ = $0.request()
            $0.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
        },
        Misdeed(
            name: "garbage", status: 8, message: "malformed", failure: "receive: malformed"
        ) {
            _ = $0.request()
            $0.send("\u{1}\u{2}\u{3} what?\r\n\r\n\r\n\r\n")
            $0.hang()
        },
        Misdeed(
            name: "100 MB of headers", status: 8, message: "malformed",
            failure: "receive: malformed"
        ) {
            _ = $0.request()
            $0.send("HTTP/1.1 200 OK\r\n")
            let line = "X-Padding: " + String(repeating: "x", count: 1000) + "\r\n"
            let block = Data(String(repeating: line, count: 1000).utf8)
            for _ in 0..<100 where !$0.send(block) { return }
        },
        Misdeed(
            name: "two lengths", status: 8, message: "malformed", failure: "receive: malformed"
        ) {
            _ = $0.request()
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!")
            $0.hang()
        },
        Misdeed(
            name: "bad chunk", status: 8, message: "malformed", failure: "receive: malformed"
        ) {
            _ = $0.request()
            $0.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n")
            $0.hang()
        },
        Misdeed(
            name: "resets", status: 56, message: "reset", failure: "receive: reset"
        ) {
            _ = $0.request()
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello")
            $0.reset()
        },
        Misdeed(
            name: "stops in the body", status: 28, message: "timed out",
            failure: "receive: timed out"
        ) {
            _ = $0.request()
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello")
            $0.hang()
        },
        Misdeed(
            name: "drips", status: 28, message: "timed out", failure: "receive: timed out"
        ) {
            _ = $0.request()
            $0.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while $0.send("x") { pause(0.05, because: "the pace of the drops") }
        },
        Misdeed(
            name: "endless interim responses", status: 8, message: "malformed",
            failure: "receive: malformed"
        ) {
            _ = $0.request()
            while $0.send("HTTP/1.1 100 Continue\r\n\r\n") {}
        },
    ]

    @Test(arguments: misdeeds)
    func singleRequestFailsClearly(_ misdeed: Misdeed) throws {
        let server = ScriptedServer(misdeed.script)
        for version in ["--http1.0", "--http1.1"] {
            let ended = try thor(
                version, "--timeout", "700ms", "http://\(server.place)/", seconds: 10)
            #expect(ended.status == misdeed.status, "\(ended.errors)")
            #expect(ended.errors.split(separator: "\n").count == 1, "\(ended.errors)")
            #expect(ended.errors.contains(misdeed.message), "\(ended.errors)")
        }
    }

    @Test(arguments: misdeeds)
    func loadCountsEveryRequest(_ misdeed: Misdeed) throws {
        let server = ScriptedServer(misdeed.script)
        let url = "http://\(server.place)/"
        // Short where it is awaited; elsewhere a busy machine must not reach it.
        let timeout = misdeed.status == 28 ? "250ms" : "10s"
        let closed = try LoadReport(
            "-c", "3", "-r", "9", "--timeout", timeout, "--quiet", url, status: 2)
        #expect(closed.count("sent") == 9)
        #expect(closed.failures(misdeed.failure) == 9, "\(closed.object["counts"] ?? "")")
        #expect(closed.number("generator", "resident_bytes") < 64e6)
        let open = try LoadReport(
            "-c", "8", "-R", "20", "-d", "500ms", "--timeout", timeout, "--quiet", url, status: 2)
        #expect(open.count("offered") == 10)
        #expect(open.failures(misdeed.failure) == open.count("sent"))
        #expect(open.verdict == "invalid")
    }

    // What is unusual and still right.

    static let oddities: [(String, String, String)] = [
        ("no reason", "HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello", "hello"),
        ("empty reason", "HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nhello", "hello"),
        (
            "interim responses",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello"
        ),
        (
            "chunked with trailers",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\n"
                + "X-Trailer: y\r\nX-Other: z\r\n\r\n", "hello"
        ),
        ("no content", "HTTP/1.1 204 No Content\r\n\r\n", ""),
        ("empty", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ""),
        ("folded", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 5\r\n\r\nhello", "hello"),
    ]

    @Test(arguments: oddities)
    func oddResponsesAreRead(_ name: String, _ response: String, _ content: String) throws {
        // Whole, and octet by octet.
        let whole = ScriptedServer(answering: response)
        let dripping = ScriptedServer { connection in
            while connection.request() != nil {
                for octet in response.utf8 where !connection.send(Data([octet])) { return }
            }
        }
        for server in [whole, dripping] {
            let ended = try thor("--http1.1", "--no-include", "http://\(server.place)/")
            #expect(ended.status == 0, "\(ended.errors)")
            #expect(ended.text == content)
            let raw = try thor("http://\(server.place)/")
            #expect(raw.text == response)
            for extra in [["-c", "2"], ["-c", "2", "--pipeline", "4"], ["-c", "2", "--close"]] {
                let program = try #require(Program.built("thor", variable: "THOR_BINARY"))
                let load = try Program.run(
                    program, extra + ["-r", "200", "http://\(server.place)/"])
                #expect(load.status == 0, "\(name) \(extra): \(load.text)")
            }
        }
    }

    @Test func contentThatEndsWithTheConnection() throws {
        let server = ScriptedServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.0 200 OK\r\n\r\nhello")
        }
        #expect(try thor("--no-include", "http://\(server.place)/").text == "hello")
        let report = try LoadReport("-c", "3", "-r", "150", "--quiet", "http://\(server.place)/")
        #expect(report.count("good") == 150)
        #expect(report.count("connections") >= 150)
    }

    @Test func surplusOctetsAreNotTheNextResponse() throws {
        let server = ScriptedServer(
            answering: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and much more")
        let report = try LoadReport("-c", "2", "-r", "100", "--quiet", "http://\(server.place)/")
        #expect(report.count("completed") == 100)
        #expect(report.count("unsolicited") >= 98)
    }

    @Test func locationLoopsEnd() throws {
        let server = ScriptedServer { connection in
            let target = connection.request()?.split(separator: " ").dropFirst().first ?? ""
            let next = target == "/a" ? "/b" : "/a"
            connection.send(
                "HTTP/1.1 302 Found\r\nLocation: \(next)\r\nContent-Length: 0\r\n\r\n")
        }
        let ended = try thor("-L", "--max-redirects", "5", "http://\(server.place)/a")
        #expect(ended.status == 47)
        #expect(ended.errors.contains("more than 5 redirects"))
        #expect(server.connections == 6)
        // Without -L a redirect is a response like any other.
        #expect(try thor("http://\(server.place)/a").text.contains("Location: /b"))
    }

    @Test func theFirstOfSeveralAddressesMayRefuse() throws {
        // localhost is ::1 and 127.0.0.1; the server has only one of them.
        let server = ScriptedServer(
            answering: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        #expect(try thor("http://localhost:\(server.port)/").status == 0)
        let report = try LoadReport(
            "-c", "2", "-r", "200", "--quiet", "http://localhost:\(server.port)/")
        #expect(report.count("good") == 200)
    }

    @Test func nobodyListens() throws {
        let place = "127.0.0.1:\(ScriptedServer.closedPort)"
        let ended = try thor("http://\(place)/")
        #expect(ended.status == 7)
        #expect(ended.errors == "thor: connection to \(place) refused\n")
        let report = try LoadReport(
            "-c", "4", "-R", "100", "-d", "500ms", "--quiet", "http://\(place)/", status: 2)
        #expect(report.failures("connect: refused") == 50)
    }

    @Test func aFullBacklogTimesOutTheConnect() throws {
        // A listener that accepts nobody and whose backlog of one is taken.
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(listener, $0, size)
                _ = getsockname(listener, $0, &size)
            }
        }
        listen(listener, 0)
        let url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))/"
        let report = try LoadReport(
            "-c", "8", "-r", "8", "--connect-timeout", "300ms", "--timeout", "600ms", "--quiet",
            url,
            status: 2)
        #expect(report.count("sent") == 8)
        #expect(report.failures("connect: timed out") > 0)
        let both = report.failures("connect: timed out") + report.failures("receive: timed out")
        #expect(both == 8)
    }

    @Test func aStallInTheMiddleIsRecorded() throws {
        // One second in which nothing is answered, at 200/s: about 200 requests that should have
        // been sent then, of which every one has to show the wait.
        let begun = Begun()
        let server = ScriptedServer { connection in
            while connection.request() != nil {
                let since = begun.seconds()
                if 1..<2 ~= since { pause(2 - since, because: "the stall") }
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
            }
        }
        let report = try LoadReport(
            "-c", "4", "-R", "200", "-d", "3s", "--quiet", "http://\(server.place)/", status: nil)
        #expect(report.count("good") == 600)
        // A third of all waited from 0 to 1 s: p90 lies at 0.7 s of the wait.
        let p90 = try #require(report.milliseconds("response", "p90"))
        #expect(550...850 ~= p90, "\(p90)")
        // A tool that leaves out what it did not send would have seen only 4 slow ones.
        let p75 = try #require(report.milliseconds("response", "p75"))
        #expect(100...400 ~= p75, "\(p75)")
    }

    @Test func aClosedLoopAtADeadServerIsNotValid() throws {
        // Thousands of answers, then none: few requests fail, each for a long time.
        let begun = Begun()
        let server = ScriptedServer { connection in
            while connection.request() != nil {
                if begun.seconds() > 0.4 {
                    pause(1.5, because: "an answer that does not come in time")
                }
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
            }
        }
        let report = try LoadReport(
            "-c", "4", "-d", "1s", "--timeout", "200ms", "--quiet", "http://\(server.place)/",
            status: nil)
        #expect(report.failures("receive: timed out") * 100 < report.count("completed"))
        let lost = report.number("counts", "lost_ns") / report.number("counts", "connection_ns")
        #expect(0.4...0.7 ~= lost, "\(lost)")
        #expect(report.verdict != "valid")
    }

    @Test func aCertificateIsNotAskedFor() throws {
        // No TLS yet: said at once, instead of talking plainly to a port that expects it.
        let ended = try thor("https://127.0.0.1/")
        #expect(ended.status == 3)
    }
}

/// Seconds since the first call, for whatever shall happen a while after the beginning.
private final class Begun: @unchecked Sendable {
    private let lock = NSLock()
    private var first: Date?

    func seconds() -> Double {
        lock.withLock {
            let begun = first ?? Date()
            first = begun
            return Date().timeIntervalSince(begun)
        }
    }
}
