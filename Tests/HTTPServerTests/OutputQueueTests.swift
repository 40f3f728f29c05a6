import Sockets
import SystemCalls
import Testing

@testable import HTTPServer

/// What a connection has to send: order, accounting, and where responses end.
@Suite struct OutputQueueTests {
    /// What a response adds to the queue: so many bytes.
    enum Part: Sendable {
        case framing(Int)
        case content(Int)
        case lent(Int)
        case file(Int)

        var count: Int {
            switch self {
            case .framing(let count), .content(let count), .lent(let count), .file(let count):
                count
            }
        }

        var isContent: Bool {
            if case .framing = self { false } else { true }
        }
    }

    /// Responses, each by its parts.
    static let layouts: [[[Part]]] = [
        [[.framing(5)]],
        [[.framing(5), .content(7)]],
        [[.framing(5), .content(7)], [.framing(3)], [.framing(4), .content(1)]],
        [[.framing(5), .framing(2), .content(3), .framing(2), .content(4), .framing(2)]],
        [[.framing(5), .file(9)]],
        [[.framing(5), .file(9)], [.framing(5), .file(9)]],
        [[.framing(5), .file(9), .content(3), .file(4)], [.framing(2), .content(2)]],
        [[.framing(5), .lent(OutputQueue.inlineLimit)], [.framing(5)]],
        [[.framing(5), .lent(OutputQueue.inlineLimit + 1)], [.framing(5), .content(2)]],
        [[.framing(5), .file(9)], [.framing(5), .lent(OutputQueue.inlineLimit + 1)]],
    ]

    /// A queue with the parts of a layout, and what it has to send.
    private final class Filled: QueueBox {
        private(set) var bytes: [UInt8] = []
        /// For each response: bytes of content, and the position behind its last byte.
        private(set) var responses: [(content: Int, end: Int)] = []
        /// Positions that are content.
        private var contents: [Range<Int>] = []

        init(_ layout: [[Part]], _ file: TemporaryFile) throws {
            super.init()
            for parts in layout {
                var content = 0
                for part in parts {
                    try add(part, file)
                    if part.isContent { content += part.count }
                }
                #expect(endResponse())
                responses.append((content, bytes.count))
            }
        }

        private func add(_ part: Part, _ file: TemporaryFile) throws {
            let start = bytes.count
            let made = Array(OutputQueueTests.pattern[start..<start + part.count])
            switch part {
            case .framing: queue.append(framing: made)
            case .content: queue.append(content: made.span)
            case .lent: queue.lend(made)
            case .file(let count): queue.append(try file.range(offset: start, count: count))
            }
            bytes += made
            if part.isContent { contents.append(start..<bytes.count) }
        }

        /// Bytes of content in front of a position, of response number `index` alone.
        func content(before position: Int, of index: Int) -> Int {
            let start = index == 0 ? 0 : responses[index - 1].end
            let range = start..<max(start, min(position, responses[index].end))
            return contents.reduce(0) { $0 + $1.clamped(to: range).count }
        }
    }

    /// Bytes that are their own positions, as far as a byte can be.
    private static let pattern = (0..<2 * OutputQueue.inlineLimit).map {
        UInt8(truncatingIfNeeded: $0)
    }

    /// A file with the beginning of the pattern.
    private let file = try! TemporaryFile(Array(pattern[..<100]))

    /// Wherever the transport stops taking, what has left is accounted for to the byte.
    @Test(arguments: layouts) func partialSends(layout: [[Part]]) throws {
        let total = try Filled(layout, file).bytes.count
        for split in 0...total where isWorthwhile(split, layout) {
            let filled = try Filled(layout, file)
            let memory = MemoryTransport(capacity: split)
            let transport = Transport(memory)
            try filled.sendAll(transport)
            #expect(filled.unsent == total - split)
            #expect(filled.isEmpty == (split == total))
            #expect(filled.ended == filled.responses.count { $0.end <= split })
            for index in 0...min(filled.ended, filled.responses.count - 1) {
                #expect(filled.content[index] == filled.content(before: split, of: index))
            }
            memory.capacity = .max
            try filled.sendAll(transport)
            #expect(filled.content == filled.responses.map(\.content) + [0])
            #expect(memory.peerTakes() == filled.bytes)
            #expect(filled.unsent == 0 && filled.isEmpty)
        }
    }

    /// Every position, but of long parts those near their ends and some between.
    private func isWorthwhile(_ split: Int, _ layout: [[Part]]) -> Bool {
        var position = 0
        for part in layout.joined() {
            defer { position += part.count }
            guard split >= position, split < position + part.count else { continue }
            let distance = min(split - position, position + part.count - split)
            return distance < 20 || split % 997 == 0
        }
        return true
    }

    /// Bytes of pieces in the buffer leave together, and short content with its head.
    @Test func whatIsInMemoryLeavesAtOnce() throws {
        let limit = OutputQueue.inlineLimit
        let filled = try Filled(
            [[.framing(5), .lent(limit)], [.framing(7), .content(3)], [.framing(1), .file(1)]],
            file)
        let transport = Transport(MemoryTransport())
        #expect(try filled.send(transport) == .moved(limit + 16))
        #expect(filled.offered == limit + 16 && filled.ended == 2)
    }

