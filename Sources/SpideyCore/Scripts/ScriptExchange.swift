import HTTPWire

/// What has become of a script's output: its head is read first, then its content is framed.
struct ScriptExchange {
    /// How the content reaches the client.
    enum Framing: Equatable {
        /// In chunks (RFC 9112 section 7.1).
        case chunked
        /// So many bytes more, as the script announced.
        case length(Int)
        /// As it is, ended by closing the connection: for HTTP/1.0.
        case untilClose
        /// Not at all: the response has no content.
        case none
    }

    /// The response's head has been written, so that no other status can be told.
    private(set) var isHeadSent = false
    private(set) var framing = Framing.none
    /// Bytes of content that the response has no place for.
    private(set) var unwanted = 0
    private var parser: ScriptHeadParser
    private var unread: [UInt8] = []
    private let method: Method
    private let version: HTTPVersion

    init(_ head: RequestHead, limits: WireLimits = WireLimits()) {
        method = head.method
        version = head.version
        parser = ScriptHeadParser(limits: limits)
    }

    /// The script's head, valid once `readHead` has returned it.
    var head: ScriptHead { parser.head }

    /// Takes output while the head is not complete.
    /// - Returns: what follows the head, once it is complete; nil before.
    mutating func readHead(_ bytes: Span<UInt8>) throws(WireError) -> [UInt8]? {
        for index in bytes.indices { unread.append(bytes[index]) }
        let output = unread
        let step = try parser.next(output.span)
        guard step.event == .head else { return nil }
        defer { unread = [] }
        return Array(output[step.consumed...])
    }

    /// The head is about to be sent: settles the framing.
    /// - Returns: whether the connection can live on after this response.
    mutating func begin(_ status: StatusCode) -> Bool {
        isHeadSent = true
        if method == .head || status.forbidsContent {
            framing = .none
        } else if let length = parser.head.contentLength {
            framing = .length(length)
        } else {
            framing = version == .http11 ? .chunked : .untilClose
        }
        return framing != .untilClose
    }

    /// Frames content. Of what exceeds the length that the script announced nothing is sent.
    mutating func frame(_ content: Span<UInt8>, _ writer: inout MessageWriter) {
        guard !content.isEmpty else { return }
        switch framing {
        case .none: unwanted += content.count
        case .chunked: writer.chunk(content)
        case .untilClose: writer.content(content)
        case .length(let left):
            let count = min(left, content.count)
            writer.content(content.extracting(first: count))
            framing = .length(left - count)
            unwanted += content.count - count
        }
    }

    /// Ends the content.
    /// - Returns: false when there was less than announced, which the client must learn.
    mutating func end(_ writer: inout MessageWriter) -> Bool {
        switch framing {
        case .chunked: writer.lastChunk()
        case .length(let left): return left == 0
        case .untilClose, .none: break
        }
        return true
    }
}
