import Foundation
import SystemCalls
import Testing

@testable import Sockets

@Suite struct OutboxTests {
    private func file(_ bytes: [UInt8]) throws -> String {
        let path = NSTemporaryDirectory() + "outbox-\(UUID().uuidString)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func contents(_ outbox: Outbox) -> [UInt8] {
        outbox.bytes.withBytes { bytes in bytes.indices.map { bytes[$0] } }
    }

    @Test func knowsWhereAResponseIs() {
        let outbox = Outbox()
        #expect(!outbox.isResponding && !outbox.isComplete && outbox.isEmpty)
        outbox.beginResponse(close: false)
        #expect(outbox.isResponding && !outbox.isComplete && !outbox.closesAfter)
        outbox.append(Array("ab".utf8))
        outbox.finishResponse()
        #expect(!outbox.isComplete && !outbox.isEmpty)
        outbox.bytes.consume(2)
        #expect(outbox.isComplete)
        outbox.reset()
        #expect(!outbox.isResponding && !outbox.isComplete)
        outbox.beginResponse(close: true)
        #expect(outbox.closesAfter)
        outbox.abortResponse()
        #expect(outbox.isComplete && outbox.isAborted)
    }

    /// Small ranges travel with the bytes; large ones stay with the kernel.
    @Test(arguments: [
        (0, 10), (5, 3), (0, Outbox.inlineLimit), (0, Outbox.inlineLimit + 1), (7, 100_000),
    ])
    func rangesArriveWhole(offset: Int, count: Int) throws {
        let bytes = (0..<120_000).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) }
        let path = try file(bytes)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let outbox = Outbox()
        outbox.beginResponse(close: false)
        outbox.append(Array("head".utf8))
        outbox.append(
            FileRange(
                file: try Descriptor.openForReading(path), offset: offset, count: count))
        outbox.finishResponse()
        let isInline = outbox.bytes.count > 4
        #expect(isInline == (count <= Outbox.inlineLimit))
        let pair = try Descriptor.socketPair()
        let reading = try Descriptor.duplicate(pair.reading.number)
        let socket = ConnectionSocket(pair.takeWriting())
        let received = ByteBuffer(initial: 1 << 20, maximum: 1 << 20)
        while !outbox.isEmpty {
            if !outbox.bytes.isEmpty {
                _ = try socket.send(outbox.bytes, more: false)
            } else {
                _ = try outbox.sendFile(to: socket, limit: 30_000)
            }
            while case .moved = try received.receive(from: reading) {}
        }
        let all = received.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        #expect(all == Array("head".utf8) + bytes[offset..<offset + count])
        #expect(outbox.isComplete)
    }

    /// A file that is shorter than announced leaves the head alone and fails when it is sent.
    @Test func aShrunkFileIsNotPassedOffAsWhole() throws {
        let path = try file(Array("short".utf8))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let outbox = Outbox()
        outbox.beginResponse(close: false)
        outbox.append(Array("head".utf8))
        outbox.append(
            FileRange(file: try Descriptor.openForReading(path), offset: 0, count: 10))
        #expect(contents(outbox) == Array("head".utf8))
        let pair = try Descriptor.socketPair()
        let reading = try Descriptor.duplicate(pair.reading.number)
        let socket = ConnectionSocket(pair.takeWriting())
        #expect(try outbox.sendFile(to: socket, limit: 100) == .moved(5))
        #expect(try outbox.sendFile(to: socket, limit: 100) == .ended)
        withExtendedLifetime(reading.number) {}
        #expect(!outbox.isEmpty)
    }
}
