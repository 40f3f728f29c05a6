import Foundation
import Testing

/// A server that does any of many things at random: whatever it does, the counts have to add up.
/// `LoadReport` checks both equations of docs/measuring.md.
@Suite struct AnythingGoesTests {
    /// What to do with a request; false ends the connection.
    private static func answer(_ connection: ScriptedServer.Connection) -> Bool {
        let hello = "Content-Length: 5\r\n\r\nhello"
        switch Int.random(in: 0..<30) {
        case 0:
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhe")
            return false
        case 1:
            connection.reset()
            return false
        case 2:
            connection.send("garbage\r\n\r\n")
            return false
        case 3:
            pause(0.25, because: "an answer that is late")
            return connection.send("HTTP/1.1 200 OK\r\n" + hello)
        case 4:
            return false
        case 5:
            connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\n" + hello)
            return false
        case 6: return connection.send("HTTP/1.1 200 OK\r\n" + hello + " and more")
        case 7:
            let chunked = "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
            return connection.send("HTTP/1.1 200 OK\r\n" + chunked)
        case 8:
            connection.send("HTTP/1.0 200 OK\r\n\r\nuntil the end")
            return false
        case 9:
            let large = String(repeating: "x", count: 50_000)
            return connection.send("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + large)
        case 10: return connection.send("HTTP/1.1 404 Not Found\r\n" + hello)
        default: return connection.send("HTTP/1.1 200 OK\r\n" + hello)
        }
    }

    @Test(arguments: [
        ["-c", "4", "-r", "300"], ["-c", "4", "-r", "300", "--close"],
        ["-c", "3", "-r", "300", "--pipeline", "4", "-p", "2"],
        ["-c", "8", "-R", "400", "-d", "800ms"],
        ["-c", "4", "-R", "400", "-d", "800ms", "--pipeline", "3", "--arrivals", "poisson"],
        ["-c", "8", "-R", "400", "-d", "800ms", "--close", "--drain", "1ms", "-p", "2"],
    ])
    func countsAddUp(_ load: [String]) throws {
        let server = ScriptedServer { connection in
            while connection.request() != nil, Self.answer(connection) {}
        }
        let arguments = load + ["--timeout", "200ms", "--quiet", "http://\(server.place)/"]
        let report = try LoadReport(arguments: arguments, status: nil)
        #expect(report.count("completed") > 0)
        #expect(report.count("failed") > 0)
        let timed = report.number("latency", "response", "count")
        #expect(Int(timed) == report.count("completed"))
    }
}
