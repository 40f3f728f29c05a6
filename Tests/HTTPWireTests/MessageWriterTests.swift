import Testing

@testable import HTTPWire

struct MessageWriterTests {
    private func text(_ write: (inout MessageWriter) throws -> Void) rethrows -> String {
        var writer = MessageWriter()
        try write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func responseHead() {
        let head = text {
            $0.statusLine(.notFound)
            $0.field("Server", "spidey")
            $0.field("Content-Length", 0)
            $0.field("X", -9_223_372_036_854_775_808)
            $0.field("Date", date: 784_111_777)
            $0.endOfFields()
        }
        #expect(
            head == "HTTP/1.1 404 Not Found\r\nServer: spidey\r\nContent-Length: 0\r\n"
                + "X: -9223372036854775808\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n")
        #expect(text { $0.statusLine(.ok, version: .http10) } == "HTTP/1.0 200 OK\r\n")
        #expect(text { $0.statusLine(StatusCode(rawValue: 299)) } == "HTTP/1.1 299 \r\n")
    }

    @Test func requestHead() throws {
        let head = try text {
            try $0.requestLine(method: "GET", target: "/a?b", version: .http10)
            try $0.field("Host", "a:80" as String)
            try $0.field("X", [0x79, 0x09, 0xFF])
            try $0.field(name: "Y", value: "")
        }
        #expect(head == "GET /a?b HTTP/1.0\r\nHost: a:80\r\nX: y\t\u{FFFD}\r\nY: \r\n")
    }

    @Test func chunks() {
        let content = text {
            $0.chunk(octets("0123456789abcdef!").span)
            $0.chunk([UInt8]().span)
            $0.chunkHeader(octets: 0xABC)
            $0.endChunk()
            $0.lastChunk()
        }
        #expect(content == "11\r\n0123456789abcdef!\r\nabc\r\n\r\n0\r\n\r\n")
    }

    @Test func numbers() {
        for number in [0, 1, 9, 10, 99, 100, 12_345, .max, .min, -1] {
            #expect(text { $0.append(decimal: number) } == String(number))
            let magnitude = number.magnitude
            #expect(text { $0.append(magnitude, radix: 16) } == String(magnitude, radix: 16))
        }
    }

    @Test("a reset writer keeps its memory")
    func reset() {
        var writer = MessageWriter()
        writer.bytes.reserveCapacity(1000)
        writer.statusLine(.ok)
        writer.reset()
        #expect(writer.bytes.isEmpty && writer.bytes.capacity >= 1000)
    }

    @Test("nothing that breaks a line is written", arguments: UInt8.min...UInt8.max)
    func refusals(_ octet: UInt8) {
        let isControl = (octet < 32 && octet != 9) || octet == 127
        let value = [0x61, octet, 0x62]
        var writer = MessageWriter()
        func fails(_ write: (inout MessageWriter) throws(WireError) -> Void) -> WireError? {
            writer.reset()
            do throws(WireError) {
                try write(&writer)
                return nil
            } catch {
                #expect(writer.bytes.isEmpty, "half a line was written")
                return error
            }
        }
        let invalidValue: WireError? = isControl ? .invalidFieldValue : nil
        #expect(
            fails { (writer) throws(WireError) in try writer.field("X", value) } == invalidValue)
        #expect(
            fails { (writer) throws(WireError) in try writer.field(name: [0x58], value: value) }
                == invalidValue)
        #expect(
            fails { (writer) throws(WireError) in
                try writer.statusLine(.ok, reason: value.span)
            } == (isControl ? .invalidReason : nil))
        #expect(
            fails { (writer) throws(WireError) in try writer.field(name: value, value: []) }
                == (isToken(octet) ? nil : .invalidFieldName))
        #expect(
            fails { (writer) throws(WireError) in
                try writer.requestLine(method: value.span, target: [0x2F].span)
            } == (isToken(octet) ? nil : .invalidMethod))
        let isTarget = octet > 32 && octet < 127 && octet != UInt8(ascii: "#")
        #expect(
            fails { (writer) throws(WireError) in
                try writer.requestLine(method: [0x47].span, target: value.span)
            } == (isTarget ? nil : .invalidTarget))
    }

    @Test("empty names, methods and targets are refused")
    func empty() {
        var writer = MessageWriter()
        #expect(throws: WireError.invalidFieldName) { try writer.field(name: "", value: "x") }
        #expect(throws: WireError.invalidMethod) {
            try writer.requestLine(method: "", target: "/")
        }
        #expect(throws: WireError.invalidTarget) {
            try writer.requestLine(method: "GET", target: "")
        }
        #expect(throws: WireError.invalidFieldValue) {
            try writer.field("Location", "/dir\r\nSet-Cookie: x=1" as String)
        }
        #expect(writer.bytes.isEmpty)
    }
}

/// `tchar`, spelled as RFC 9110 section 5.6.2 spells it.
func isToken(_ octet: UInt8) -> Bool {
    let scalar = Character(Unicode.Scalar(octet))
    return "!#$%&'*+-.^_`|~".contains(scalar)
        || (scalar.isASCII && (scalar.isLetter || scalar.isNumber))
}
