/// Lines of a log that wait for room, in order.
///
/// Lines are added whole or not at all. They leave in pieces that one `write(2)` can take.
struct LineBacklog: Sendable {
    /// Bytes of memory that are kept when nothing waits.
    private static let kept = 16 * 1024
    private static let lineFeed = UInt8(ascii: "\n")

    /// Bytes that may wait, unless it is one line that has more.
    private let limit: Int
    /// Those before `start` have left.
    private var bytes: [UInt8] = []
    private var start = 0
    /// When the first bytes are the rest of a line: what `LostLines.damage` was when its beginning
    /// had been written; nil between lines.
    private(set) var cut: Int?

    /// Nothing waits.
    init(limit: Int) { self.limit = limit }

    /// Whether nothing waits.
    var isEmpty: Bool { start == bytes.count }

    /// Adds a line and its line feed.
    /// - Returns: false when that would exceed the limit: then nothing has changed.
    mutating func append(_ line: String) -> Bool {
        let line = line.utf8
        guard isEmpty || bytes.count - start + line.count < limit else { return false }
        if start > bytes.count / 2 {
            bytes.removeFirst(start)
            start = 0
        }
        bytes.append(contentsOf: line)
        bytes.append(Self.lineFeed)
        return true
    }

    /// How many bytes to write next: whole lines of at most `most` bytes together; one line, or the
    /// rest of one, if the first has more or has been begun.
    func next(most: Int) -> Int {
        let end = bytes.count
        if cut == nil {
            if end - start <= most { return end - start }
            let last = bytes[start..<start + most].lastIndex(of: Self.lineFeed)
            if let last { return last + 1 - start }
        }
        return (bytes[start...].firstIndex(of: Self.lineFeed) ?? end - 1) + 1 - start
    }

    /// Calls `body` with the first `count` bytes.
    func withFirst<R>(_ count: Int, _ body: (Span<UInt8>) -> R) -> R {
        body(bytes.span.extracting(start..<start + count))
    }

    /// Bytes have been written.
    /// - Returns: whether a line ends with the last of them.
    mutating func remove(_ count: Int) -> Bool {
        guard count > 0 else { return cut == nil }
        let isWhole = bytes[start + count - 1] == Self.lineFeed
        start += count
        cut = nil
        if isEmpty { trim() }
        return isWhole
    }

    /// What has been removed last was the beginning of a line, the rest of which waits.
    /// - Parameter damage: `LostLines.damage`, with this line in it.
    mutating func holdRest(_ damage: Int) { cut = damage }

    /// Gives up what begins within the first `count` bytes, to the end of the last line of it.
    /// - Returns: the number of lines.
    mutating func drop(_ count: Int) -> Int {
        guard count > 0, !isEmpty else { return 0 }
        let inside = start + count - 1
        let end = bytes[inside...].firstIndex(of: Self.lineFeed) ?? bytes.count - 1
        let lines = bytes[start...end].count { $0 == Self.lineFeed }
        _ = remove(end + 1 - start)
        return lines
    }

    /// Gives up all.
    /// - Returns: the number of lines.
    mutating func dropAll() -> Int { drop(bytes.count - start) }

    private mutating func trim() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= Self.kept)
        start = 0
    }
}
