import CLinux
import Glibc
import SystemPackage

/// Waits for descriptors that other processes wait for too, so that an event wakes one of them and
/// not all: `epoll(7)` with `EPOLLEXCLUSIVE`.
///
/// `ppoll(2)` on a shared listening socket would wake every process for each connection. It cannot
/// be had by a `ppoll` on this descriptor either: only `epoll_wait(2)` itself counts as a waiter.
package struct ExclusiveWait: ~Copyable {
    private let descriptor: Descriptor

    /// Waits for these to be readable. Each process needs one of its own.
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

    /// Waits until a descriptor is readable, a deadline comes or a signal interrupts:
    /// `epoll_pwait(2)`.
    /// - Returns: the place of one that is readable among those given, nil when none is.
    package func wait(until deadline: Instant) throws(SystemError) -> Int? {
        var milliseconds: Int64 = -1
        if deadline != .distantFuture {
            let left = max(0, deadline.nanoseconds(since: .now))
            milliseconds = min(Int64(Int32.max), (left + 999_999) / 1_000_000)
        }
        let index = clinux_epoll_wait_one(descriptor.number, Int32(milliseconds))
        if index >= 0 { return Int(index) }
        let error = currentErrno
        if error == .interrupted || error == .timeout { return nil }
        throw SystemError(call: "epoll_pwait", errno: error)
    }
}
