import SystemCalls

/// Deadlines of many connections, by slot: setting, moving and cancelling one are O(1) (Varghese
/// and Lauck, "Hashed and hierarchical timing wheels", 1987).
///
/// A deadline that moves to later, as an idle connection's does with each request, costs nothing:
/// the slot stays where it is and is checked when its old time comes. So `expire` returns slots
/// that may be due; the caller compares the deadline and schedules the slot again if it is later.
struct TimerWheel {
    /// Nanoseconds that a bucket spans (67 ms); a deadline is noticed late by at most this.
    private static let tick: Int64 = 1 << 26
    /// Buckets; a power of two. A deadline beyond the last one is checked once a round.
    private static let size = 1024

    private struct Link {
        var next: Int32 = -1
        var previous: Int32 = -1
        /// The tick at which the slot is checked; -1 when it is not scheduled.
        var tick: Int64 = -1
    }

    private var links: [Link] = []
    private var heads = [Int32](repeating: -1, count: size)
    /// One bit for each bucket, set while the bucket is not empty.
    private var occupied = [UInt64](repeating: 0, count: size / 64)
    /// The last tick whose bucket has been emptied.
    private var current: Int64

    init(now: Instant) { current = now.nanoseconds / Self.tick }

    /// Makes `expire` return the slot at `deadline` or up to a tick later; earlier if it was
    /// already scheduled for an earlier time.
    mutating func schedule(_ slot: Int, _ deadline: Instant) {
        while links.count <= slot { links.append(Link()) }
        // Rounded up: never early. Within one round of the wheel, so that a bucket holds one tick.
        let wanted =
            deadline.nanoseconds > .max - Self.tick
            ? Int64.max : (deadline.nanoseconds + Self.tick - 1) / Self.tick
        let tick = min(max(wanted, current + 1), current + Int64(Self.size) - 1)
        let scheduled = links[slot].tick
        if scheduled >= 0 {
            if scheduled <= tick { return }
            cancel(slot)
        }
        insert(slot, tick)
    }

    /// Removes the slot from the wheel.
    mutating func cancel(_ slot: Int) {
        guard slot < links.count, links[slot].tick >= 0 else { return }
        let link = links[slot]
        if link.next >= 0 { links[Int(link.next)].previous = link.previous }
        if link.previous >= 0 {
            links[Int(link.previous)].next = link.next
        } else {
            let bucket = Self.bucket(link.tick)
            heads[bucket] = link.next
            if link.next < 0 { occupied[bucket >> 6] &= ~(1 << UInt64(bucket & 63)) }
        }
        links[slot] = Link()
    }

    /// Removes a slot that may be due and returns it; nil when none is left.
    mutating func expire(now: Instant) -> Int? {
        let end = now.nanoseconds / Self.tick
        while current < end || heads[Self.bucket(current)] >= 0 {
            let bucket = Self.bucket(current)
            if heads[bucket] >= 0 {
                let slot = Int(heads[bucket])
                cancel(slot)
                return slot
            }
            if let next = nextTick(), next <= end {
                current = next
            } else {
                current = end
                if heads[Self.bucket(current)] < 0 { return nil }
            }
        }
        return nil
    }

    /// When to call `expire` next; `distantFuture` when nothing is scheduled.
    var next: Instant {
        if heads[Self.bucket(current)] >= 0 { return Instant(nanoseconds: current * Self.tick) }
        guard let tick = nextTick() else { return .distantFuture }
        return Instant(nanoseconds: tick * Self.tick)
    }

    private mutating func insert(_ slot: Int, _ tick: Int64) {
        let bucket = Self.bucket(tick)
        let head = heads[bucket]
        links[slot] = Link(next: head, previous: -1, tick: tick)
        if head >= 0 { links[Int(head)].previous = Int32(slot) }
        heads[bucket] = Int32(slot)
        occupied[bucket >> 6] |= 1 << UInt64(bucket & 63)
    }

    /// The first tick after the current one whose bucket is not empty.
    private func nextTick() -> Int64? {
        let start = Self.bucket(current + 1)
        for step in 0...(Self.size / 64) {
            let word = (start >> 6 + step) % (Self.size / 64)
            var bits = occupied[word]
            if step == 0 { bits &= ~0 << UInt64(start & 63) }
            if step == Self.size / 64 { bits &= (1 << UInt64(start & 63)) &- 1 }
            guard bits != 0 else { continue }
            let bucket = word * 64 + bits.trailingZeroBitCount
            return current + 1 + Int64((bucket - start + Self.size) % Self.size)
        }
        return nil
    }

    private static func bucket(_ tick: Int64) -> Int { Int(tick & Int64(size - 1)) }
}
