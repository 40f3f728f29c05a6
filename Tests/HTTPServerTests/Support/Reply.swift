import HTTPWire

/// A response as a client has received it.
struct Reply: Equatable, CustomStringConvertible {
    var status: UInt16
    /// Field lines but those that every response has, as `name: value`.
    var fields: [String] = []
    var content = ""
    /// Whether the message is complete by its own framing, or by the end of the connection.
    var isWhole = false

    /// The status and the content; what is not complete says so.
    var description: String { "\(status) \(content)" + (isWhole ? "" : " cut") }

    /// The responses in what a connection has sent.
    /// - Parameters:
    ///   - methods: of the requests that they answer, in their order; GET beyond them.
    ///   - hasEnded: whether the connection has ended, in order.
    static func all(
        in bytes: [UInt8], to methods: [Method] = [], hasEnded: Bool = true
    ) throws -> [Reply] {
        var replies: [Reply] = []
        var answered = 0
        var position = 0
        var parser = ResponseParser()
        parser.reset(for: methods.first ?? .get)
        while true {
            let rest = bytes.span.extracting(position...)
            let step = try parser.next(rest)
            switch step.event {
            case .informational: replies.append(Reply(parser.head, isWhole: true))
            case .head: replies.append(Reply(parser.head))
            case .content(let range):
                let piece = bytes[(position + range.lowerBound)..<(position + range.upperBound)]
                replies[replies.count - 1].content += String(decoding: piece, as: UTF8.self)
            case .end:
                replies[replies.count - 1].isWhole = true
                answered += 1
                parser.reset(for: answered < methods.count ? methods[answered] : .get)
            case .needMoreBytes:
                if hasEnded, parser.isInContent, (try? parser.inputEnded()) != nil {
                    replies[replies.count - 1].isWhole = true
                }
                return replies
            }
            position += step.consumed
        }
    }

    private init(_ head: ResponseHead, isWhole: Bool = false) {
        status = head.status.rawValue
        self.isWhole = isWhole
        fields = head.fields.lines.map { line in
            "\(head.string(line.name)): \(head.string(line.value))"
        }.filter { !$0.hasPrefix("Date: ") && !$0.hasPrefix("Server: ") }
    }

    /// The value of a field, which has to be named as the server writes it; nil without one.
    func field(_ name: String) -> String? {
        fields.first { $0.hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
    }

    /// Whether the response says that the connection ends with it.
    var closes: Bool { field("Connection") == "close" }
}
