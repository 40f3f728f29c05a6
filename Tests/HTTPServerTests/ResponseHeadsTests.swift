import Foundation
import HTTPWire
import SystemCalls
import Testing

@testable import HTTPServer

/// What heads of responses begin with.
@Suite struct ResponseHeadsTests {
    private func lines(_ head: [UInt8]) -> [String] {
        String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n")
    }

    /// The date in a head, in seconds since 1970.
    private func beginning(
        _ heads: inout ResponseHeads, _ status: StatusCode, _ reason: [UInt8]? = nil
    ) -> [UInt8] {
        let buffer = ByteBuffer(initial: 256, maximum: 4096)
        heads.append(status, reason, to: buffer)
        return buffer.withBytes { bytes in bytes.indices.map { bytes[$0] } }
    }

    private func date(_ head: [UInt8]) throws -> Int {
        let line = try #require(lines(head).first { $0.hasPrefix("Date: ") })
        let octets = Array(line.dropFirst(6).utf8)
        let seconds = HTTPDate.parse(octets.span)
        return try #require(seconds)
    }

    static let statuses: [(StatusCode, String)] = [
        (.ok, "HTTP/1.1 200 OK"), (.notFound, "HTTP/1.1 404 Not Found"),
        (.serviceUnavailable, "HTTP/1.1 503 Service Unavailable"),
    ]

    @Test(arguments: statuses) func statusLineDateAndServer(status: StatusCode, line: String) throws
    {
        var heads = ResponseHeads(server: "Name")
        heads.refresh()
        for _ in 0..<2 {
            let head = beginning(&heads, status)
            let all = lines(head)
            #expect(all.count == 4 && all[0] == line && all[2] == "Server: Name" && all[3] == "")
            #expect(abs(try date(head) - WallClock.seconds) <= 2)
        }
    }

    /// A head that was never given the time has the time all the same.
    @Test func theTimeIsKnownFromTheStart() throws {
        var heads = ResponseHeads(server: "Name")
        let head = beginning(&heads, .ok)
        #expect(abs(try date(head) - WallClock.seconds) <= 2)
    }

    @Test(arguments: [("Fine", "Fine"), ("", ""), ("a\r\nb", "OK"), ("a\0", "OK")])
    func reasons(reason: String, expected: String) {
        var heads = ResponseHeads(server: "Name")
        heads.refresh()
        #expect(lines(beginning(&heads, .ok, Array(reason.utf8)))[0] == "HTTP/1.1 200 " + expected)
        #expect(lines(beginning(&heads, .ok))[0] == "HTTP/1.1 200 OK", "it is not kept")
    }
}
