import HTTPWire
import Sockets
import SystemCalls
import Testing

@testable import HTTPServer

/// What a request gets of a representation: 200, 206, 304, 412 or 416, from memory and from a file,
/// in whatever way the connection is scheduled.
@Suite struct SelectionTests {
    private static let text = Array((0..<2000).map { "line \($0)\n" }.joined().utf8)
    private static var count: Int { text.count }

    /// Where the content is.
    enum Place: CaseIterable { case memory, file }

    private func representation(
        _ place: Place, _ file: TemporaryFile, acceptsRanges: Bool = true,
        status: StatusCode = .ok, coding: StaticString? = nil
    ) throws -> Representation {
        var additional = ResponseFields()
        additional.append("X-Y", "z")
        var caching = ResponseFields()
        caching.append("Cache-Control", "no-cache")
        // The file has something in front of it, so that an offset that is left out shows.
        let content: Representation.Content =
            place == .memory ? .bytes(Self.text) : .file(try file.range(offset: 3))
        return Representation(
            status: status, type: Array("text/plain".utf8), coding: coding,
            validators: Validators(
                etag: EntityTag(Array("1".utf8)), lastModified: 784_111_777, isDateStrong: true),
            acceptsRanges: acceptsRanges, additional: additional, caching: caching,
            content: content, step: "Handle File")
    }

    private func makeFile() throws -> TemporaryFile {
        try TemporaryFile(Array("xyz".utf8) + Self.text)
    }

    /// The reply to a request, and the bytes that the log has of it.
    private func reply(
        _ representation: Representation, _ method: String = "GET", _ lines: String...,
        turn: Turn, crumbs: Bool = false
    ) throws -> (reply: Reply, bytes: Int?) {
        let handler = ScriptedHandler()
        handler.onRequest = { representation.answer(to: $0) }
        let harness = ConnectionHarness(handler, turn: turn)
        let text = (["\(method) / HTTP/1.1", "Host: h"] + lines + ["", ""])
            .joined(separator: "\r\n")
        for piece in crumbs ? text.utf8.map({ [$0] }) : [Array(text.utf8)] {
            harness.send(piece)
            try harness.run()
        }
        let replies = try harness.replies(to: [method == "HEAD" ? .head : .get])
        #expect(harness.connection.isIdle && harness.log.records.map(\.isComplete) == [true])
        #expect(replies.count == 1 && replies[0].isWhole)
        return (replies[0], harness.log.records.first?.bytes)
    }

    private static let turns = [Turn.alone, .shared]

    /// RFC 9110 section 15.4.5: no content, and no field that describes it.
    @Test(arguments: Place.allCases, turns) func notModified(place: Place, turn: Turn) throws {
        let file = try makeFile()
        for method in ["GET", "HEAD"] {
            for line in ["If-None-Match: \"1\"", "If-None-Match: *"] {
                let (reply, bytes) = try reply(
                    representation(place, file), method, line, "Range: bytes=0-1", turn: turn)
                #expect(reply.description == "304 " && bytes == 0)
                #expect(reply.fields == ["ETag: \"1\"", "Cache-Control: no-cache"])
            }
        }
    }

    /// Without a tag the date stands for it.
    @Test func notModifiedByDate() throws {
        let dated = Representation(
            type: [97], validators: Validators(lastModified: 784_111_777),
            additional: ResponseFields(), content: .bytes([1]), step: "Handle File")
        let (reply, _) = try reply(
            dated, "GET", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT", turn: .alone)
        #expect(reply.description == "304 ")
        #expect(reply.fields == ["Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT"])
    }

    /// RFC 9110 sections 15.5.13 and 15.5.17: what the handler says for the status.
    @Test(arguments: Place.allCases, turns) func refusals(place: Place, turn: Turn) throws {
        let whole = try representation(place, makeFile())
        let failed = try reply(whole, "GET", "If-Match: \"2\"", turn: turn)
        #expect(failed.reply.description == "412 412" && failed.bytes == 3)
        let head = try reply(whole, "HEAD", "If-Match: \"2\"", turn: turn)
        #expect(head.reply.description == "412 " && head.reply.field("Content-Length") == "3")
        let beyond = try reply(whole, "GET", "Range: bytes=\(Self.count)-", turn: turn)
        #expect(beyond.reply.description == "416 416")
        #expect(beyond.reply.field("Content-Range") == "bytes */\(Self.count)")
    }

    /// Parts and their heads may have more bytes than a number can say: then nothing is divided.
    @Test func partsOfTheLargestFile() throws {
        let file = SharedFile(try Descriptor.openForReading("/dev/null"))
        let content = FileRange(file: file, offset: 0, count: .max)
        let whole = Representation(
            type: [97], acceptsRanges: true, additional: ResponseFields(), content: .file(content),
            step: "Handle File")
        let half = Int.max / 2
        let parts = Multipart(of: whole, [0..<half, half..<Int.max])
        #expect(parts.length == nil)
        #expect(Multipart(of: whole, [0..<1, 5..<7]).length != nil)
    }

    /// RFC 9110 section 15.3.7.1: the fields of the whole, and Content-Range.
    @Test(arguments: Place.allCases, turns) func onePart(place: Place, turn: Turn) throws {
        let whole = try representation(place, makeFile())
        let last = Self.count - 1
        for (value, range) in [
            ("0-0", 0...0), ("5-99", 5...99), ("-7", last - 6...last), ("100-", 100...last),
            ("0-", 0...last), ("0-9,10-19", 0...19),
        ] {
            for crumbs in [false, true] {
                let (reply, bytes) = try reply(
                    whole, "GET", "Range: bytes=\(value)", "If-Range: \"1\"", turn: turn,
                    crumbs: crumbs)
                let expected = String(decoding: Self.text[range], as: UTF8.self)
                #expect(reply.status == 206 && reply.content == expected)
                #expect(bytes == range.count)
                #expect(
                    reply.fields == [
                        "Content-Type: text/plain", "X-Y: z", "Accept-Ranges: bytes",
                        "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", "ETag: \"1\"",
                        "Cache-Control: no-cache",
                        "Content-Range: bytes \(range.lowerBound)-\(range.upperBound)/\(last + 1)",
                        "Content-Length: \(range.count)",
                    ])
            }
        }
    }

