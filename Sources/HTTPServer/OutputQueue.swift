import Sockets
import SystemCalls

/// The output of a connection, in order: bytes, bytes lent by a cache, and ranges of files.
///
/// Every piece records how much of it is framing (heads, chunk lines) and how much is content, and
/// whether a response ends with it. `consume` alone accounts for sent bytes.
struct OutputQueue: ~Copyable {
    /// Responses to pipelined requests are added while fewer unsent bytes than this are queued.
    static let pipelineHighWater = 64 * 1024
    /// A process or a producer adds content while fewer unsent bytes than this are queued.
    static let sourceHighWater = 64 * 1024
    /// Lent bytes up to this many are copied: one `send` then carries them with their head.
    static let inlineLimit = 16 * 1024

    /// The most sent pieces that stay in `pieces`, unless they are at most half of all.
    private static let mostSpent = 64

    /// Where the bytes of a piece are when they are not in `bytes`.
    private enum Source {
        /// The last bytes of an array that others use as well.
        case lent([UInt8])
        /// A file up to `end`.
        case file(SharedFile, end: Int, isRemote: Bool)
    }

    /// Without references, so that adding and removing one counts none.
    private struct Piece {
        /// Whether its bytes are the next of `bytes`, and not those of a source.
        var isBuffered = true
        /// Bytes of framing, which come first, and of content.
        var framing: Int
        var content: Int
        /// Whether a response ends with this piece.
        var endsResponse = false
    }

    /// The bytes of all buffered pieces.
    let bytes = ByteBuffer(initial: 1024, maximum: 1 << 40)
    private var pieces: [Piece] = []
    /// The index of the first unsent piece.
    private var first = 0
    /// Of the pieces that are not buffered, in their order.
    private var sources: [Source] = []
    /// Bytes that wait to be sent, those of files included.
    private(set) var unsent = 0
    /// Bytes that the last `send` passed to the kernel.
    private(set) var offered = 0

    init() {}

    /// Whether everything has been passed to the kernel.
    var isEmpty: Bool { first == pieces.count }

    /// Pieces in memory, including sent ones that were not removed yet.
    var heldPieces: Int { pieces.count }

    // MARK: Adding

    /// Adds bytes of a head, or chunk lines.
    mutating func append(framing more: [UInt8]) {
        appendFraming { $0.append(more) }
    }

    /// Adds what `body` appends to the bytes: a head, or chunk lines.
    @inline(__always)
    mutating func appendFraming(_ body: (ByteBuffer) -> Void) {
        let before = bytes.count
        body(bytes)
        let count = bytes.count - before
        guard count > 0 else { return }
        unsent += count
        if let last = openBuffer(), pieces[last].content == 0 {
            pieces[last].framing += count
        } else {
            pieces.append(Piece(framing: count, content: 0))
        }
    }

    /// Adds content.
    mutating func append(content more: Span<UInt8>) {
        guard !more.isEmpty else { return }
        bytes.append(more)
        addedContent(more.count)
    }

    /// Accounts for content that was added to `bytes`.
    private mutating func addedContent(_ count: Int) {
        unsent += count
        if let last = openBuffer() {
            pieces[last].content += count
        } else {
            pieces.append(Piece(framing: 0, content: count))
        }
    }

    /// Adds content of a shared array, without copying it unless it is short.
    mutating func lend(_ content: [UInt8]) {
        if content.count <= Self.inlineLimit { return append(content: content.span) }
        append(.lent(content), content.count)
    }

    /// Adds a part of a file. A short one is read, if it is in the page cache: one `send` then
    /// carries it with its head, and several parts together.
    mutating func append(partOf range: FileRange) {
        var rest = range
        let isShort = range.count <= Self.inlineLimit && !range.isRemote
        while isShort, rest.count > 0 {
            let read = try? bytes.readIfResident(
                from: rest.file.descriptor, at: rest.offset, limit: rest.count)
            guard case .moved(let count)? = read else { break }
            addedContent(count)
            rest = rest.part(count..<rest.count)
        }
        append(rest)
    }

    /// Adds a range of a file, which is not copied into this process.
    mutating func append(_ range: FileRange) {
        guard range.count > 0 else { return }
        let end = range.offset + range.count
        append(.file(range.file, end: end, isRemote: range.isRemote), range.count)
    }

