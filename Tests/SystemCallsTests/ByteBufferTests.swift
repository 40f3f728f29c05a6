import SystemCalls
import Testing

@Suite struct ByteBufferTests {
    private func contents(_ buffer: ByteBuffer) -> [UInt8] {
        buffer.withBytes { bytes in bytes.indices.map { bytes[$0] } }
    }

    /// A generator that gives the same numbers in every run (SplitMix64).
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }

    /// Against an array that does the same, in long random sequences of every operation.
    @Test(arguments: 1...20) func behavesLikeAnArray(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let maximum = Int.random(in: 1...300, using: &random)
        let buffer = ByteBuffer(
            initial: Int.random(in: 1...maximum, using: &random), maximum: maximum)
        let pair = try Descriptor.socketPair()
        var model: [UInt8] = []
        var next: UInt8 = 0
        for _ in 0..<2000 {
            switch Int.random(in: 0..<8, using: &random) {
            case 0, 1:
                let more = (0..<Int.random(in: 0...buffer.room, using: &random)).map { _ in
                    next &+= 1
                    return next
                }
                buffer.append(more)
                model += more
            case 2:
                let count = Int.random(in: 0...model.count, using: &random)
                buffer.consume(count)
                model.removeFirst(count)
            case 3:
                let count = Int.random(in: 0...model.count, using: &random)
                buffer.removeLast(count)
                model.removeLast(count)
            case 4: buffer.releaseIfEmpty()
            case 5:
                if Int.random(in: 0..<10, using: &random) == 0 {
                    buffer.removeAll()
                    model = []
                }
            case 6:
                // Out by the socket and back by the other end.
                let held = model.count
                #expect(try buffer.send(to: pair.writing) == .moved(held))
                while model.count > buffer.count {
                    let outcome = try buffer.receive(from: pair.reading)
                    guard case .moved = outcome else { throw Failed.nothingReceived(outcome) }
                }
            default:
                let room = buffer.room
                #expect(room == maximum - model.count)
            }
            try #require(buffer.count == model.count)
            #expect(buffer.isEmpty == model.isEmpty)
            try #require(contents(buffer) == model)
        }
    }

    private enum Failed: Error { case nothingReceived(Transfer) }

    @Test func readsNoMoreThanTheLimitAndTheRoom() throws {
        let pipe = try Processes.pipe()
        let source = ByteBuffer(initial: 64, maximum: 64)
        source.append(Array(1...20))
        #expect(try source.write(to: pipe.writing) == .moved(20))
        #expect(source.isEmpty)
        let buffer = ByteBuffer(initial: 4, maximum: 10)
        #expect(try buffer.read(from: pipe.reading, limit: 3) == .moved(3))
        #expect(try buffer.read(from: pipe.reading, limit: 100) == .moved(4))
        #expect(try buffer.read(from: pipe.reading) == .moved(3))
        #expect(buffer.room == 0)
        #expect(contents(buffer) == Array(1...10))
    }

    @Test func readsAFileAtAnOffset() throws {
        let directory = TemporaryDirectory()
        try directory.write("digits", "0123456789")
        let file = try Descriptor.openForReading(directory.path + "/digits")
        let buffer = ByteBuffer(initial: 16, maximum: 16)
        #expect(try buffer.read(from: file, at: 7, limit: 16) == .moved(3))
        #expect(contents(buffer) == Array("789".utf8))
        #expect(try buffer.read(from: file, at: 10, limit: 4) == .ended)
        #expect(buffer.count == 3)
    }
}
