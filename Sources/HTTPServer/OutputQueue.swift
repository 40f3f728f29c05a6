import Sockets
import SystemCalls

/// What a connection has to send, in order: bytes, bytes that a cache lends, ranges of files.
///
/// Every piece knows how much of it is framing (heads, chunk lines) and how much is content, and
/// whether a response ends with it. What leaves is accounted for in one place: `consume`.
struct OutputQueue: ~Copyable {
    /// Responses of pipelined requests are added as long as fewer bytes than this wait.
    static let pipelineHighWater = 64 * 1024
    /// A process or a producer feeds a response as long as fewer bytes than this wait.
    static let sourceHighWater = 64 * 1024
    /// Lent bytes up to this many are copied: one `send` then carries them with their head.
    static let inlineLimit = 16 * 1024

    /// Pieces that have left and still take memory, unless they are half of all or fewer.
    private static let mostSpent = 64

    private enum Source {
        /// The next bytes of `bytes`.
        case buffer
        /// The last bytes of an array that others use as well.
        case lent([UInt8])
        /// A file up to `end`.
        case file(SharedFile, end: Int, isRemote: Bool)
    }

    private struct Piece {
        var source: Source
        /// Bytes of framing, which come first, and of content.
        var framing: Int
        var content: Int
        /// Whether a response ends with this piece.
        var endsResponse = false
    }

    /// The bytes of all pieces of kind `buffer`.
    let bytes = ByteBuffer(initial: 1024, maximum: 1 << 40)
    private var pieces: [Piece] = []
    /// The pieces before this one have left.
    private var first = 0
    /// How many of the pieces are not in `bytes`.
    private var others = 0
    /// Bytes that wait to be sent, those of files included.
    private(set) var unsent = 0
    /// What the last `send` offered to the kernel.
    private(set) var offered = 0

    init() {}

    /// Whether everything has been handed to the kernel.
    var isEmpty: Bool { first == pieces.count }

    /// Pieces in memory, those that have left and were not forgotten yet included.
    var heldPieces: Int { pieces.count }

    // MARK: Adding

    /// Adds bytes of a head, or that frame content.
    mutating func append(framing more: [UInt8]) {
        appendFraming { $0.append(more) }
    }

    /// Adds what `body` appends to the bytes: of a head, or that frame content.
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
            pieces.append(Piece(source: .buffer, framing: count, content: 0))
        }
    }

    /// Adds content.
    mutating func append(content more: Span<UInt8>) {
        guard !more.isEmpty else { return }
        bytes.append(more)
        addedContent(more.count)
    }

    /// So much content has come into `bytes`.
    private mutating func addedContent(_ count: Int) {
        unsent += count
        if let last = openBuffer() {
            pieces[last].content += count
        } else {
            pieces.append(Piece(source: .buffer, framing: 0, content: count))
        }
    }

    /// Adds content that others have in memory as well: it is not copied, unless it is short.
    mutating func lend(_ content: [UInt8]) {
        if content.count <= Self.inlineLimit { return append(content: content.span) }
        pieces.append(Piece(source: .lent(content), framing: 0, content: content.count))
        unsent += content.count
        others += 1
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

    /// Adds a range of a file, which never enters this process.
    mutating func append(_ range: FileRange) {
        guard range.count > 0 else { return }
        pieces.append(
            Piece(
                source: .file(
                    range.file, end: range.offset + range.count, isRemote: range.isRemote),
                framing: 0, content: range.count))
        unsent += range.count
        others += 1
    }

    /// The response ends with what was added last.
    /// - Returns: false when all of it has left already.
    mutating func endResponse() -> Bool {
        guard !isEmpty, !pieces[pieces.count - 1].endsResponse else { return false }
        pieces[pieces.count - 1].endsResponse = true
        return true
    }

    /// The last piece, if bytes of the same response can be added to it.
    private func openBuffer() -> Int? {
        guard !isEmpty, !pieces[pieces.count - 1].endsResponse,
            case .buffer = pieces[pieces.count - 1].source
        else { return nil }
        return pieces.count - 1
    }

    // MARK: Sending

    /// The range of a file that is next to be sent; nil when something else is.
    var nextFile: FileRange? {
        guard others > 0, !isEmpty,
            case .file(let file, let end, let isRemote) = pieces[first].source
        else { return nil }
        let count = pieces[first].content
        return FileRange(file: file, offset: end - count, count: count, isRemote: isRemote)
    }

    /// Sends the next bytes, as many as the transport takes in one call.
    /// - Parameter fileLimit: bytes of a file offered at most.
    mutating func send(
        over transport: borrowing Transport, fileLimit: Int
    ) throws(SystemError) -> Transfer {
        switch pieces[first].source {
        case .buffer:
            offered = bufferRun
            return try transport.send(bytes, limit: offered, more: offered < unsent)
        case .lent(let content):
            offered = pieces[first].content
            return try transport.send(content, from: content.count - offered)
        case .file(let file, let end, _):
            let count = pieces[first].content
            offered = min(count, fileLimit)
            return try transport.send(file.descriptor, at: end - count, count: offered)
        }
    }

    /// Bytes in `bytes` in front of a piece that is elsewhere.
    private var bufferRun: Int {
        if others == 0 { return bytes.count }
        var run = 0
        for index in first..<pieces.count {
            guard case .buffer = pieces[index].source else { break }
            run += pieces[index].framing + pieces[index].content
        }
        return run
    }

    /// Puts bytes that were read from the next file in front of the rest of it.
    mutating func replaceFront(with content: [UInt8]) {
        pieces[first].content -= content.count
        let isWhole = pieces[first].content == 0
        let piece = Piece(
            source: .lent(content), framing: 0, content: content.count,
            endsResponse: isWhole && pieces[first].endsResponse)
        if isWhole {
            pieces[first] = piece
        } else {
            pieces.insert(piece, at: first)
            others += 1
        }
    }

    /// Accounts for bytes that have left.
    /// - Parameter body: gets the bytes of content that have left of the first response, and
    ///   whether it ends there; once for each response concerned.
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
        if others > 0 {
            if case .buffer = pieces[first].source {} else { others -= 1 }
            // The array or file goes now, not when the queue is next empty.
            pieces[first].source = .buffer
        }
        first += 1
        if first == pieces.count {
            pieces.removeAll(keepingCapacity: true)
            first = 0
        } else if first >= Self.mostSpent, first > pieces.count / 2 {
            // A response that never ends may keep the queue from ever being empty.
            pieces.removeFirst(first)
            first = 0
        }
    }

    /// Forgets everything that has not been sent.
    mutating func removeAll() {
        bytes.removeAll()
        pieces.removeAll(keepingCapacity: true)
        (first, others, unsent, offered) = (0, 0, 0, 0)
    }
}
