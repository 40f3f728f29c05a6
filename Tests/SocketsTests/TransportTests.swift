import Foundation
import SystemCalls
import SystemPackage
import Testing

@testable import Sockets

/// What a connection sees of its transport, whatever carries the bytes.
@Suite struct TransportTests {
    /// A transport and what its peer does.
    private struct Wire: ~Copyable {
        var transport: Transport
        let send: ([UInt8]) throws -> Void
        let finish: () -> Void
        let take: () throws -> [UInt8]
        /// Whether the peer sees that nothing more comes.
        let seesEnd: () throws -> Bool
    }

    enum Carrier: CaseIterable { case socket, memory }

    /// Owns the socket of a peer.
    private final class Peer {
        let socket: Descriptor
        let buffer = ByteBuffer(initial: 1024, maximum: 1 << 20)
        init(_ socket: consuming Descriptor) { self.socket = socket }
    }

    private func wire(_ carrier: Carrier) throws -> Wire {
        switch carrier {
        case .memory:
            let memory = MemoryTransport()
            return Wire(
                transport: Transport(memory), send: memory.peerSends, finish: memory.peerFinishes,
                take: { memory.peerTakes() }, seesEnd: { memory.outputEnds || memory.isClosed })
        case .socket:
            let pair = try Descriptor.socketPair()
            let peer = Peer(try Descriptor.duplicate(pair.writing.number))
            return Wire(
                transport: Transport(pair.takeReading()),
                send: {
                    peer.buffer.append($0)
                    _ = try peer.buffer.send(to: peer.socket)
                },
                finish: { peer.socket.finishSending() },
                take: {
                    peer.buffer.removeAll()
                    while case .moved = try peer.buffer.receive(from: peer.socket) {}
                    return peer.buffer.array
                },
                seesEnd: { try peer.buffer.receive(from: peer.socket) == .ended })
        }
    }

    private func buffer(_ bytes: [UInt8] = []) -> ByteBuffer {
        let buffer = ByteBuffer(initial: 64, maximum: 1024)
        buffer.append(bytes)
        return buffer
    }

    @Test(arguments: Carrier.allCases) func receives(carrier: Carrier) throws {
        let wire = try wire(carrier)
        let received = buffer()
        var outcome = try wire.transport.receive(received)
        #expect(outcome == .wouldBlock)
        try wire.send([1, 2, 3, 4, 5])
        outcome = try wire.transport.receive(received, limit: 2)
        #expect(outcome == .moved(2) && received.lastReadWasFull)
        outcome = try wire.transport.receive(received)
        #expect(outcome == .moved(3) && !received.lastReadWasFull)
        #expect(received.array == [1, 2, 3, 4, 5])
        try wire.send([6])
        wire.finish()
        outcome = try wire.transport.receive(received)
        #expect(outcome == .moved(1), "what came before the end comes first")
        outcome = try wire.transport.receive(received)
        #expect(outcome == .ended)
    }

    @Test(arguments: Carrier.allCases) func sends(carrier: Carrier) throws {
        let path = NSTemporaryDirectory() + "transport-\(UUID().uuidString)"
        try Data([10, 11, 12, 13]).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try Descriptor.openForReading(path)
        let wire = try wire(carrier)
        let sent = buffer([1, 2, 3])
        var outcome = try wire.transport.send(sent, limit: 2, more: true)
        #expect(outcome == .moved(2) && sent.array == [3])
        outcome = try wire.transport.send(sent)
        #expect(outcome == .moved(1) && sent.isEmpty)
        outcome = try wire.transport.send([4, 5, 6], from: 1)
        #expect(outcome == .moved(2))
        outcome = try wire.transport.send(file, at: 1, count: 2)
        #expect(outcome == .moved(2))
        outcome = try wire.transport.send(file, at: 1, count: 100)
        #expect(outcome == .moved(3))
        outcome = try wire.transport.send(file, at: 4, count: 1)
        #expect(outcome == .ended, "the file has no more")
        #expect(try wire.take() == [1, 2, 3, 5, 6, 11, 12, 11, 12, 13])
    }

