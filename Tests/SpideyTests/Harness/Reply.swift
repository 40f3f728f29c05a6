import Foundation

/// A response as a client reads it, strictly: what is not as RFC 9112 says throws.
struct Reply {
    let status: Int
    let reason: String
    let version: String
    let fields: [(name: String, value: String)]
    let body: [UInt8]
    let isChunked: Bool

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The only value of a field; nil when there is none or more than one.
    subscript(_ name: String) -> String? {
        let values = all(name)
        return values.count == 1 ? values[0] : nil
    }

    /// All values of a field.
    func all(_ name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// Takes a response from the front of `bytes`.
    /// - Parameters:
    ///   - isHead: it answers HEAD and has no content.
    ///   - ended: no more bytes will come.
    /// - Returns: nil when it is not there whole.
    static func take(
        from bytes: inout [UInt8], isHead: Bool, ended: Bool
    ) throws -> Reply? {
        guard let headEnd = find([13, 10, 13, 10], in: bytes) else { return nil }
        let head = String(decoding: bytes[..<headEnd], as: UTF8.self)
        let lines = head.components(separatedBy: "\r\n")
        let start = lines[0].split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard start.count == 3, start[0] == "HTTP/1.1", let status = Int(start[1]),
            start[1].count == 3
        else { throw HarnessError("status line \(lines[0].debugDescription)") }
        let fields = try lines.dropFirst().map { line in
            guard let colon = line.firstIndex(of: ":") else { throw HarnessError("field \(line)") }
            return (
                name: String(line[..<colon]),
                value: line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            )
        }
        func values(_ name: String) -> [String] {
            fields.filter { $0.name.lowercased() == name }.map(\.value)
        }
        let lengths = values("content-length")
        let codings = values("transfer-encoding")
        guard lengths.count <= 1, lengths.isEmpty || codings.isEmpty else {
            throw HarnessError("ambiguous framing \(head)")
        }
        var rest = headEnd + 4
        var body: [UInt8] = []
        if isHead || status < 200 || status == 204 || status == 304 {
            body = []
        } else if codings == ["chunked"] {
            guard let end = try chunks(bytes, &rest, &body) else { return nil }
            rest = end
        } else if let length = lengths.first {
            guard let count = Int(length) else { throw HarnessError("length \(length)") }
            guard bytes.count - rest >= count else { return nil }
            body = Array(bytes[rest..<(rest + count)])
            rest += count
        } else {
            guard ended else { return nil }
            body = Array(bytes[rest...])
            rest = bytes.count
        }
        bytes.removeFirst(rest)
        return Reply(
            status: status, reason: String(start[2]), version: String(start[0]), fields: fields,
            body: body, isChunked: codings == ["chunked"])
    }

    private static func chunks(
        _ bytes: [UInt8], _ position: inout Int, _ body: inout [UInt8]
    ) throws -> Int? {
        while true {
            guard let end = find([13, 10], in: bytes, from: position) else { return nil }
            let line = String(decoding: bytes[position..<end], as: UTF8.self)
            guard let size = Int(line, radix: 16) else { throw HarnessError("chunk \(line)") }
            position = end + 2
            guard bytes.count >= position + size + 2 else { return nil }
            guard bytes[position + size] == 13, bytes[position + size + 1] == 10 else {
                throw HarnessError("chunk without its end")
            }
            body += bytes[position..<(position + size)]
            position += size + 2
            if size == 0 { return position }
        }
    }

    /// Where `pattern` begins.
    static func find(_ pattern: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Int? {
        guard bytes.count - start >= pattern.count else { return nil }
        return bytes.withUnsafeBytes { all in
            let last = all.count - pattern.count
            var position = start
            while position <= last {
                // memchr first: a body of 50 MB is searched in a debug build, too.
                guard
                    let hit = memchr(
                        all.baseAddress! + position, Int32(pattern[0]), last - position + 1)
                else { return nil }
                position = UnsafeRawPointer(hit) - all.baseAddress!
                if memcmp(hit, pattern, pattern.count) == 0 { return position }
                position += 1
            }
            return nil
        }
    }
}
