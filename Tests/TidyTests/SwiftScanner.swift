/// Finds the strings and the comments of Swift source.
struct SwiftScanner {
    private let source: [UInt8]
    private var code: [UInt8]
    private var position = 0

    /// The source's lines. Each octet of a string or a comment is a space, so that what is left of
    /// words and braces is code.
    static func code(of source: String) -> [String] {
        var scanner = SwiftScanner(source: Array(source.utf8))
        scanner.scanCode()
        return String(decoding: scanner.code, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private init(source: [UInt8]) {
        self.source = source
        code = source
    }

    private func starts(with text: StaticString, at place: Int) -> Bool {
        guard place + text.utf8CodeUnitCount <= source.count else { return false }
        for offset in 0..<text.utf8CodeUnitCount
        where source[place + offset] != text.utf8Start[offset] { return false }
        return true
    }

    /// Blanks so many octets, line ends excepted.
    private mutating func blank(_ count: Int) {
        let end = min(position + count, source.count)
        while position < end {
            if source[position] != UInt8(ascii: "\n") { code[position] = UInt8(ascii: " ") }
            position += 1
        }
    }

    /// Goes through code to its end, or to the parenthesis that ends an interpolation.
    private mutating func scanCode(isInterpolation: Bool = false) {
        var depth = 0
        while position < source.count {
            switch source[position] {
            case UInt8(ascii: "/") where starts(with: "//", at: position):
                let rest = source[position...]
                blank((rest.firstIndex(of: UInt8(ascii: "\n")) ?? source.count) - position)
            case UInt8(ascii: "\""), UInt8(ascii: "#"):
                if !scanLiteral() { position += 1 }
            case UInt8(ascii: "("):
                depth += 1
                position += 1
            case UInt8(ascii: ")"):
                depth -= 1
                if isInterpolation, depth < 0 { return }
                position += 1
            default: position += 1
            }
        }
    }

    /// Blanks a string, or a regular expression between `#/` and `/#`.
    /// - Returns: false when none begins here.
    private mutating func scanLiteral() -> Bool {
        let marks = source[position...].prefix { $0 == UInt8(ascii: "#") }.count
        if marks > 0, starts(with: "/", at: position + marks) {
            blank(marks + 1)
            while position < source.count, !starts(with: "/#", at: position) { blank(1) }
            blank(1 + marks)
            return true
        }
        guard starts(with: "\"", at: position + marks) else { return false }
        let isLong = starts(with: "\"\"\"", at: position + marks)
        blank(marks + (isLong ? 3 : 1))
        scanString(marks: marks, isLong: isLong)
        return true
    }

    private mutating func scanString(marks: Int, isLong: Bool) {
        while position < source.count {
            let hasMarks = hasMarks(marks, at: position + 1)
            if source[position] == UInt8(ascii: "\\"), hasMarks {
                let isInterpolation = starts(with: "(", at: position + 1 + marks)
                blank(marks + 2)
                guard isInterpolation else { continue }
                scanCode(isInterpolation: true)
                blank(1)
                continue
            }
            let ends =
                isLong
                ? starts(with: "\"\"\"", at: position) && self.hasMarks(marks, at: position + 3)
                : source[position] == UInt8(ascii: "\"") && hasMarks
            if ends { return blank(marks + (isLong ? 3 : 1)) }
            blank(1)
        }
    }

    private func hasMarks(_ count: Int, at place: Int) -> Bool {
        place + count <= source.count
            && source[place..<(place + count)].allSatisfy { $0 == UInt8(ascii: "#") }
    }
}
