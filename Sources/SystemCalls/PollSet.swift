import CLinux
import Glibc
import SystemPackage

/// The events of a descriptor that a wait is for, or has found: `poll(2)`, `epoll(7)`.
@frozen
public struct Readiness: OptionSet, Sendable {
    /// One bit for each event.
    public let rawValue: UInt8
    /// The events whose bits are set.
    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Bytes, a connection or an end of file can be read without waiting: `POLLIN`.
    @inlinable
    public static var readable: Readiness { Readiness(rawValue: 1) }
    /// Bytes can be written without waiting: `POLLOUT`.
    @inlinable
    public static var writable: Readiness { Readiness(rawValue: 2) }
    /// The connection is closed in both directions, or has failed: `POLLHUP`, `POLLERR`. Reported
    /// whether or not a wait is for it.
    @inlinable
    public static var hungUp: Readiness { Readiness(rawValue: 4) }
    /// The peer has finished sending: `EPOLLRDHUP`. `Epoll` reports it once, `PollSet` never.
    @inlinable
    public static var ending: Readiness { Readiness(rawValue: 8) }
}

/// A set of a few descriptors to wait for: `ppoll(2)`.
package struct PollSet {
    private var entries: [pollfd] = []

    /// An empty set.
    package init() {}

    /// Empties the set and keeps its memory.
    package mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

    /// Adds a descriptor at the end of the set. Its index is the number of those added before it.
    /// - Parameters:
    ///   - number: must stay open until the last wait.
    ///   - wanted: `readable`, `writable` or both; the other events are ignored here.
    package mutating func add(_ number: Int32, _ wanted: Readiness) {
        var events: Int32 = 0
        if wanted.contains(.readable) { events |= POLLIN }
        if wanted.contains(.writable) { events |= POLLOUT }
        entries.append(pollfd(fd: number, events: Int16(events), revents: 0))
    }

    /// Waits until a descriptor is ready, the deadline has passed or a signal has arrived. An empty
    /// set waits for the other two.
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
        // An interrupted wait is a result: the caller checks for signals.
        if error == .interrupted { return false }
        throw SystemError(call: "ppoll", errno: error)
    }

    /// The events that the last wait has found for the descriptor with this index. A descriptor
    /// that was closed before the wait traps: that is a bug.
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
