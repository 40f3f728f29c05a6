/// The exchanges of an HTTP/1 connection whose responses have not been sent, in the order of their
/// requests.
///
/// Mostly there is one. It has a place of its own, so that the common case moves no array.
struct ExchangeQueue {
    /// The exchange that came last; nil when there is none.
    private(set) var last: Exchange?
    /// The exchanges before it.
    private var earlier: [Exchange] = []

    init() {}

    /// Whether there is none.
    @inline(__always)
    var isEmpty: Bool { last == nil }

    /// How many there are.
    var count: Int { last == nil ? 0 : earlier.count + 1 }

    /// The exchange that came first; nil when there is none.
    var first: Exchange? { earlier.first ?? last }

    /// The exchange that came as number `index`, from 0.
    @inline(__always)
    subscript(index: Int) -> Exchange {
        if index < earlier.count { return earlier[index] }
        guard index == earlier.count, let last else { preconditionFailure("no such exchange") }
        return last
    }

    /// Adds an exchange behind all others.
    @inline(__always)
    mutating func append(_ exchange: Exchange) {
        if let last { earlier.append(last) }
        last = exchange
    }

    /// Takes the first exchange out.
    @inline(__always)
    mutating func removeFirst() -> Exchange {
        if !earlier.isEmpty { return earlier.removeFirst() }
        guard let first = last.take() else { preconditionFailure("no exchange") }
        return first
    }
}
