/// A function, initialiser or computed property of a file of Swift.
struct SwiftFunction {
    /// Such as `func send`, `init` or `var count`.
    let name: String
    /// Where its declaration is, counted from one.
    let line: Int
    /// Lines between its braces.
    let count: Int

    /// All that a file declares with a body.
    /// - Parameter code: the file's lines without strings and comments (`SwiftScanner`).
    static func all(in code: [String]) -> [SwiftFunction] {
        code.indices.compactMap { index in
            guard let name = name(code[index]) else { return nil }
            guard let (first, last) = body(code, from: index) else { return nil }
            return SwiftFunction(name: name, line: index + 1, count: max(0, last - first - 1))
        }
    }

    private static let keywords = ["func ", "init", "subscript", "var "]

    /// What the line declares; nil when it declares nothing that has a body.
    private static func name(_ line: String) -> String? {
        // Most lines are none, and expressions are slow.
        guard keywords.contains(where: line.contains) else { return nil }
        if let found = line.firstMatch(of: #/\bfunc\s+([^\s(<]+)/#) { return "func \(found.1)" }
        if let found = line.firstMatch(of: #/(?:^|\s)(init|deinit|subscript)\b[?]?\s*[(<{]/#) {
            return String(found.1)
        }
        let property = #/\bvar\s+(\w+)\s*:[^=]*\{\s*/#
        guard let found = line.firstMatch(of: property), found.0.endIndex == line.endIndex
        else { return nil }
        return "var \(found.1)"
    }

    /// The lines of the braces around the body that belongs to the declaration on a line.
    private static func body(_ code: [String], from start: Int) -> (first: Int, last: Int)? {
        var (parentheses, braces, first) = (0, 0, start)
        for index in start..<code.count {
            for character in code[index].utf8 {
                switch character {
                case UInt8(ascii: "("), UInt8(ascii: "["): parentheses += 1
                case UInt8(ascii: ")"), UInt8(ascii: "]"): parentheses -= 1
                case UInt8(ascii: "{"):
                    if braces == 0, parentheses == 0 { first = index }
                    braces += 1
                case UInt8(ascii: "}"):
                    braces -= 1
                    if braces == 0, parentheses == 0 { return (first, index) }
                    // The end of the protocol that only asks for it.
                    if braces < 0 { return nil }
                default: break
                }
            }
            if braces == 0, parentheses == 0, !continues(code, after: index) { return nil }
        }
        return nil
    }

    /// Whether a declaration that has no body yet goes on in the next line.
    private static func continues(_ code: [String], after index: Int) -> Bool {
        guard index + 1 < code.count else { return false }
        return code[index + 1].prefixMatch(of: #/\s*(?:\{|where\b|->|throws\b|async\b|&|==)/#)
            != nil
            || code[index].hasSuffix("where")
    }
}
