import SystemCalls

/// The exchanges of an HTTP/1 connection whose responses have not been sent, in the order of their
/// requests.
///
/// A ring of exchanges that are used again and again: a request takes the next one and none is
/// allocated, moved or counted, however many requests a client pipelines.
struct ExchangeQueue {
    /// Exchanges that a connection at rest keeps for its next requests.
    private static let kept = 16

    /// All exchanges; those in use are `count` from `start` on, around the end.
    private var slots: [Exchange] = []
    private var start = 0
    /// How many are in use.
    private(set) var count = 0

    init() {}

    /// Whether none is in use.
    @inline(__always)
    var isEmpty: Bool { count == 0 }

    /// The exchange that came first; nil when there is none.
    @inline(__always)
    var first: Exchange? { isEmpty ? nil : slots[start] }

    /// The exchange that came last; nil when there is none.
    @inline(__always)
    var last: Exchange? { isEmpty ? nil : self[count - 1] }

    /// The exchange at `index`; the oldest has index 0.
    @inline(__always)
    subscript(index: Int) -> Exchange { slots[slot(index)] }

    /// The place of exchange number `index`.
    @inline(__always)
    private func slot(_ index: Int) -> Int {
        let slot = start + index
        return slot < slots.count ? slot : slot - slots.count
    }

    /// Puts another exchange behind all others. It is as `Exchange.reset` leaves it.
    @inline(__always)
    mutating func append(for client: SocketAddress) {
        if count == slots.count { grow(client) }
        count += 1
        self[count - 1].request.client = client
    }

    private mutating func grow(_ client: SocketAddress) {
        slots = Array(slots[start...] + slots[..<start])
        start = 0
        slots.append(Exchange(client: client))
    }

    /// Takes the first exchange out. It stays in the ring and must be reset before its next use.
    @inline(__always)
    mutating func removeFirst() {
        precondition(count > 0, "no exchange")
        start = start + 1 < slots.count ? start + 1 : 0
        count -= 1
    }

    /// Gives back the memory of exchanges that only a long pipeline needs. None may be in use.
    mutating func trim() {
        precondition(isEmpty, "exchanges are in use")
        guard slots.count > Self.kept else { return }
        slots.removeSubrange(Self.kept...)
        start = 0
    }
}
