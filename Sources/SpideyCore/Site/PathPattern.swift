/// A pattern for paths of files, as a shell's: `*` is any run of bytes without a slash, `**` any
/// run of bytes, `?` one character but a slash; all else stands for itself.
///
/// A pattern without a slash is for the last segment of a path, wherever the file lies. One with a
/// slash is for the whole path from the docroot; a slash in front of it means nothing more.
package struct PathPattern: Sendable, Equatable {
    private enum Token: Equatable {
        case byte(UInt8)
        case character
        case run
        case deepRun
    }

    private let tokens: [Token]
    private let isForWholePath: Bool

    /// Reads a pattern; nil when it is empty.
    package init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        isForWholePath = bytes.contains(.slash)
        if bytes.first == .slash { bytes = bytes.dropFirst() }
        guard !bytes.isEmpty else { return nil }
        var tokens: [Token] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "?"): tokens.append(.character)
            case UInt8(ascii: "*") where tokens.last == .run: tokens[tokens.count - 1] = .deepRun
            case UInt8(ascii: "*") where tokens.last == .deepRun: break
            case UInt8(ascii: "*"): tokens.append(.run)
            default: tokens.append(.byte(byte))
            }
        }
        self.tokens = tokens
    }

    /// Whether it is for the file at this path. Takes time in proportion to the length of the path
    /// and that of the pattern, whatever they are.
    func matches(_ path: RequestPath) -> Bool {
        isForWholePath ? matches(path.bytes[...]) : matches(path.name[...])
    }

    /// Follows all ways through the pattern at once: `reached[i]` says that what was read so far
    /// can be what stands in front of token `i`.
    private func matches(_ text: ArraySlice<UInt8>) -> Bool {
        var reached = [Bool](repeating: false, count: tokens.count + 1)
        reached[0] = true
        skipRuns(&reached)
        for byte in text {
            var next = [Bool](repeating: false, count: reached.count)
            for index in tokens.indices {
                switch tokens[index] {
                case .byte(let expected):
                    if reached[index], byte == expected { next[index + 1] = true }
                case .character:
                    if reached[index], byte != .slash { next[index + 1] = true }
                    // The rest of a character in UTF-8.
                    if reached[index + 1], byte & 0xC0 == 0x80 { next[index + 1] = true }
                case .run: if reached[index], byte != .slash { next[index] = true }
                case .deepRun: if reached[index] { next[index] = true }
                }
            }
            skipRuns(&next)
            reached = next
        }
        return reached[tokens.count]
    }

    /// A run may be empty.
    private func skipRuns(_ reached: inout [Bool]) {
        for index in tokens.indices where reached[index] {
            if tokens[index] == .run || tokens[index] == .deepRun { reached[index + 1] = true }
        }
    }
}
