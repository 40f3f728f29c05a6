import SystemCalls
import SystemPackage
import Testing

@Suite struct SocketTableTests {
    /// A table whose slot 0 is connected to a socket of this process.
    private final class Connected {
        private var table = SocketTable(count: 1)
        private let epoll: Epoll
        private let listener: Descriptor
        private var peer: Descriptor?

        init() throws {
            listener = try Descriptor.listening(on: .loopback(.ipv4, port: 0), backlog: 1)
            epoll = try Epoll()
            try connect(to: .internet(listener.localAddress()))
            var poll = PollSet()
            poll.add(listener.number, .readable)
            try #require(try poll.wait(until: .now.advanced(bySeconds: 10)))
            guard case .connection(let socket, _) = try listener.accept() else {
                throw SystemError(call: "accept", errno: .wouldBlock)
            }
            peer = consume socket
        }

        func connect(to place: Peer? = nil) throws {
            let place = try place ?? .internet(listener.localAddress())
            if try table.connect(0, to: place, epoll: epoll, token: 7) { return }
            _ = try waitForEvent()
            let error = table.connectError(0)
            #expect(error == nil)
        }

        func close() { table.close(0) }
        var isOpen: Bool { table.isOpen(0) }
        func send(_ text: String, _ range: Range<Int>) -> SocketTable.Outcome {
            table.send(0, Octets(Array(text.utf8)), range)
        }
        func receive(after kept: Int = 0) -> SocketTable.Outcome { table.receive(0, after: kept) }
        func discard(_ count: Int) -> SocketTable.Outcome { table.discard(0, count) }
        func restore(_ text: String) { table.restore(Array(text.utf8)) }

        func received(_ range: Range<Int>) -> String {
            var octets: [UInt8] = []
            table.withReceived(range, &octets) { octets, span in octets.append(copying: span) }
            return String(decoding: octets, as: UTF8.self)
        }

        func receivedEqual(_ text: String, at offset: Int) -> Bool {
            table.receivedEqual(Octets(Array(text.utf8)), at: offset)
        }

        /// What the peer has received.
        func arrived() throws -> String {
            let buffer = ByteBuffer(initial: 64, maximum: 64)
            try withPeer { peer in
                var poll = PollSet()
                poll.add(peer.number, .readable)
                try #require(try poll.wait(until: .now.advanced(bySeconds: 10)))
                _ = try buffer.receive(from: peer)
            }
            return buffer.withBytes { bytes in
                String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
            }
        }

        /// Has the peer send `text` and waits until all of it can be received.
        func deliver(_ text: String) throws {
            table.setLowWaterMark(0, text.utf8.count)
            defer { table.setLowWaterMark(0, 1) }
            try withPeer { try $0.writeAll(Array(text.utf8)) }
            while try !waitForEvent().isReadable {}
        }

        /// Closes the peer's end, by a reset if `isReset`, and waits for the event of it.
        func end(isReset: Bool) throws -> Epoll.Event {
            if isReset { try withPeer { $0.resetOnClose() } }
            peer = nil
            while true {
                let event = try waitForEvent()
                if event.isEnding { return event }
            }
        }

        private func withPeer(_ body: (borrowing Descriptor) throws -> Void) throws {
            switch peer {
            case .some(let peer): try body(peer)
            case .none: throw SystemError(call: "peer", errno: .socketNotConnected)
            }
        }

        private func waitForEvent() throws -> Epoll.Event {
            let count = try epoll.wait(nanoseconds: 10_000_000_000)
            try #require(count == 1)
            let event = epoll[0]
            #expect(event.token == 7)
            return event
        }
    }

    @Test func transfersBothWays() throws {
        let slot = try Connected()
        #expect(slot.receive().wouldBlock)
        #expect(slot.send("request", 2..<7).count == 5)
        #expect(try slot.arrived() == "quest")
        try slot.deliver("answer")
        #expect(slot.receive().count == 6)
        #expect(slot.received(0..<6) == "answer")
        #expect(slot.receivedEqual("swer", at: 2))
        #expect(!slot.receivedEqual("swex", at: 2))
    }

    /// What is kept goes to the front, and the next octets follow it.
    @Test func receivesBehindWhatIsKept() throws {
        let slot = try Connected()
        try slot.deliver("second")
        slot.restore("first ")
        #expect(slot.receive(after: 6).count == 6)
        #expect(slot.received(0..<12) == "first second")
    }

    @Test func discardsAsManyAsAskedFor() throws {
        let slot = try Connected()
        try slot.deliver("thrown away, kept")
        #expect(slot.discard(13).count == 13)
        #expect(slot.receive().count == 4)
        #expect(slot.received(0..<4) == "kept")
    }

    @Test(arguments: [false, true]) func anEndIsNoError(_ isReset: Bool) throws {
        let slot = try Connected()
        try slot.deliver("x")
        let event = try slot.end(isReset: isReset)
        #expect(event.isReadable)
        #expect(slot.receive().count == 1)
        let end = slot.receive()
        #expect(!end.wouldBlock)
        #expect(end.count == (isReset ? nil : 0))
        if isReset { #expect(end.error == .connectionReset) }
    }

    @Test func aFailedConnectLeavesTheSlotClosed() throws {
        let slot = try Connected()
        slot.close()
        #expect(!slot.isOpen)
        #expect(throws: SystemError(call: "connect", errno: .noSuchFileOrDirectory)) {
            try slot.connect(to: .local("/nonexistent/socket"))
        }
        #expect(!slot.isOpen)
        try slot.connect()
        #expect(slot.isOpen)
    }
}