    /// RFC 9110 sections 14.6 and 15.3.7.2.
    @Test(arguments: Place.allCases, turns) func severalParts(place: Place, turn: Turn) throws {
        let whole = try representation(place, makeFile(), coding: "gzip")
        let last = Self.count - 1
        let (reply, bytes) = try reply(
            whole, "GET", "Range: bytes=500-509, -7,\(last + 1)-,0-0", turn: turn)
        #expect(reply.status == 206 && bytes == reply.content.utf8.count)
        #expect(reply.field("Content-Length") == "\(reply.content.utf8.count)")
        #expect(reply.field("Content-Range") == nil && reply.field("Content-Encoding") == nil)
        #expect(reply.field("ETag") == "\"1\"" && reply.field("X-Y") == "z")
        let type = try #require(reply.field("Content-Type"))
        let boundary = try #require(
            type.wholeMatch(of: /multipart\/byteranges; boundary=([0-9a-f]{32})/)?.1)
        let expected =
            [500...509, last - 6...last, 0...0].map { range in
                """
                --\(boundary)\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n\
                Content-Range: bytes \(range.lowerBound)-\(range.upperBound)/\(last + 1)\r\n\r\n\
                \(String(decoding: Self.text[range], as: UTF8.self))\r\n
                """
            }.joined() + "--\(boundary)--\r\n"
        #expect(reply.content == expected)
        let other = try self.reply(whole, "GET", "Range: bytes=0-1,500-501", turn: turn).reply
        #expect(other.field("Content-Type") != type, "a boundary of its own")
    }

    /// As many parts as there may be, and one more.
    @Test(arguments: Place.allCases, turns) func manyParts(place: Place, turn: Turn) throws {
        let whole = try representation(place, makeFile())
        let specs = (0..<RangeSelection.maximumRanges).map { "\($0 * 250)-\($0 * 250)" }
        let (parts, _) = try reply(
            whole, "GET", "Range: bytes=" + specs.joined(separator: ","), turn: turn)
        #expect(parts.status == 206)
        #expect(parts.content.components(separatedBy: "Content-Range: ").count == specs.count + 1)
        let tooMany = try reply(
            whole, "GET", "Range: bytes=" + (specs + ["1-1"]).joined(separator: ","), turn: turn)
        #expect(tooMany.reply.status == 200 && tooMany.bytes == Self.count)
    }

    /// Parts that are nearer than a part's head is long are one; the parts of an answer never take
    /// more bytes than the whole would.
    @Test func partsAreWorthIt() throws {
        let whole = try representation(.memory, makeFile())
        for gap in stride(from: 1, to: 400, by: 7) {
            let (reply, bytes) = try reply(
                whole, "GET", "Range: bytes=0-9,\(10 + gap)-\(19 + gap)", turn: .alone)
            #expect(reply.status == 206)
            let isOne = reply.field("Content-Range") != nil
            #expect(isOne == (gap < Multipart.overhead(of: whole)))
            if isOne { #expect(bytes == 20 + gap) }
        }
    }

    /// RFC 9110 sections 13.2.1 and 14.2: the whole, whatever is asked for.
    @Test(arguments: Place.allCases, turns) func theWhole(place: Place, turn: Turn) throws {
        let file = try makeFile()
        let text = String(decoding: Self.text, as: UTF8.self)
        let whole = try representation(place, file)
        for line in ["Range: lines=0-1", "Range: bytes=x", "Range: bytes=9-0"] {
            #expect(try reply(whole, "GET", line, turn: turn).reply.description == "200 \(text)")
        }
        let other = try reply(
            whole, "GET", "Range: bytes=0-1", "If-Range: \"2\"", turn: turn)
        #expect(other.reply.description == "200 \(text)")
        #expect(try reply(whole, "HEAD", "Range: bytes=0-1", turn: turn).reply.status == 200)
        let unranged = try representation(place, file, acceptsRanges: false)
        let all = try reply(unranged, "GET", "Range: bytes=0-1", turn: turn).reply
        #expect(all.description == "200 \(text)" && all.field("Accept-Ranges") == nil)
        let error = try representation(place, file, status: .notFound)
        for line in ["If-None-Match: *", "If-Match: \"2\"", "Range: bytes=0-1"] {
            #expect(try reply(error, "GET", line, turn: turn).reply.status == 404)
        }
    }
}
