import HTTPWire
import SystemCalls

@testable import Sockets
@testable import SpideyCore

/// A client and a handler without a socket between them: bytes in, bytes out.
///
/// It does to a handler what `Connection` does, as far as requests without scripts go.
final class Dialogue {
    let handler: HTTPHandler
    let outbox = Outbox()
    private(set) var output: [UInt8] = []
    private(set) var isClosed = false
    private(set) var waitsFor = Phase.head
    private var input: [UInt8] = []

    /// The tree is there as long as somebody talks about it.
    private let fixture: SiteFixture

    init(
        _ fixture: SiteFixture, _ options: SiteOptions = SiteOptions(), log: AccessLog? = nil
    ) throws {
        self.fixture = fixture
        handler = HTTPHandler(
            address: .loopback(.ipv4, port: 4711), site: try fixture.site(options, log: log))
        handler.connect()
    }

    /// All of the output, its dates struck out.
    var text: String {
        String(decoding: output, as: UTF8.self).split(
            separator: "\r\n", omittingEmptySubsequences: false
        ).map { $0.hasPrefix("Date: ") ? "Date: X" : String($0) }.joined(separator: "\r\n")
    }

    func feed(_ bytes: some Sequence<UInt8>) throws {
        input += bytes
        while !isClosed {
            let held = input
            let reception = handler.receive(held.span, outbox)
            input.removeFirst(reception.consumed)
            let hasResponded = outbox.isResponding
            if hasResponded { try deliver() }
            switch reception.next {
            case .close: isClosed = true
            case .response, .room, .blocking: precondition(hasResponded, "waits for nothing")
            case .input(let phase):
                waitsFor = phase
                if !hasResponded || input.isEmpty { return }
            }
        }
    }

    func timeOut() throws {
        handler.timeOut(waitsFor, outbox)
        if outbox.isResponding { try deliver() }
        isClosed = true
    }

    private func deliver() throws {
        let outbox = outbox
        var sent = outbox.bytes.count
        output += outbox.bytes.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        outbox.bytes.removeAll()
        let pair = try Descriptor.socketPair()
        let reading = try Descriptor.duplicate(pair.reading.number)
        let socket = ConnectionSocket(pair.takeWriting())
        let buffer = ByteBuffer(initial: 1 << 16, maximum: 1 << 24)
        while outbox.file != nil {
            _ = try outbox.sendFile(to: socket, limit: 1 << 14)
            while case .moved = try buffer.receive(from: reading) {}
        }
        sent += buffer.count
        output += buffer.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        precondition(outbox.isComplete, "a response without end")
        outbox.sent = sent
        outbox.settle(isComplete: true) { handler.responded(bytes: $0, isComplete: $1) }
        if outbox.closesAfter { isClosed = true }
        outbox.reset()
    }
}
