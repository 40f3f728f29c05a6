import CLinux
import Glibc
import SystemPackage

/// Waits for descriptors that other processes wait for as well, such that an event wakes one
/// process and not all: `epoll(7)` with `EPOLLEXCLUSIVE`.
///
/// `ppoll(2)` on a shared listening socket would wake every process for each connection. So would
/// `ppoll` on the epoll descriptor: only `epoll_wait(2)` waits exclusively.
package struct ExclusiveWait: ~Copyable {
    /// The index of a log: none of a listening socket.
    private static let logs = UInt64(Int32.max)

    private let descriptor: Descriptor

    /// A wait for any of these descriptors to become readable. To be created in the process that
    /// waits.
    /// - Parameter numbers: must stay open for as long as this exists.
    package init(_ numbers: [Int32]) throws(SystemError) {
        let created = Descriptor(
            adopting: try retrying("epoll_create1") { epoll_create1(Int32(EPOLL_CLOEXEC)) })
        for (index, number) in numbers.enumerated() {
            try retrying("epoll_ctl") {
                clinux_epoll_add_listener(created.number, number, UInt64(index))
            }
        }
        descriptor = created
    }

    /// Waits until a descriptor is readable, the deadline has passed or a signal has arrived:
    /// `epoll_pwait(2)`.
    /// - Parameters:
    ///   - deadline: rounded up to milliseconds.
    ///   - logs: those that have lines waiting are waited for, too, and written when they can be.
    /// - Returns: the index of a readable descriptor among those given to `init`; nil when the wait
    ///   ended for another reason.
    package func wait(
        until deadline: Instant, logs: LineSinks = LineSinks()
    ) throws(SystemError) -> Int? {
        let watched = logs.watch(in: descriptor.number, token: Self.logs)
        defer { logs.unwatch(watched, in: descriptor.number) }
        var milliseconds: Int64 = -1
        if deadline != .distantFuture {
            let left = max(0, deadline.nanoseconds(since: .now))
            milliseconds = min(Int64(Int32.max), (left + 999_999) / 1_000_000)
        }
        let index = clinux_epoll_wait_one(descriptor.number, Int32(milliseconds))
        if index == Self.logs {
            logs.flush()
            return nil
        }
        if index >= 0 { return Int(index) }
        let error = currentErrno
        if error == .interrupted || error == .timeout { return nil }
        throw SystemError(call: "epoll_pwait", errno: error)
    }
}
