import CLinux
import Glibc
import SystemPackage

/// What a descriptor is waited for, or what it is ready for: `POLLIN`, `POLLOUT`.
@frozen
public struct Readiness: OptionSet, Sendable {
    /// One bit for each.
    public let rawValue: UInt8
    /// A combination.
    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Bytes, a connection or an end of file can be read without waiting.
    @inlinable
    public static var readable: Readiness { Readiness(rawValue: 1) }
    /// Bytes can be written without waiting.
    @inlinable
    public static var writable: Readiness { Readiness(rawValue: 2) }
    /// The other end is gone in both directions or failed (`POLLHUP`, `POLLERR`): always reported.
    @inlinable
    public static var hungUp: Readiness { Readiness(rawValue: 4) }
    /// The other end will send no more (`EPOLLRDHUP`): only told once, and not by `PollSet`.
    @inlinable
    public static var ending: Readiness { Readiness(rawValue: 8) }
}

/// A handful of descriptors waited for together: `ppoll(2)`.
package struct PollSet {
    private var entries: [pollfd] = []

    /// An empty set.
    package init() {}

    /// Empties the set, keeping its memory.
    package mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

    /// Adds a descriptor; its place in the set is the number of those added before it.
    package mutating func add(_ number: Int32, _ wanted: Readiness) {
        var events: Int32 = 0
        if wanted.contains(.readable) { events |= POLLIN }
        if wanted.contains(.writable) { events |= POLLOUT }
        entries.append(pollfd(fd: number, events: Int16(events), revents: 0))
    }

    /// Waits until a descriptor is ready, a deadline comes or a signal interrupts.
    /// - Returns: whether a descriptor is ready.
    package mutating func wait(until deadline: Instant) throws(SystemError) -> Bool {
        var timeout: Int64 = -1
        if deadline != .distantFuture {
            timeout = max(0, deadline.nanoseconds(since: .now))
        }
        let count = unsafe entries.withUnsafeMutableBufferPointer {
            unsafe clinux_poll($0.baseAddress, UInt32($0.count), timeout)
        }
        if count >= 0 { return count > 0 }
        let error = currentErrno
        for index in entries.indices { entries[index].revents = 0 }
        // An interrupted wait is an answer: the caller looks at the signals.
        if error == .interrupted { return false }
        throw SystemError(call: "ppoll", errno: error)
    }

    /// What the descriptor added as number `index` is ready for.
    package func readiness(_ index: Int) -> Readiness {
        let events = Int32(entries[index].revents)
        var ready: Readiness = []
        if events & (POLLIN | POLLHUP | POLLERR) != 0 { ready.insert(.readable) }
        if events & (POLLOUT | POLLERR) != 0 { ready.insert(.writable) }
        if events & (POLLHUP | POLLERR) != 0 { ready.insert(.hungUp) }
        precondition(events & POLLNVAL == 0, "waiting for a closed descriptor")
        return ready
    }
}
