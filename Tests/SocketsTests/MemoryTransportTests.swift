import SystemCalls
import Testing

@testable import Sockets

/// The transport by which drivers are tested: it meets any outcome that a test asks for.
@Suite struct MemoryTransportTests {
    private let buffer = ByteBuffer(initial: 64, maximum: 1024)

    @Test(arguments: 1...6) func inputArrivesInPieces(pieceSize: Int) throws {
        let memory = MemoryTransport()
        memory.pieceSize = pieceSize
        memory.peerSends([1, 2, 3, 4, 5])
        let transport = Transport(memory)
        var pieces: [Int] = []
        while case .moved(let count) = try transport.receive(buffer) {
            pieces.append(count)
            #expect(buffer.lastReadWasFull == (memory.unreceivedBytes > 0))
            let holds = transport.holdsReceivedBytes
            #expect(holds == (memory.unreceivedBytes > 0))
        }
        #expect(pieces.allSatisfy { $0 <= pieceSize })
        #expect(buffer.array == [1, 2, 3, 4, 5])
    }

    /// A buffer without room for all takes a part.
    @Test func roomBoundsWhatIsReceived() throws {
        let memory = MemoryTransport()
        memory.peerSends(Array(repeating: 9, count: 10))
        let small = ByteBuffer(initial: 4, maximum: 4)
        let outcome = try Transport(memory).receive(small)
        #expect(outcome == .moved(4) && memory.unreceivedBytes == 6)
    }

    /// It takes as much as a socket's send buffer would have room for.
    @Test func capacity() throws {
        let memory = MemoryTransport(capacity: 3)
        let transport = Transport(memory)
        buffer.append([1, 2, 3, 4])
        var outcomes = [try transport.send(buffer), try transport.send(buffer)]
        #expect(outcomes == [.moved(3), .wouldBlock])
        let unacknowledged = transport.unacknowledgedBytes
        #expect(unacknowledged == 3)
        #expect(memory.peerTakes(2) == [1, 2])
        outcomes = [try transport.send(buffer), try transport.send([5, 6], from: 0)]
        #expect(outcomes == [.moved(1), .moved(1)])
        memory.capacity = 1
        outcomes = [try transport.send([7], from: 0)]
        #expect(outcomes == [.wouldBlock], "less room than is taken already")
        #expect(memory.peerTakes() == [3, 4, 5])
    }

    /// A reset discards what had not been received, and nothing can be sent.
    @Test func theResetOfThePeer() throws {
        let memory = MemoryTransport()
        memory.peerSends([1])
        memory.peerResets()
        let transport = Transport(memory)
        let outcomes = [
            try transport.receive(buffer), try transport.send([1], from: 0),
            try transport.send(Descriptor.openDirectory("/"), at: 0, count: 1),
        ]
        #expect(outcomes == [.ended, .ended, .ended])
        #expect(memory.unreceivedBytes == 0 && memory.peerTakes() == [])
    }

    @Test func whatThePeerSeesOfTheEnd() {
        let memory = MemoryTransport()
        var transport = Transport(memory)
        #expect(!memory.outputEnds && !memory.isClosed && !memory.endedByReset)
        transport.finishSending()
        #expect(memory.outputEnds && !memory.isClosed)
        transport.resetOnClose()
        transport.close()
        #expect(memory.isClosed && memory.endedByReset)
    }
}
