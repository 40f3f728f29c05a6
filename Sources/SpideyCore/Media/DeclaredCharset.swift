/// Whether a document names its own charset, so that the server must not name one.
///
/// A byte order mark, an XML declaration with an encoding, `@charset` of a stylesheet, or a `meta`
/// element within the first 1024 bytes, found as browsers find it (WHATWG HTML, "prescan a byte
/// stream to determine its encoding"): comments and the attributes of other elements are skipped.
/// Which charset it is does not matter.
struct DeclaredCharset {
    /// Bytes in which a `meta` element counts.
    static let limit = 1024

    /// Whether these first bytes of a document name a charset.
    static func exists(in content: Span<UInt8>) -> Bool {
        var scan = DeclaredCharset(end: min(content.count, limit))
        if marks.contains(where: { scan.has($0, content) }) { return true }
        if scan.has(Self.stylesheetRule, content) { return true }
        if scan.has(Self.declarationStart, content), scan.declaration(content) { return true }
        return scan.findsMeta(content)
    }

    /// Byte order marks of UTF-8 and of both kinds of UTF-16.
    private static let marks: [[UInt8]] = [[0xef, 0xbb, 0xbf], [0xfe, 0xff], [0xff, 0xfe]]

    private static let stylesheetRule = Array("@charset \"".utf8)
    private static let declarationStart = Array("<?xml".utf8)
    private static let encoding = Array("encoding".utf8)
    private static let commentStart = Array("<!--".utf8)
    private static let commentEnd = Array("-->".utf8)
    private static let meta = Array("<meta".utf8)
    private static let markupStart = Array("<!".utf8)
    private static let endTag = Array("</".utf8)
    private static let instruction = Array("<?".utf8)
    private static let tagEnd = Array(">".utf8)

    /// Where reading goes on, and where it ends.
    private var index = 0
    private let end: Int

    private init(end: Int) { self.end = end }

    // MARK: What is looked for

    /// Whether the XML declaration at the beginning has an encoding (XML 1.0 section 2.8).
    private func declaration(_ content: Span<UInt8>) -> Bool {
        var scan = self
        while scan.index < end, content[scan.index] != UInt8(ascii: ">") {
            if scan.has(Self.encoding, content) { return true }
            scan.index += 1
        }
        return false
    }

    private mutating func findsMeta(_ content: Span<UInt8>) -> Bool {
        while index < end {
            guard content[index] == UInt8(ascii: "<") else {
                index += 1
                continue
            }
            if has(Self.commentStart, content) {
                index += 2
                skip(behind: Self.commentEnd, content)
            } else if has(Self.meta, content), index + 5 < end, Self.endsName(content[index + 5]) {
                index += 5
                if namesCharset(content) { return true }
            } else if beginsTag(content) {
                while index < end, !Self.endsTagName(content[index]) { index += 1 }
                while attribute(content) != nil {}
                index += 1
            } else if has(Self.markupStart, content) || has(Self.endTag, content)
                || has(Self.instruction, content)
            {
                skip(behind: Self.tagEnd, content)
            } else {
                index += 1
            }
        }
        return false
    }

    /// Whether the attributes of a `meta` element name a charset.
    private mutating func namesCharset(_ content: Span<UInt8>) -> Bool {
        var (isContentType, mentionsCharset) = (false, false)
        while let (name, value) = attribute(content) {
            switch name {
            case "charset" where !value.isEmpty: return true
            case "http-equiv" where value == "content-type": isContentType = true
            case "content" where Self.mentionsCharset(value): mentionsCharset = true
            default: break
            }
        }
        return isContentType && mentionsCharset
    }

    /// `text/html; charset=utf-8`: the word, then an equals sign and a value.
    private static func mentionsCharset(_ value: String) -> Bool {
        var rest = value.utf8[...]
        let word = "charset".utf8
        while let first = rest.firstIndex(of: UInt8(ascii: "c")) {
            rest = rest[first...]
            guard rest.starts(with: word) else {
                rest = rest.dropFirst()
                continue
            }
            rest = rest.dropFirst(word.count).drop(while: isSpace)
            if rest.first == UInt8(ascii: "=") { return rest.count > 1 }
        }
        return false
    }

    // MARK: Reading

    /// Whether this text, in lower case, is here in any case.
    private func has(_ text: [UInt8], _ content: Span<UInt8>) -> Bool {
        guard index + text.count <= end else { return false }
        for offset in text.indices where Self.folded(content[index + offset]) != text[offset] {
            return false
        }
        return true
    }

    private mutating func skip(behind text: [UInt8], _ content: Span<UInt8>) {
        while index < end, !has(text, content) { index += 1 }
        index += text.count
    }

    private func beginsTag(_ content: Span<UInt8>) -> Bool {
        let place = index + (has(Self.endTag, content) ? 2 : 1)
        return place < end && UInt8(ascii: "a")...UInt8(ascii: "z") ~= Self.folded(content[place])
    }

    /// The next attribute of an element, in lower case; nil at the end of the tag.
    private mutating func attribute(_ content: Span<UInt8>) -> (name: String, value: String)? {
        while index < end, Self.isSpace(content[index]) || content[index] == .slash { index += 1 }
        guard index < end, content[index] != UInt8(ascii: ">") else { return nil }
        let name = take(content) {
            Self.endsName($0) || $0 == UInt8(ascii: "=") || $0 == Self.close
        }
        while index < end, Self.isSpace(content[index]) { index += 1 }
        guard index < end, content[index] == UInt8(ascii: "=") else { return (name, "") }
        index += 1
        while index < end, Self.isSpace(content[index]) { index += 1 }
        guard index < end else { return nil }
        let quote = content[index]
        let isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        if isQuoted { index += 1 }
        let value = take(content) {
            isQuoted ? $0 == quote : Self.isSpace($0) || $0 == Self.close
        }
        // A value that is cut off here is none.
        guard index < end else { return nil }
        if isQuoted { index += 1 }
        return (name, value)
    }

    /// The bytes up to one that ends them, in lower case. An attribute's name has one at least.
    private mutating func take(_ content: Span<UInt8>, until ends: (UInt8) -> Bool) -> String {
        var taken: [UInt8] = []
        while index < end, !ends(content[index]) {
            taken.append(Self.folded(content[index]))
            index += 1
        }
        return String(decoding: taken, as: UTF8.self)
    }

    private static let close = UInt8(ascii: ">")

    /// Space in HTML: TAB, LF, FF, CR and SPACE.
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0c || byte == 0x0d
    }

    private static func endsName(_ byte: UInt8) -> Bool { isSpace(byte) || byte == .slash }

    private static func endsTagName(_ byte: UInt8) -> Bool { isSpace(byte) || byte == close }

    private static func folded(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
}
