import CLinux
import Glibc
import SystemPackage

/// A set of many descriptors to wait for, edge-triggered: `epoll(7)`.
///
/// An event reports a change since the last one, so its receiver must read or write until the call
/// fails with `EAGAIN`. In return a descriptor is registered once, and its registration is never
/// changed.
@safe package struct Epoll: ~Copyable {
    /// A report that a descriptor has become ready.
    package struct Event: Sendable {
        /// The number that the descriptor was registered under.
        package let token: UInt64
        let flags: UInt32

        /// Reading returns at once, with bytes, an end of file or an error: `EPOLLIN`,
        /// `EPOLLRDHUP`, `EPOLLHUP` or `EPOLLERR`.
        package var isReadable: Bool { flags & (EPOLLIN.rawValue | closing) != 0 }
        /// Writing returns at once, or a connect has ended: `EPOLLOUT`, `EPOLLHUP` or `EPOLLERR`.
        package var isWritable: Bool { flags & (EPOLLOUT.rawValue | failing) != 0 }
        /// The peer has finished sending, or the connection has failed: `EPOLLRDHUP`, `EPOLLHUP` or
        /// `EPOLLERR`. Bytes may still be there to read.
        package var isEnding: Bool { flags & closing != 0 }

        /// The event in the form that `PollSet` has as well.
        package var readiness: Readiness {
            var readiness: Readiness = []
            if isReadable { readiness.insert(.readable) }
            if isWritable { readiness.insert(.writable) }
            if flags & failing != 0 { readiness.insert(.hungUp) }
            if isEnding { readiness.insert(.ending) }
            return readiness
        }

        private var failing: UInt32 { EPOLLHUP.rawValue | EPOLLERR.rawValue }
        private var closing: UInt32 { EPOLLRDHUP.rawValue | failing }
    }

    /// Events taken in one call at most. Few enough that the events behind it do not wait long for
    /// those of one batch, many enough to spread the cost of the call.
    package static let batch = 64

    private let descriptor: Descriptor
    private let events: UnsafeMutablePointer<epoll_event>

    /// An empty set: `epoll_create1(2)`.
    package init() throws(SystemError) {
        let created = try retrying("epoll_create1") { epoll_create1(Int32(EPOLL_CLOEXEC)) }
        descriptor = Descriptor(adopting: created)
        unsafe events = .allocate(capacity: Self.batch)
    }

    deinit { unsafe events.deallocate() }

    /// Adds a descriptor for reading, writing and the end of its peer, edge-triggered:
    /// `epoll_ctl(2)` `EPOLL_CTL_ADD`. It leaves the set when its last duplicate is closed.
    /// - Parameter token: the number that its events carry.
    package func add(_ number: Int32, token: UInt64) throws(SystemError) {
        try retrying("epoll_ctl") { clinux_epoll_watch(descriptor.number, number, token) }
    }

    /// Adds a listening socket, level-triggered. Of the processes that wait for the same socket in
    /// this way a connection wakes one or some, not all: `EPOLLEXCLUSIVE`.
    package func addListener(_ number: Int32, token: UInt64) throws(SystemError) {
        try retrying("epoll_ctl") {
            clinux_epoll_add_listener(descriptor.number, number, token)
        }
    }

    /// Adds a descriptor for reading and for urgent data (`EPOLLPRI`), level-triggered.
    package func addReadable(_ number: Int32, token: UInt64) throws(SystemError) {
        try retrying("epoll_ctl") {
            clinux_epoll_add_readable(descriptor.number, number, token)
        }
    }

    /// Removes a descriptor: `EPOLL_CTL_DEL`. One that is not in the set is no error.
    package func remove(_ number: Int32) {
        _ = retrying { clinux_epoll_remove(descriptor.number, number) }
    }

    /// Waits for events: `epoll_pwait2(2)`.
    /// - Parameters:
    ///   - nanoseconds: how long at most; 0 does not wait, less than 0 waits without limit. Linux
    ///     before 5.11 rounds up to milliseconds.
    ///   - logs: of which those are waited for, too, that have lines waiting.
    ///   - token: what an event for one of them carries.
    /// - Returns: the number of events, `batch` at most, which `subscript` returns; 0 also when a
    ///   signal has interrupted the wait.
    package func wait(
        nanoseconds: Int64, logs: LineSinks = LineSinks(), token: UInt64 = 0
    ) throws(SystemError) -> Int {
        let watched = logs.watch(in: descriptor.number, token: token)
        defer { logs.unwatch(watched, in: descriptor.number) }
        let count = unsafe clinux_epoll_wait(
            descriptor.number, events, Int32(Self.batch), nanoseconds)
        if count >= 0 { return Int(count) }
        let error = currentErrno
        if error == .interrupted { return 0 }
        throw SystemError(call: "epoll_pwait2", errno: error)
    }

    /// Event number `index` of the last wait, from 0.
    package subscript(index: Int) -> Event {
        precondition(index >= 0 && index < Self.batch)
        return unsafe Event(token: events[index].data.u64, flags: events[index].events)
    }
}
