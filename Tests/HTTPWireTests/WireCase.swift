import Testing

@testable import HTTPWire

/// A row of a parser's table: some input, and everything that has to come of it.
struct WireCase: CustomTestStringConvertible, Sendable {
    let name: String
    let input: [UInt8]
    /// One summary for each message, see `Message.summary`.
    var messages: [String] = []
    var error: WireError?
    /// Octets that have to be left for later when nothing is wrong.
    var unconsumed = 0
    /// The method of the request, for responses.
    var method = Method.get

    var testDescription: String { name }

    /// Input that is accepted.
    init(_ name: String, _ input: String, gives messages: String..., unconsumed: Int = 0) {
        (self.name, self.input, self.messages) = (name, octets(input), messages)
        self.unconsumed = unconsumed
    }

    /// Input that is the beginning of something.
    init(_ name: String, _ input: String, unconsumed: Int) {
        (self.name, self.input, self.unconsumed) = (name, octets(input), unconsumed)
    }

    /// Input that is refused, after some messages perhaps.
    init(
        _ name: String, _ input: String, fails error: WireError, after messages: String...
    ) {
        (self.name, self.input, self.messages) = (name, octets(input), messages)
        self.error = error
    }

    /// The same row for a response to a request with another method.
    func to(_ method: Method) -> WireCase {
        var other = self
        other.method = method
        return other
    }
}

/// The octets of a text in Latin-1, so that `\u{80}` stands for the octet 0x80.
func octets(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8($0.value) }
}

/// A GET request with these field lines and nothing after them.
func get(_ lines: String...) -> String {
    (["GET / HTTP/1.1"] + lines + ["", ""]).joined(separator: "\r\n")
}

/// A POST request with a valid Host, these field lines, and content.
func post(_ lines: String..., content: String = "") -> String {
    (["POST / HTTP/1.1", "Host: a"] + lines + ["", ""]).joined(separator: "\r\n") + content
}

/// A chunked POST request.
func chunked(_ content: String) -> String {
    post("Transfer-Encoding: chunked", content: content)
}

/// Reads input whole, cut at every position, and octet by octet, and expects the same each time.
func readEveryWay(_ input: [UInt8], _ read: ([[UInt8]]) -> Transcript) -> Transcript {
    let whole = read([input])
    for position in input.indices {
        #expect(read(cut(input, at: position)) == whole, "cut at \(position)")
    }
    #expect(read(crumbs(input)) == whole, "octet by octet")
    #expect(whole.violations.isEmpty)
    for message in whole.messages { #expect(areClean(message.fields + message.trailers)) }
    return whole
}

/// Compares what was read with what the row says.
func expect(_ transcript: Transcript, _ row: WireCase) {
    #expect(transcript.messages.map(\.summary) == row.messages)
    #expect(transcript.error == row.error)
    if row.error == nil { #expect(transcript.unconsumed == row.unconsumed) }
}

extension Message {
    /// The message in one line: start line, version, framing, whether the connection stays, then
    /// what there is of expectation, fields (without those that the rest of the line is about),
    /// content and trailers. A hyphen stands for what is missing.
    var summary: String {
        let start = startLine.map { $0.map(text) ?? "-" }.joined(separator: " ")
        var parts = [start, version == .http10 ? "1.0" : "1.1", framingText]
        parts.append(isPersistent ? "stays" : "closes")
        if expectation != .none { parts.append("expects \(expectation)") }
        let others = fields.filter { !Self.told.contains(text($0.name).lowercased()) }
        if !others.isEmpty { parts.append("fields \(list(others))") }
        if !content.isEmpty { parts.append("content \(text(content))") }
        if !trailers.isEmpty { parts.append("trailers \(list(trailers))") }
        if !isComplete { parts.append("incomplete") }
        return parts.joined(separator: " | ")
    }

    private static var told: [String] {
        ["host", "content-length", "transfer-encoding", "connection", "expect"]
    }

    private var framingText: String {
        switch framing {
        case .none: "none"
        case .length(let length): "length \(length)"
        case .chunked: "chunked"
        case .untilClose: "until close"
        }
    }

    private func text(_ octets: [UInt8]) -> String {
        String(String.UnicodeScalarView(octets.map { Unicode.Scalar($0) }))
    }

    private func list(_ fields: [Field]) -> String {
        fields.map { "\(text($0.name))=\(text($0.value))" }.joined(separator: ";")
    }
}
