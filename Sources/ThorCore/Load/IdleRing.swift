/// The connections of an open loop that can take a request, in first-in, first-out order, so that
/// all of them are used. A connection is in it once for each request that it may have in flight.
struct IdleRing {
    private var slots: [Int32]
    private var first = 0
    /// Number of entries.
    private(set) var count = 0
    /// When the ring last changed from empty to not empty, in monotonic nanoseconds.
    private(set) var nonEmptySince: Int64 = 0

    /// An empty ring for at most `capacity` entries.
    init(capacity: Int) {
        slots = [Int32](repeating: 0, count: capacity)
    }

    /// Whether every connection is busy.
    var isEmpty: Bool { count == 0 }

    /// Adds a connection at the end; `now` is in monotonic nanoseconds.
    mutating func push(_ slot: Int, at now: Int64) {
        if count == 0 { nonEmptySince = now }
        var place = first + count
        if place >= slots.count { place -= slots.count }
        slots[place] = Int32(truncatingIfNeeded: slot)
        count += 1
    }

    /// Removes the first connection; nil when there is none.
    mutating func pop() -> Int? {
        if count == 0 { return nil }
        let slot = slots[first]
        first = first + 1 == slots.count ? 0 : first + 1
        count -= 1
        return Int(slot)
    }
}
