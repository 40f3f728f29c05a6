import CLinux
import Glibc
import SystemPackage

/// Many descriptors waited for together, edge-triggered: `epoll(7)`.
///
/// An event tells that something changed since the last one, so whoever takes it must read until
/// nothing is left. In return a descriptor is registered once and never touched again.
@safe package struct Epoll: ~Copyable {
    /// What has happened to a descriptor.
    package struct Event: Sendable {
        /// What the descriptor was registered with.
        package let token: UInt64
        let flags: UInt32

        /// Bytes or an end of file can be read.
        package var isReadable: Bool { flags & (EPOLLIN.rawValue | closing) != 0 }
        /// Bytes can be written, or a connect has ended.
        package var isWritable: Bool { flags & (EPOLLOUT.rawValue | failing) != 0 }
        /// The peer will send no more, or the connection failed: read to the end.
        package var isEnding: Bool { flags & closing != 0 }

        /// The same for a connection's driver.
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

    /// Most events taken in one call. Few enough that the first connection of a batch does not wait
    /// long for the last, many enough that the call's cost is spread.
    package static let batch = 64

    private let descriptor: Descriptor
    private let events: UnsafeMutablePointer<epoll_event>

    /// `epoll_create1(2)`.
    package init() throws(SystemError) {
        let created = try retrying("epoll_create1") { epoll_create1(Int32(EPOLL_CLOEXEC)) }
        descriptor = Descriptor(adopting: created)
        unsafe events = .allocate(capacity: Self.batch)
    }

    deinit { unsafe events.deallocate() }

    /// Registers a descriptor for reading, writing and its peer's end: `epoll_ctl(2)`. Closing it
    /// removes it again.
    package func add(_ number: Int32, token: UInt64) throws(SystemError) {
        try retrying("epoll_ctl") { clinux_epoll_watch(descriptor.number, number, token) }
    }

    /// Registers a listening socket, level-triggered and together with other processes, of which a
    /// connection wakes one: `EPOLLEXCLUSIVE`.
    package func addListener(_ number: Int32, token: UInt64) throws(SystemError) {
        try retrying("epoll_ctl") {
            clinux_epoll_add_listener(descriptor.number, number, token)
        }
    }

    /// Registers a descriptor for reading, level-triggered.
    package func addReadable(_ number: Int32, token: UInt64) throws(SystemError) {
        try retrying("epoll_ctl") {
            clinux_epoll_add_readable(descriptor.number, number, token)
        }
    }

    /// Takes a descriptor out again. One that is not there is no error.
    package func remove(_ number: Int32) {
        _ = retrying { clinux_epoll_remove(descriptor.number, number) }
    }

    /// Waits for events, `nanoseconds` at most: `epoll_pwait2(2)`. 0 looks without waiting, less
    /// than 0 waits for ever; an interruption by a signal counts as no event. How many there are is
    /// the result; they are taken with `subscript`.
    package func wait(nanoseconds: Int64) throws(SystemError) -> Int {
        let count = unsafe clinux_epoll_wait(
            descriptor.number, events, Int32(Self.batch), nanoseconds)
        if count >= 0 { return Int(count) }
        let error = currentErrno
        if error == .interrupted { return 0 }
        throw SystemError(call: "epoll_pwait2", errno: error)
    }

    /// Event number `index` of the last wait.
    package subscript(index: Int) -> Event {
        precondition(index >= 0 && index < Self.batch)
        return unsafe Event(token: events[index].data.u64, flags: events[index].events)
    }
}
