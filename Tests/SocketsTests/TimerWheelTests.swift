import SystemCalls
import Testing

@testable import Sockets

/// Deadlines against a plain dictionary of them: nothing early, nothing forgotten, nothing twice.
@Suite struct TimerWheelTests {
    /// How late the wheel may be, in nanoseconds: a bucket and a bit.
    private static let slack: Int64 = 1 << 27

    private struct Dice {
        var state: UInt64
        mutating func roll(_ sides: Int64) -> Int64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int64(state >> 2) % sides
        }
    }

    @Test(arguments: 1...20) func againstDictionary(seed: Int) {
        var dice = Dice(state: UInt64(seed) &* 0x9e37_79b9_7f4a_7c15)
        var now = Instant(nanoseconds: 1_000_000_000 * Int64(seed))
        var wheel = TimerWheel(now: now)
        var deadlines: [Int: Instant] = [:]
        for _ in 0..<5000 {
            switch dice.roll(10) {
            case 0...4:
                let slot = Int(dice.roll(300))
                let reach = [1_000, 100_000_000, 10_000_000_000, 400_000_000_000][
                    Int(dice.roll(4))]
                let deadline = now.advanced(bySeconds: Double(dice.roll(Int64(reach))) / 1e9)
                deadlines[slot] = deadline
                wheel.schedule(slot, deadline)
            case 5:
                let slot = Int(dice.roll(300))
                deadlines[slot] = nil
                wheel.cancel(slot)
            default:
                // Mostly moments, now and then an idle hour.
                let step = dice.roll(50) == 0 ? 3_600_000_000_000 : dice.roll(300_000_000)
                now = Instant(nanoseconds: now.nanoseconds + step)
                expire(&wheel, &deadlines, now)
            }
            // The loop sleeps until `next`: never beyond what is due.
            if let earliest = deadlines.values.map(\.nanoseconds).min() {
                #expect(wheel.next.nanoseconds <= max(earliest, now.nanoseconds) + Self.slack)
            } else {
                // A slot that was cancelled is not looked at.
                #expect(wheel.next == .distantFuture)
            }
        }
    }

    /// As an event loop does: a slot that is named early is scheduled anew.
    private func expire(
        _ wheel: inout TimerWheel, _ deadlines: inout [Int: Instant], _ now: Instant
    ) {
        var looks = 0
        while let slot = wheel.expire(now: now) {
            looks += 1
            guard let deadline = deadlines[slot] else {
                Issue.record("slot \(slot) is not scheduled")
                return
            }
            if deadline <= now { deadlines[slot] = nil } else { wheel.schedule(slot, deadline) }
            guard looks < 100_000 else {
                Issue.record("no end")
                return
            }
        }
        for deadline in deadlines.values {
            #expect(deadline.nanoseconds + Self.slack > now.nanoseconds, "forgotten")
        }
    }

    /// What is scheduled after a long time without any call is neither early nor lost.
    @Test func firstAfterLongSilence() {
        var wheel = TimerWheel(now: Instant(nanoseconds: 0))
        let now = Instant(nanoseconds: 30 * 86_400 * 1_000_000_000)
        let deadline = now.advanced(bySeconds: 10)
        wheel.schedule(7, deadline)
        var deadlines = [7: deadline]
        expire(&wheel, &deadlines, now)
        #expect(deadlines.count == 1)
        expire(&wheel, &deadlines, deadline.advanced(bySeconds: 0.2))
        #expect(deadlines.isEmpty && wheel.next == .distantFuture)
    }
}
