extension JSON {
    /// Reads one JSON document.
    ///
    /// - Throws: `ResultProblem.notJSON` with the offset of the first invalid byte. Nesting deeper
    ///   than 64 levels is invalid, so that a hostile file cannot exhaust the stack.
    package init(parsing bytes: [UInt8]) throws(ResultProblem) {
        var reader = Reader(bytes: bytes)
        self = try reader.value(depth: 0)
        reader.skipSpace()
        if reader.position != bytes.count { throw .notJSON(reader.position) }
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        mutating func skipSpace() {
            while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
                position += 1
            }
        }

        mutating func value(depth: Int) throws(ResultProblem) -> JSON {
            skipSpace()
            guard position < bytes.count, depth < 64 else { throw .notJSON(position) }
            switch bytes[position] {
            case UInt8(ascii: "{"): return try object(depth: depth)
            case UInt8(ascii: "["): return try list(depth: depth)
            case UInt8(ascii: "\""): return .string(try string())
            case UInt8(ascii: "t"): return try literal("true", .bool(true))
            case UInt8(ascii: "f"): return try literal("false", .bool(false))
            case UInt8(ascii: "n"): return try literal("null", .null)
            default: return try number()
            }
        }

        mutating func object(depth: Int) throws(ResultProblem) -> JSON {
            var members: [Member] = []
            position += 1
            if take("}") { return .object([]) }
            repeat {
                skipSpace()
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                    throw .notJSON(position)
                }
                let name = try string()
                guard take(":") else { throw .notJSON(position) }
                members.append(Member(name, try value(depth: depth + 1)))
            } while take(",")
            guard take("}") else { throw .notJSON(position) }
            return .object(members)
        }

        mutating func list(depth: Int) throws(ResultProblem) -> JSON {
            var values: [JSON] = []
            position += 1
            if take("]") { return .array([]) }
            repeat { values.append(try value(depth: depth + 1)) } while take(",")
            guard take("]") else { throw .notJSON(position) }
            return .array(values)
        }

        mutating func take(_ symbol: Unicode.Scalar) -> Bool {
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: symbol) else {
                return false
            }
            position += 1
            return true
        }

        mutating func literal(_ text: String, _ value: JSON) throws(ResultProblem) -> JSON {
            guard bytes[position...].starts(with: text.utf8) else { throw .notJSON(position) }
            position += text.utf8.count
            return value
        }

        mutating func number() throws(ResultProblem) -> JSON {
            let start = position
            while position < bytes.count, "+-.0123456789eE".utf8.contains(bytes[position]) {
                position += 1
            }
            let text = String(decoding: bytes[start..<position], as: UTF8.self)
            guard let first = text.utf8.first, first == 0x2D || 0x30...0x39 ~= first else {
                throw .notJSON(start)
            }
            if let integer = Int64(text) { return .integer(integer) }
            guard let number = Double(text), number.isFinite else { throw .notJSON(start) }
            return .number(number)
        }

        mutating func string() throws(ResultProblem) -> String {
            position += 1
            var text: [UInt8] = []
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
                case UInt8(ascii: "\\"): text += try escape()
                case 0..<0x20: throw .notJSON(position - 1)
                default: text.append(byte)
                }
            }
            throw .notJSON(position)
        }

        mutating func escape() throws(ResultProblem) -> [UInt8] {
            guard position < bytes.count else { throw .notJSON(position) }
            let symbol = bytes[position]
            position += 1
            switch symbol {
            case UInt8(ascii: "n"): return [0x0A]
            case UInt8(ascii: "t"): return [0x09]
            case UInt8(ascii: "r"): return [0x0D]
            case UInt8(ascii: "b"): return [0x08]
            case UInt8(ascii: "f"): return [0x0C]
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [symbol]
            case UInt8(ascii: "u"): return try unicodeEscape()
            default: throw .notJSON(position - 1)
            }
        }

        mutating func unicodeEscape() throws(ResultProblem) -> [UInt8] {
            let high = try codeUnit()
            var units = [high]
            if 0xD800...0xDBFF ~= high, bytes[position...].starts(with: "\\u".utf8) {
                position += 2
                units.append(try codeUnit())
            }
            return Array(String(decoding: units, as: UTF16.self).utf8)
        }

        mutating func codeUnit() throws(ResultProblem) -> UInt16 {
            guard position + 4 <= bytes.count,
                let unit = UInt16(
                    String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16)
            else { throw .notJSON(position) }
            position += 4
            return unit
        }
    }
}
