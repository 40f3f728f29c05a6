internal import SystemCalls

/// The byte streams of an engine's connections, by slot, and the memory that all of them receive
/// into.
///
/// An engine reaches the network through these operations and no others. TLS will be a second case
/// of ``Kind``, with the sessions of its slots, and leave the engine as it is; decision 0012 says
/// what each operation does then.
struct TransportTable: ~Copyable {
    /// What lies between a slot's octets and its socket.
    private enum Kind {
        /// Nothing.
        case plain
    }

    /// The state of a slot that is being opened.
    enum Opening {
        /// Requests can be sent.
        case open
        /// Not yet: an event will follow.
        case inProgress
        /// It failed, and the slot has to be closed.
        case failed(FailureClass.Cause)
    }

    /// Octets received at once at most.
    static var area: Int { SocketTable.area }

    private let kind = Kind.plain
    private var sockets: SocketTable
    /// Whether the kernel can discard octets of the slot's stream.
    private var canDiscard: [Bool]

    /// A table of `count` slots, all closed.
    init(count: Int) {
        sockets = SocketTable(count: count)
        canDiscard = [Bool](repeating: false, count: count)
    }

    // MARK: Opening and closing

    /// Begins to open a closed slot to `peer`; its events carry `token`.
    ///
    /// - Throws: `SystemError`; the slot is closed then.
    mutating func open(
        _ slot: Int, to peer: Peer, epoll: borrowing Epoll, token: UInt64
    ) throws(SystemError) -> Opening {
        let isConnected = try sockets.connect(slot, to: peer, epoll: epoll, token: token)
        switch kind {
        case .plain:
            if case .internet = peer { canDiscard[slot] = true } else { canDiscard[slot] = false }
            return isConnected ? .open : .inProgress
        }
    }

    /// Continues opening a slot after an event.
    mutating func continueOpening(_ slot: Int, _ event: Epoll.Event) -> Opening {
        switch kind {
        case .plain:
            guard event.isWritable else { return .inProgress }
            return sockets.connectError(slot).map { .failed(.init($0)) } ?? .open
        }
    }

    /// Closes an open slot, or one that is being opened.
    mutating func close(_ slot: Int) { sockets.close(slot) }

    // MARK: Transfers

    /// Sends octets `range` of `bytes`, as many as the slot takes.
    @inline(__always)
    func send(_ slot: Int, _ bytes: borrowing Octets, _ range: Range<Int>) -> SlotTransfer {
        switch kind {
        case .plain: SlotTransfer(sockets.send(slot, bytes, range))
        }
    }

    /// Receives into the table's memory, after the `kept` octets at its front. Fewer octets than
    /// there was room for are all that can be received now.
    @inline(__always)
    func receive(_ slot: Int, after kept: Int) -> SlotTransfer {
        switch kind {
        case .plain: SlotTransfer(sockets.receive(slot, after: kept))
        }
    }

    /// Whether ``discard(_:_:)`` costs less than receiving does.
    func discardsCheaply(_ slot: Int) -> Bool { canDiscard[slot] }

    /// Receives up to `count` octets and throws them away. Fewer are all that can be received now.
    /// Only where ``discardsCheaply(_:)``.
    func discard(_ slot: Int, _ count: Int) -> SlotTransfer {
        switch kind {
        case .plain: SlotTransfer(sockets.discard(slot, count))
        }
    }

    /// Asks for events of octets to receive only when there are `count` of them or the stream has
    /// ended. The peer must be certain to send that many.
    func setLowWaterMark(_ slot: Int, _ count: Int) {
        switch kind {
        case .plain: sockets.setLowWaterMark(slot, count)
        }
    }

    // MARK: What was received

    /// Lends the octets `range` of the table's memory, together with something to be changed.
    func withReceived<State, R, E: Error>(
        _ range: Range<Int>, _ state: inout State,
        _ body: (inout State, Span<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        try sockets.withReceived(range, &state, body)
    }

    /// Whether the octets at `offset` of the table's memory are those of `other`.
    @inline(__always)
    func receivedEqual(_ other: borrowing Octets, at offset: Int) -> Bool {
        sockets.receivedEqual(other, at: offset)
    }

    /// Puts octets at the front of the table's memory, where `receive(_:after:)` continues.
    func restore(_ bytes: [UInt8]) { sockets.restore(bytes) }
}