    @Test(arguments: Carrier.allCases) func finishesSending(carrier: Carrier) throws {
        let wire = try wire(carrier)
        wire.transport.finishSending()
        #expect(try wire.seesEnd())
        let outcome = try wire.transport.send(buffer([1]))
        #expect(outcome == .ended)
        try wire.send([7])
        let received = try wire.transport.receive(buffer())
        #expect(received == .moved(1), "the other direction goes on")
    }

    @Test(arguments: Carrier.allCases) func closes(carrier: Carrier) throws {
        var wire = try wire(carrier)
        wire.transport.close()
        #expect(try wire.seesEnd())
        wire.transport.close()
        try expectNothing(wire.transport)
    }

    /// Without a connection every transfer has ended, and nothing can be waited for.
    @Test func nothing() throws {
        try expectNothing(Transport())
    }

    private func expectNothing(_ transport: borrowing Transport) throws {
        let outcomes = [
            try transport.receive(buffer()), try transport.send(buffer([1])),
            try transport.send([1], from: 0),
            try transport.send(Descriptor.openDirectory("/"), at: 0, count: 1),
        ]
        #expect(outcomes == [.ended, .ended, .ended, .ended])
        let (number, isStateless) = (transport.number, transport.isStateless)
        let (unacknowledged, holds) = (transport.unacknowledgedBytes, transport.holdsReceivedBytes)
        #expect(number == -1 && !isStateless && unacknowledged == 0 && !holds)
        transport.finishSending()
        transport.resetOnClose()
    }

    /// A socket can be taken away, once; what is in memory cannot.
    @Test func takesTheSocket() throws {
        let pair = try Descriptor.socketPair()
        let expected = pair.reading.number
        var transport = Transport(pair.takeReading())
        let isStateless = transport.isStateless
        #expect(isStateless)
        let taken = transport.takeSocket()?.release()
        #expect(taken == expected)
        _ = Descriptor(adopting: try #require(taken))
        let again = transport.takeSocket()?.release()
        #expect(again == nil && transport.number == -1)
        var memory = Transport(MemoryTransport())
        let none = memory.takeSocket()?.release()
        #expect(none == nil)
    }

    @Test func waitsForWhatIsWanted() {
        let transport = Transport()
        for wanted in [Readiness.readable, .writable, [.readable, .writable], []] {
            let readiness = transport.readiness(for: wanted)
            #expect(readiness == wanted)
        }
    }

    /// Over TCP: what the peer has not acknowledged is counted, and a close can be a reset.
    @Test(arguments: [true, false]) func resets(byReset: Bool) throws {
        let listeners = try Listeners([.loopback(.ipv4, port: 0)], backlog: 4)
        let client = try Clients.connect(to: listeners)
        let driver = ScriptedDriver()
        try Clients.accept(listeners, driver)
        if byReset { driver.transport.resetOnClose() }
        let outcome = try driver.transport.send([1, 2, 3], from: 0)
        #expect(outcome == .moved(3))
        let received = buffer()
        #expect(try client.receive(into: received) == .moved(3))
        driver.transport.close()
        if byReset {
            #expect(throws: SystemError(call: "recv", errno: .connectionReset)) {
                try client.receive(into: received)
            }
        } else {
            #expect(try client.receive(into: received) == .ended)
        }
    }

    @Test func countsWhatWasNotAcknowledged() throws {
        let listeners = try Listeners([.loopback(.ipv4, port: 0)], backlog: 4)
        let client = try Clients.connect(to: listeners)
        let driver = ScriptedDriver()
        try Clients.accept(listeners, driver)
        let much = [UInt8](repeating: 0, count: 1 << 20)
        while case .moved = try driver.transport.send(much, from: 0) {}
        // The client takes nothing: what its kernel has no room for stays here.
        #expect(driver.transport.unacknowledgedBytes > 0)
        client.disconnect()
    }
}
