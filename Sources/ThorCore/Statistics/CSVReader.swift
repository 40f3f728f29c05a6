/// Reads comma-separated values (RFC 4180) record by record. Line breaks may be CRLF or LF; empty
/// lines are skipped.
struct CSVReader {
    /// A syntax error and its place.
    struct Problem: Error, Equatable {
        /// The line, from 1.
        var line: Int
        /// The error, for a message.
        var what: String
    }

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    private let bytes: [UInt8]
    private var position = 0
    private var nextLine = 1
    /// The line on which the last record begins, from 1.
    private(set) var line = 1

    /// A reader of a whole file.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        // A byte order mark, which spreadsheets write, is skipped.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The fields of the next record; nil at the end of the file.
    mutating func next() throws(Problem) -> [String]? {
        while takeLineEnd() {}
        guard position < bytes.count else { return nil }
        line = nextLine
        var fields = [try field()]
        while position < bytes.count, bytes[position] == Self.comma {
            position += 1
            fields.append(try field())
        }
        _ = takeLineEnd()
        return fields
    }

    private mutating func takeLineEnd() -> Bool {
        guard isAtLineEnd, position < bytes.count else { return false }
        position += bytes[position] == Self.carriageReturn ? 2 : 1
        nextLine += 1
        return true
    }

    private var isAtLineEnd: Bool {
        guard position < bytes.count else { return true }
        if bytes[position] == Self.lineFeed { return true }
        return bytes[position] == Self.carriageReturn && position + 1 < bytes.count
            && bytes[position + 1] == Self.lineFeed
    }

    private mutating func field() throws(Problem) -> String {
        if position < bytes.count, bytes[position] == Self.quote { return try quoted() }
        let start = position
        while !isAtLineEnd, bytes[position] != Self.comma {
            if bytes[position] == Self.quote {
                throw Problem(line: nextLine, what: "a quote inside of a field without quotes")
            }
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func quoted() throws(Problem) -> String {
        var text: [UInt8] = []
        let start = nextLine
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte != Self.quote {
                if byte == Self.lineFeed { nextLine += 1 }
                text.append(byte)
            } else if position < bytes.count, bytes[position] == Self.quote {
                text.append(byte)
                position += 1
            } else {
                guard isAtLineEnd || bytes[position] == Self.comma else {
                    throw Problem(line: nextLine, what: "text behind a closing quote")
                }
                return String(decoding: text, as: UTF8.self)
            }
        }
        throw Problem(line: start, what: "a quote that is never closed")
    }
}