    private mutating func append(_ source: Source, _ count: Int) {
        sources.append(source)
        pieces.append(Piece(isBuffered: false, framing: 0, content: count))
        unsent += count
    }

    /// Marks the end of the response after the bytes added last.
    /// - Returns: false if all of it has been sent already.
    mutating func endResponse() -> Bool {
        guard !isEmpty, !pieces[pieces.count - 1].endsResponse else { return false }
        pieces[pieces.count - 1].endsResponse = true
        return true
    }

    /// The last piece, if bytes of the same response can be added to it.
    private func openBuffer() -> Int? {
        let last = pieces.count - 1
        guard !isEmpty, !pieces[last].endsResponse, pieces[last].isBuffered else { return nil }
        return last
    }

    // MARK: Sending

    /// The range of a file, if one is next to be sent.
    var nextFile: FileRange? {
        guard !sources.isEmpty, !pieces[first].isBuffered,
            case .file(let file, let end, let isRemote) = sources[0]
        else { return nil }
        let count = pieces[first].content
        return FileRange(file: file, offset: end - count, count: count, isRemote: isRemote)
    }

    /// Sends the next bytes, as many as the transport takes in one call.
    /// - Parameter fileLimit: the most bytes of a file to pass to the kernel.
    mutating func send(
        over transport: borrowing Transport, fileLimit: Int
    ) throws(SystemError) -> Transfer {
        guard !pieces[first].isBuffered else {
            offered = bufferRun
            return try transport.send(bytes, limit: offered, more: offered < unsent)
        }
        switch sources[0] {
        case .lent(let content):
            offered = pieces[first].content
            return try transport.send(content, from: content.count - offered)
        case .file(let file, let end, _):
            let count = pieces[first].content
            offered = min(count, fileLimit)
            return try transport.send(file.descriptor, at: end - count, count: offered)
        }
    }

    /// Bytes of consecutive pieces in `bytes` before the next lent or file piece.
    private var bufferRun: Int {
        if sources.isEmpty { return bytes.count }
        var run = 0
        for index in first..<pieces.count {
            guard pieces[index].isBuffered else { break }
            run += pieces[index].framing + pieces[index].content
        }
        return run
    }

    /// Replaces the front of the next file by `content`, which was read from it.
    mutating func replaceFront(with content: [UInt8]) {
        pieces[first].content -= content.count
        let isWhole = pieces[first].content == 0
        let piece = Piece(
            isBuffered: false, framing: 0, content: content.count,
            endsResponse: isWhole && pieces[first].endsResponse)
        if isWhole {
            pieces[first] = piece
            sources[0] = .lent(content)
        } else {
            pieces.insert(piece, at: first)
            sources.insert(.lent(content), at: 0)
        }
    }

    /// Accounts for sent bytes.
    /// - Parameter body: called once for each response concerned, with the bytes of its content
    ///   that were sent and whether the response ends there.
    mutating func consume(_ count: Int, _ body: (_ content: Int, _ isEnd: Bool) -> Void) {
        var left = count
        var content = 0
        unsent -= count
        while left > 0 {
            let framing = min(left, pieces[first].framing)
            pieces[first].framing -= framing
            left -= framing
            let part = min(left, pieces[first].content)
            pieces[first].content -= part
            left -= part
            content += part
            guard pieces[first].framing + pieces[first].content == 0 else { break }
            if pieces[first].endsResponse {
                body(content, true)
                content = 0
            }
            removeFirst()
        }
        if content > 0 { body(content, false) }
    }

    private mutating func removeFirst() {
        if !pieces[first].isBuffered { sources.removeFirst() }
        first += 1
        if first == pieces.count {
            pieces.removeAll(keepingCapacity: true)
            first = 0
        } else if first >= Self.mostSpent, first > pieces.count / 2 {
            // During an endless response the queue may never be empty.
            pieces.removeFirst(first)
            first = 0
        }
    }

    /// Drops everything unsent.
    mutating func removeAll() {
        bytes.removeAll()
        pieces.removeAll(keepingCapacity: true)
        sources.removeAll()
        (first, unsent, offered) = (0, 0, 0)
    }
}
