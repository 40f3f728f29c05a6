/// The exchanges of an HTTP/1 connection whose responses have not been sent, in the order of their
/// requests.
///
/// Usually there is one. It is stored in its own property, so that the common case uses no array.
struct ExchangeQueue {
    /// The newest exchange; nil when the queue is empty.
    private(set) var last: Exchange?
    /// The exchanges before it.
    private var earlier: [Exchange] = []

    init() {}

    /// Whether the queue is empty.
    @inline(__always)
    var isEmpty: Bool { last == nil }

    /// The number of exchanges.
    var count: Int { last == nil ? 0 : earlier.count + 1 }

    /// The oldest exchange; nil when the queue is empty.
    var first: Exchange? { earlier.first ?? last }

    /// The exchange at `index`; the oldest has index 0.
    @inline(__always)
    subscript(index: Int) -> Exchange {
        if index < earlier.count { return earlier[index] }
        guard index == earlier.count, let last else { preconditionFailure("no such exchange") }
        return last
    }

    /// Adds an exchange at the end.
    @inline(__always)
    mutating func append(_ exchange: Exchange) {
        if let last { earlier.append(last) }
        last = exchange
    }

    /// Removes the oldest exchange.
    @inline(__always)
    mutating func removeFirst() -> Exchange {
        if !earlier.isEmpty { return earlier.removeFirst() }
        guard let first = last.take() else { preconditionFailure("no exchange") }
        return first
    }
}
