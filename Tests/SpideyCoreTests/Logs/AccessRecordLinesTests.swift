import Foundation
import HTTPWire
import SystemCalls
import Testing

@testable import HTTPServer
@testable import SpideyCore

@Suite struct AccessRecordLinesTests {
    private func record(_ request: String?) throws -> AccessRecord {
        let client = try #require(SocketAddress(numeric: "2001:db8::1", port: 5))
        guard let request else { return AccessRecord(client: client, head: nil) }
        var parser = RequestParser()
        let bytes = Array(request.utf8)
        let step = try parser.next(bytes.span)
        #expect(step.event == .head)
        return AccessRecord(client: client, head: parser.head)
    }

    private func withoutTime(_ line: String) throws -> String {
        line.replacing(
            try Regex(#"\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\]"#), with: "[T]")
    }

    @Test func combined() throws {
        let record = try record(
            "GET /x?y HTTP/1.1\r\nHost: a\r\nReferer: http://r/\r\nUser-Agent: c\"u\\rl\r\n\r\n")
        record.status = 206
        record.bytes = 12
        #expect(
            try withoutTime(record.combined)
                == "2001:db8::1 - - [T] \"GET /x?y HTTP/1.1\" 206 12 \"http://r/\" \"c\\\"u\\\\rl\""
        )
        let broken = try self.record(nil)
        broken.status = 400
        #expect(try withoutTime(broken.combined) == "2001:db8::1 - - [T] \"-\" 400 0 \"-\" \"-\"")
    }

    @Test func json() throws {
        let record = try record("GET /x HTTP/1.0\r\nUser-Agent: a\tb\u{85}\r\n\r\n")
        record.status = 200
        record.isComplete = false
        let parsed = try JSONSerialization.jsonObject(with: Data(record.json.utf8))
        let object = try #require(parsed as? [String: Any])
        #expect(object["client"] as? String == "2001:db8::1")
        #expect(object["port"] as? Int == 5)
        #expect(object["method"] as? String == "GET")
        #expect(object["user_agent"] as? String == "a\tb\u{85}")
        #expect(object["complete"] as? Bool == false)
        #expect(object["referer"] is NSNull)
        #expect((object["duration_us"] as? Int).map { $0 >= 0 } == true)
        let time = try #require(object["time"] as? String)
        #expect(try Regex(#"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"#).wholeMatch(in: time) != nil)
        #expect(record.json.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f })
    }
}