    @Test func endsAreOnlyMarkedWhereSomethingIsLeft() throws {
        let box = QueueBox()
        let transport = Transport(MemoryTransport())
        #expect(!box.endResponse(), "nothing has been added")
        box.queue.append(framing: [1, 2])
        #expect(box.endResponse())
        #expect(!box.endResponse(), "it ends once")
        box.queue.append(framing: [3])
        #expect(try box.send(transport) == .moved(3))
        #expect(box.content == [0, 0] && box.ended == 1)
        #expect(!box.endResponse(), "all of it has left")
    }

    @Test func nothingAddsNothing() throws {
        let box = QueueBox()
        let nothing: [UInt8] = []
        box.queue.append(framing: nothing)
        box.queue.append(content: nothing.span)
        box.queue.lend(nothing)
        box.queue.append(try file.range(count: 0))
        #expect(box.isEmpty && box.unsent == 0)
    }

    @Test func forgetsEverything() throws {
        let filled = try Filled(Self.layouts[6], file)
        filled.queue.removeAll()
        #expect(filled.isEmpty && filled.unsent == 0 && filled.nextFile == nil)
        filled.queue.append(framing: [9])
        let memory = MemoryTransport()
        #expect(try filled.send(Transport(memory)) == .moved(1))
        #expect(memory.peerTakes() == [9])
    }

    // MARK: Files

    /// A file is closed when its last byte has left, whatever waits behind it.
    @Test func filesAreClosedWhenTheyHaveLeft() throws {
        let box = QueueBox()
        weak var shared: SharedFile?
        do {
            let range = try file.range(count: 3)
            shared = range.file
            box.queue.append(range)
        }
        box.queue.append(framing: [4])
        let transport = Transport(MemoryTransport())
        for left in [2, 1, nil] {
            #expect(shared != nil)
            #expect(try box.send(transport, fileLimit: 1) == .moved(1))
            #expect(box.nextFile?.count == left)
        }
        #expect(shared == nil && !box.isEmpty)
    }

    /// A short part of a file is read and leaves with its head; a long one, one of a remote file,
    /// and what a file has lost, are left to `sendfile(2)`.
    @Test(arguments: [1, 1000, 5000, OutputQueue.inlineLimit, OutputQueue.inlineLimit + 1])
    func shortParts(count: Int) throws {
        let content = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let long = try TemporaryFile(content)
        for isRemote in [false, true] {
            let box = QueueBox()
            box.queue.append(framing: [7])
            box.queue.append(partOf: try long.range(offset: 3, count: count, isRemote: isRemote))
            #expect(box.endResponse() && box.unsent == count + 1)
            let memory = MemoryTransport()
            let isRead = count <= OutputQueue.inlineLimit && !isRemote
            _ = try box.send(Transport(memory), fileLimit: .max)
            #expect(box.isEmpty == isRead)
            try box.sendAll(Transport(memory))
            #expect(memory.peerTakes() == [7] + content[3..<3 + count])
            #expect(box.content == [count, 0] && box.ended == 1)
        }
        let box = QueueBox()
        box.queue.append(partOf: try long.range(offset: 39_990, count: 20))
        #expect(box.unsent == 20)
        _ = try box.send(Transport(MemoryTransport()))
        #expect(box.nextFile?.offset == 40_000 && box.nextFile?.count == 10)
    }

    /// Bytes that were read from a file take the place of their part of it.
    @Test(arguments: 0...9, 1...10) func bytesInPlaceOfAFile(sent: Int, read: Int) throws {
        guard sent + read <= 10 else { return }
        let box = QueueBox()
        box.queue.append(try file.range(offset: 5, count: 10))
        #expect(box.endResponse())
        box.queue.append(framing: [99])
        #expect(box.endResponse())
        let memory = MemoryTransport()
        let transport = Transport(memory)
        if sent > 0 { #expect(try box.send(transport, fileLimit: sent) == .moved(sent)) }
        let next = try #require(box.nextFile)
        #expect(next.offset == 5 + sent && next.count == 10 - sent)
        box.queue.replaceFront(with: (0..<read).map { UInt8(next.offset + $0) })
        #expect(box.unsent == 11 - sent && box.nextFile == nil)
        try box.sendAll(transport)
        #expect(memory.peerTakes() == Array(5..<15) + [99])
        #expect(box.content == [10, 0, 0] && box.ended == 2)
    }

    /// A file that is shorter than announced is not passed off as whole.
    @Test func aShrunkFileEnds() throws {
        let short = try TemporaryFile(Array("short".utf8))
        let box = QueueBox()
        box.queue.append(try short.range(count: 10))
        #expect(box.endResponse())
        let transport = Transport(MemoryTransport())
        #expect(try box.send(transport, fileLimit: 100) == .moved(5))
        #expect(try box.send(transport, fileLimit: 100) == .ended)
        #expect(!box.isEmpty && box.content == [5] && box.ended == 0)
    }

    /// A response without an end, to a client that never takes all that waits.
    @Test func neverEmpty() {
        var queue = OutputQueue()
        var most = 0
        for _ in 0..<10_000 {
            queue.append(framing: [1, 2])
            queue.append(content: [3].span)
            // Leaves one octet of every chunk to the next.
            if queue.unsent > 3 { queue.consume(3) { _, _ in } }
            most = max(most, queue.heldPieces)
        }
        #expect(queue.unsent == 3)
        #expect(most < 200)
    }
}
