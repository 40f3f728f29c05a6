import SystemCalls
import SystemPackage
import Testing

@testable import Sockets

@Suite struct TCPClientTests {
    /// Says something, and lets a test act when it is connected.
    private final class Caller: TCPClient {
        var whenConnected: (() throws -> Void)?
        private(set) var heard = ""

        override func handle() throws {
            try whenConnected?()
            let buffer = ByteBuffer(initial: 64, maximum: 1 << 20)
            buffer.append(Array("question".utf8))
            try send(buffer)
            finishSending()
            while case .moved = try receive(into: buffer) {}
            heard = buffer.withBytes { bytes in
                String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
            }
        }
    }

    private func accept(_ listeners: Listeners) throws -> Descriptor {
        switch try listeners.accept(0) {
        case .connection(let socket, _): return socket
        case .nothing: throw SystemError(call: "accept", errno: .wouldBlock)
        case .exhausted(let error): throw SystemError(call: "accept", errno: error)
        }
    }

    @Test func conversesAndCloses() throws {
        let listeners = try Listeners([.loopback(.ipv4, port: 0)], backlog: 4)
        let caller = Caller(addresses: listeners.addresses, connectSeconds: 5, seconds: 5)
        caller.whenConnected = {
            #expect(caller.peer == listeners.addresses[0])
            let answer = ByteBuffer(initial: 64, maximum: 64)
            answer.append(Array("answer".utf8))
            let socket = try self.accept(listeners)
            _ = try answer.send(to: socket)
            socket.finishSending()
            // Read to the question's end, so that closing does not reset.
            caller.whenConnected = nil
            self.kept.append(Kept(socket))
        }
        try caller.run()
        #expect(caller.heard == "answer")
        #expect(caller.peer == nil)
    }

    private final class Kept {
        let socket: Descriptor
        init(_ socket: consuming Descriptor) { self.socket = socket }
    }
    private final class Keeper { var all: [Kept] = [] }
    private let keeper = Keeper()
    private var kept: [Kept] {
        get { keeper.all }
        nonmutating set { keeper.all = newValue }
    }

    @Test func triesOneAddressAfterAnother() throws {
        let closed = try Listeners([.loopback(.ipv4, port: 0)], backlog: 4)
        let dead = closed.addresses[0]
        closed.close()
        let listeners = try Listeners([.loopback(.ipv6, port: 0)], backlog: 4)
        let client = TCPClient(
            addresses: [dead, listeners.addresses[0]], connectSeconds: 5, seconds: 5)
        try client.connect()
        #expect(client.peer == listeners.addresses[0])
        client.disconnect()
        client.addresses = [dead]
        #expect(throws: SystemError(call: "connect", errno: .connectionRefused)) {
            try client.connect()
        }
        client.addresses = []
        #expect(throws: SystemError(call: "connect", errno: .addressNotAvailable)) {
            try client.connect()
        }
    }

    @Test func doesNotWaitForEver() throws {
        let listeners = try Listeners([.loopback(.ipv4, port: 0)], backlog: 4)
        let client = TCPClient(addresses: listeners.addresses, connectSeconds: 5, seconds: 0.05)
        let buffer = ByteBuffer(initial: 64, maximum: 1 << 25)
        try client.connect()
        #expect(throws: SystemError(call: "recv", errno: .timedOut)) {
            try client.receive(into: buffer)
        }
        buffer.append([UInt8](repeating: 0, count: 1 << 25))
        #expect(throws: SystemError(call: "send", errno: .timedOut)) { try client.send(buffer) }
    }

    @Test func withoutAConnectionNothingIsSent() {
        let client = TCPClient(addresses: [], connectSeconds: 1, seconds: 1)
        let buffer = ByteBuffer(initial: 8, maximum: 8)
        buffer.append([1])
        #expect(throws: SystemError(call: "send", errno: .socketNotConnected)) {
            try client.send(buffer)
        }
    }
}
