import Foundation

/// Seconds on the monotonic clock.
var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Waits until a condition holds. The bound is generous: it is reached only when the test fails.
/// - Returns: whether it came to hold.
func eventually(within seconds: Double = 15, _ condition: () throws -> Bool) rethrows -> Bool {
    let end = now + seconds
    while true {
        if try condition() { return true }
        if now >= end { return false }
        usleep(4000)
    }
}

/// Lets time pass that is the subject of a test, or the pace of one: nothing tells that it has.
/// - Parameter reason: why no event can be awaited instead.
func pause(_ seconds: Double, because reason: StaticString) {
    usleep(UInt32(seconds * 1e6))
}

/// How long something took, in seconds.
func seconds<R>(_ body: () throws -> R) rethrows -> (result: R, seconds: Double) {
    let start = now
    let result = try body()
    return (result, now - start)
}

/// Something that the harness, not the server, could not do.
struct HarnessError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
