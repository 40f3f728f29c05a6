import Foundation
import Testing

/// A timeout holds for what is complete, too: nothing that took longer counts as an answer.
@Suite struct TimeoutTests {
    private static let response = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    @Test(arguments: [[], ["--pipeline", "4"], ["-R", "2000"], ["--expect-body", "hello"]])
    func noResponseIsFasterThanAMicrosecond(_ arguments: [String]) throws {
        let directory = try TemporaryDirectory()
        let socket = directory.file("socket")
        let server = ScriptedServer(unixPath: socket) { connection in
            while connection.request() != nil, connection.send(Self.response) {}
        }
        let report = try LoadReport(
            arguments: ["-r", "40", "--timeout", "1us", "--unix-socket", socket] + arguments
                + ["http://localhost/"], status: 2)
        #expect(report.count("completed") == 0 && report.count("good") == 0)
        #expect(report.count("sent") == 40)
        #expect(report.failures("receive: timed out") > 0)
        withExtendedLifetime(server) {}
    }

    @Test func theLastResponseOfAConnection() throws {
        // Its length is that of the connection, so that its end is seen in another way.
        let directory = try TemporaryDirectory()
        let socket = directory.file("socket")
        let server = ScriptedServer(unixPath: socket) { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\n\r\nhello")
        }
        let report = try LoadReport(
            "-r", "20", "--timeout", "1us", "--unix-socket", socket, "http://localhost/", status: 2)
        #expect(report.count("completed") == 0 && report.count("sent") == 20)
        withExtendedLifetime(server) {}
    }
}
