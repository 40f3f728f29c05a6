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
    private static let charset = Array("charset".utf8)
    private static let httpEquiv = Array("http-equiv".utf8)
    private static let contentType = Array("content-type".utf8)
    private static let content = Array("content".utf8)

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
            let value = content.extracting(value)
            if Self.equals(content.extracting(name), Self.charset) {
                if !value.isEmpty { return true }
            } else if Self.equals(content.extracting(name), Self.httpEquiv) {
                isContentType = isContentType || Self.equals(value, Self.contentType)
            } else if Self.equals(content.extracting(name), Self.content) {
                mentionsCharset = mentionsCharset || Self.mentionsCharset(value)
            }
        }
        return isContentType && mentionsCharset
    }

    /// `text/html; charset=utf-8`: the word, then an equals sign and a value.
    private static func mentionsCharset(_ value: Span<UInt8>) -> Bool {
        var scan = DeclaredCharset(end: value.count)
        while scan.index < scan.end {
            guard scan.has(charset, value) else {
                scan.index += 1
                continue
            }
            scan.index += charset.count
            scan.skipSpace(value)
            guard scan.index < scan.end, value[scan.index] == sign else { continue }
            return scan.index + 1 < scan.end
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

    /// The name and value of the next attribute of an element; nil at the end of the tag.
    private mutating func attribute(
        _ content: Span<UInt8>
    ) -> (name: Range<Int>, value: Range<Int>)? {
        while index < end, Self.endsName(content[index]) { index += 1 }
        guard index < end, content[index] != Self.close else { return nil }
        let name = take(content) {
            Self.endsName($0) || $0 == Self.sign || $0 == Self.close
        }
        skipSpace(content)
        guard index < end, content[index] == Self.sign else {
            return (name, index..<index)
        }
        index += 1
        skipSpace(content)
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

    private mutating func skipSpace(_ content: Span<UInt8>) {
        while index < end, Self.isSpace(content[index]) { index += 1 }
    }

    /// The place of the bytes up to one that ends them.
    @inline(__always)
    private mutating func take(_ content: Span<UInt8>, until ends: (UInt8) -> Bool) -> Range<Int> {
        let start = index
        while index < end, !ends(content[index]) { index += 1 }
        return start..<index
    }

    private static func equals(_ bytes: Span<UInt8>, _ text: [UInt8]) -> Bool {
        bytes.count == text.count && DeclaredCharset(end: bytes.count).has(text, bytes)
    }

    private static let close = UInt8(ascii: ">")
    private static let sign = UInt8(ascii: "=")

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
