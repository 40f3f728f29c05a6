import Testing

@testable import HTTPWire

/// Every limit: exactly as much is accepted, one more is refused, and neither depends on how the
/// input is cut or on whether the line that is too long ever ends.
struct LimitTests {
    private func outcome(
        _ input: String, _ change: (inout WireLimits) -> Void
    ) -> WireError? {
        var limits = WireLimits()
        change(&limits)
        let transcript = readEveryWay(octets(input)) { requestTranscript($0, limits) }
        return transcript.error
    }

    private func filled(_ count: Int) -> String { String(repeating: "a", count: count) }

    @Test func requestLine() {
        // `GET /` and ` HTTP/1.1` are 14 octets.
        let line = { (count: Int) in "GET /\(filled(count - 14)) HTTP/1.1\r\nHost: a\r\n\r\n" }
        #expect(outcome(line(40)) { $0.requestLine = 40 } == nil)
        #expect(outcome(line(41)) { $0.requestLine = 40 } == .requestLineTooLong)
        #expect(outcome(filled(40)) { $0.requestLine = 40 } == nil)
        #expect(outcome(filled(41)) { $0.requestLine = 40 } == .requestLineTooLong)
        #expect(outcome(filled(41) + "\u{00}") { $0.requestLine = 40 } == .requestLineTooLong)
        #expect(outcome(filled(39) + "\u{00}") { $0.requestLine = 40 } == .controlCharacter)
    }

    @Test func fieldSection() {
        // `Host: a` and `X: ` with their line terminators are 14 octets.
        let head = { (count: Int) in get("Host: a", "X: \(filled(count - 14))") }
        #expect(outcome(head(40)) { $0.fieldSectionBytes = 40 } == nil)
        #expect(outcome(head(41)) { $0.fieldSectionBytes = 40 } == .fieldSectionTooLarge)
        #expect(outcome("GET / HTTP/1.1\r\n" + filled(40)) { $0.fieldSectionBytes = 40 } == nil)
        #expect(
            outcome("GET / HTTP/1.1\r\n" + filled(41)) { $0.fieldSectionBytes = 40 }
                == .fieldSectionTooLarge)
    }

    @Test func fieldLines() {
        #expect(outcome(get("Host: a", "X: 1")) { $0.fieldLines = 2 } == nil)
        #expect(outcome(get("Host: a", "X: 1", "X: 2")) { $0.fieldLines = 2 } == .tooManyFields)
    }

    @Test("ten thousand fields are refused after a hundred, not collected")
    func manyFields() {
        let fields = String(repeating: "A:\r\n", count: 10_000)
        let input = octets("GET / HTTP/1.1\r\n" + fields)
        #expect(requestTranscript([input]).error == .tooManyFields)
        #expect(requestTranscript(crumbs(Array(input[..<1000]))).error == .tooManyFields)
    }

    @Test("a megabyte of target is refused without its end")
    func megabyte() {
        let input = octets("GET /" + filled(1 << 20))
        #expect(requestTranscript([input]).error == .requestLineTooLong)
        #expect(requestTranscript([Array(input[..<16385])]).error == .requestLineTooLong)
        #expect(requestTranscript([Array(input[..<16384])]).error == nil)
    }

    @Test func content() {
        #expect(outcome(post("Content-Length: 5")) { $0.content = 5 } == nil)
        #expect(outcome(post("Content-Length: 6")) { $0.content = 5 } == .contentTooLong)
        #expect(outcome(chunked("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")) { $0.content = 5 } == nil)
        #expect(outcome(chunked("3\r\nabc\r\n3\r\n")) { $0.content = 5 } == .contentTooLong)
        #expect(outcome(chunked("7fffffffffffffff\r\n")) { $0.content = .max } == nil)
        #expect(
            outcome(chunked("1\r\na\r\n7fffffffffffffff\r\n")) { $0.content = .max }
                == .contentTooLong)
    }

    @Test func chunkExtensions() {
        let two = { (count: Int) in "1;a\r\nx\r\n0;\(filled(count - 3))\r\n\r\n" }
        #expect(outcome(chunked(two(9))) { $0.chunkExtensionBytes = 9 } == nil)
        #expect(
            outcome(chunked(two(10))) { $0.chunkExtensionBytes = 9 } == .chunkExtensionsTooLong)
        #expect(outcome(chunked("1;" + filled(8))) { $0.chunkExtensionBytes = 9 } == nil)
        #expect(
            outcome(chunked("1;" + filled(9))) { $0.chunkExtensionBytes = 9 }
                == .chunkExtensionsTooLong)
        #expect(
            outcome(chunked("1\r\nx\r\n1;")) { $0.chunkExtensionBytes = 0 }
                == .chunkExtensionsTooLong)
    }

    @Test func trailers() {
        let last = { (count: Int) in chunked("0\r\nA: \(filled(count - 5))\r\n\r\n") }
        #expect(outcome(last(20)) { $0.trailerBytes = 20 } == nil)
        #expect(outcome(last(21)) { $0.trailerBytes = 20 } == .fieldSectionTooLarge)
        #expect(outcome(chunked("0\r\nA:\r\nB:\r\n\r\n")) { $0.trailerLines = 2 } == nil)
        #expect(
            outcome(chunked("0\r\nA:\r\nB:\r\nC:\r\n\r\n")) { $0.trailerLines = 2 }
                == .tooManyFields)
    }

    @Test func emptyLines() {
        #expect(outcome("\r\n\r\n" + get("Host: a")) { $0.leadingEmptyLines = 2 } == nil)
        #expect(outcome("\r\n\r\n\r") { $0.leadingEmptyLines = 2 } == .tooManyEmptyLines)
        let between = get("Host: a") + "\r\n" + get("Host: a") + "\r\n" + get("Host: a")
        #expect(outcome(between) { $0.leadingEmptyLines = 1 } == nil)
        #expect(
            outcome(get("Host: a") + "\r\n\r") { $0.leadingEmptyLines = 1 } == .tooManyEmptyLines)
    }

    @Test func responses() {
        func outcome(_ input: String, _ change: (inout WireLimits) -> Void) -> WireError? {
            var limits = WireLimits.client
            change(&limits)
            return readEveryWay(octets(input)) { responseTranscript($0, to: .get, limits) }.error
        }
        let interim = "HTTP/1.1 100 x\r\n\r\n"
        let final = "HTTP/1.1 200 x\r\n\r\n"
        #expect(outcome(interim + interim + final) { $0.informationalResponses = 2 } == nil)
        #expect(
            outcome(interim + interim + interim) { $0.informationalResponses = 2 }
                == .tooManyInformationalResponses)
        #expect(outcome(final) { $0.requestLine = 14 } == nil)
        #expect(outcome(final) { $0.requestLine = 13 } == .statusLineTooLong)
        #expect(outcome(final + "hello") { $0.content = 5 } == nil)
        #expect(outcome(final + "hello!") { $0.content = 5 } == .contentTooLong)
    }
}
