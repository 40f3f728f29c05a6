import Foundation
import Testing

/// The fast path: a response like the last one is recognised, any other is parsed, and neither eats
/// into the next.
@Suite struct RecognitionTests {
    @Test func equalResponsesAreRecognised() throws {
        let server = ScriptedServer(
            answering: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        let report = try LoadReport("-c", "2", "-r", "400", "--quiet", "http://\(server.place)/")
        #expect(report.count("recognised") >= 398)
        #expect(report.count("good") == 400)
    }

    /// Responses that differ in status, length, framing or a single octet, in turn.
    static let variety = [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: a\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: b\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nX: a\r\n\r\nhello!!",
        "HTTP/1.1 500 No\r\nContent-Length: 5\r\nX: a\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: a\r\n\r\nHELLO",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    ]

    @Test(arguments: [["-c", "1"], ["-c", "3"], ["-c", "2", "--pipeline", "5"]])
    func otherResponsesAreParsed(_ load: [String]) throws {
        let server = ScriptedServer { connection in
            var count = 0
            while connection.request() != nil {
                connection.send(Self.variety[count % Self.variety.count])
                count += 1
            }
        }
        let directory = try TemporaryDirectory()
        let file = directory.file("result.json")
        let program = try #require(Program.built("thor", variable: "THOR_BINARY"))
        let ended = try Program.run(
            program, load + ["-r", "2400", "--json", file, "--quiet", "http://\(server.place)/"])
        #expect(ended.status == 1)
        let report = try LoadReport(path: file)
        #expect(report.count("completed") == 2400)
        // One in eight each; connections may not have had whole rounds.
        #expect(abs(report.status(500) - 300) <= 8)
        #expect(abs(report.status(204) - 300) <= 8)
        #expect(report.count("good") == 2400 - report.status(500))
    }

    @Test(arguments: [1, 4])
    func largeContentIsDiscardedToItsEndAndNoFurther(_ pipeline: Int) throws {
        // Sizes around what is discarded in the kernel and what events are asked for.
        for size in [16_000, 70_000, 300_000, 1_000_000] {
            let response = Data(
                ("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n"
                    + String(repeating: "x", count: size)).utf8)
            let server = ScriptedServer { connection in
                while connection.request() != nil, connection.send(response) {}
            }
            let report = try LoadReport(
                "-c", "3", "--pipeline", "\(pipeline)", "-r", "60", "--timeout", "5s", "--quiet",
                "http://\(server.place)/", status: nil)
            #expect(report.count("good") == 60)
            #expect(report.count("bytes_received") == 60 * response.count)
        }
    }

    @Test func contentInPiecesWithPausesIsReadToItsEnd() throws {
        // 600 KB in pieces of 50 KB: less than what events are asked for, a last octet by itself.
        let server = ScriptedServer { connection in
            while connection.request() != nil {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 600001\r\n\r\n")
                for _ in 0..<12 {
                    connection.send(Data(repeating: 120, count: 50_000))
                    pause(0.002, because: "the pace of the pieces")
                }
                connection.send("x")
            }
        }
        let report = try LoadReport(
            "-c", "2", "-r", "12", "--timeout", "5s", "--quiet", "http://\(server.place)/")
        #expect(report.count("good") == 12)
        #expect(report.number("latency", "service", "mean_ns") >= 20e6)
    }

    @Test func contentWithoutALengthIsDiscardedToo() throws {
        let chunk = String(repeating: "x", count: 40_000)
        let coded = "9c40\r\n\(chunk)\r\n"
        let chunked = Data(
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(coded)\(coded)0\r\n\r\n").utf8)
        let server = ScriptedServer { connection in
            while connection.request() != nil, connection.send(chunked) {}
        }
        let report = try LoadReport(
            "-c", "2", "-r", "120", "--timeout", "5s", "--quiet", "http://\(server.place)/")
        #expect(report.count("bytes_received") == 120 * chunked.count)
        let closing = ScriptedServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.0 200 OK\r\n\r\n" + chunk + chunk)
        }
        let untilClose = try LoadReport(
            "-c", "2", "-r", "120", "--timeout", "5s", "--quiet", "http://\(closing.place)/")
        #expect(untilClose.count("good") == 120)
    }
}
