/// The connections of an open loop that can take a request, first come first served, so that all of
/// them are used. A connection stands in it once for each request that it may have in flight.
struct IdleRing {
    private var slots: [Int32]
    private var first = 0
    private(set) var count = 0
    /// Since when there is a connection to be had, in monotonic nanoseconds.
    private(set) var nonEmptySince: Int64 = 0

    /// A ring that never holds more than `capacity` entries.
    init(capacity: Int) {
        slots = [Int32](repeating: 0, count: capacity)
    }

    var isEmpty: Bool { count == 0 }

    mutating func push(_ slot: Int, at now: Int64) {
        if count == 0 { nonEmptySince = now }
        var place = first + count
        if place >= slots.count { place -= slots.count }
        slots[place] = Int32(truncatingIfNeeded: slot)
        count += 1
    }

    mutating func pop() -> Int? {
        if count == 0 { return nil }
        let slot = slots[first]
        first = first + 1 == slots.count ? 0 : first + 1
        count -= 1
        return Int(slot)
    }
}
