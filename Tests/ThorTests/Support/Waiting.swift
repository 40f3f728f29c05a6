import Foundation

/// Waits for something to become true, for a quarter of a minute at most.
func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<1500 {
        if condition() { return true }
        usleep(10000)
    }
    return condition()
}

/// Lets time pass that is the subject of a test, or the pace of one: nothing tells that it has.
/// - Parameter reason: why no event can be awaited instead.
func pause(_ seconds: Double, because reason: StaticString) {
    usleep(UInt32(seconds * 1e6))
}
