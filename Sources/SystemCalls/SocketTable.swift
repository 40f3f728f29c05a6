import CLinux
import Glibc
package import SystemPackage

/// The sockets of one event loop, in numbered slots, and a receive buffer that all of them share.
///
/// The table owns its descriptors and closes those that are open when it ends. One buffer suffices
/// for any number of connections, because the loop handles one event at a time; octets that are
/// needed later have to be copied out of it.
@safe package struct SocketTable: ~Copyable {
    /// The result of a transfer: a count of octets, or an error.
    package struct Outcome: Sendable {
        private let raw: Int
        /// The result of a call that has returned `count`.
        @inline(__always) init(count: Int) { raw = count == -1 ? -Int(Glibc.errno) : count }

        /// Octets transferred; when receiving, 0 is the end of the stream. Nil for an error.
        @inline(__always) package var count: Int? { raw >= 0 ? raw : nil }
        /// Whether the socket has no octets, or no room for any, at present: `EAGAIN`.
        @inline(__always) package var wouldBlock: Bool { raw == -Int(EAGAIN) }
        /// The error; 0 when there is none.
        package var error: Errno { Errno(rawValue: Int32(-min(raw, 0))) }
    }

    /// The size of the receive buffer in octets: enough to empty a socket's default receive buffer
    /// in one call.
    package static let area = 256 * 1024

    private var numbers: [Int32]
    private let memory: UnsafeMutableRawPointer

    /// A table of `count` slots, numbered from 0 and all closed.
    package init(count: Int) {
        numbers = [Int32](repeating: -1, count: count)
        unsafe memory = .allocate(byteCount: Self.area, alignment: 64)
    }

    deinit {
        for number in numbers where number >= 0 { Glibc.close(number) }
        unsafe memory.deallocate()
    }

    /// Whether the slot has an open socket.
    package func isOpen(_ slot: Int) -> Bool { numbers[slot] >= 0 }

    /// Opens a non-blocking socket in a closed slot, begins to connect it, and adds it to `epoll`:
    /// `socket(2)`, `connect(2)`. A TCP socket sends without delay (`TCP_NODELAY`).
    /// - Parameters:
    ///   - epoll: reports when a connect in progress has ended, as `isWritable`.
    ///   - token: the number that events of the socket carry.
    /// - Returns: whether it is connected; otherwise the connect is in progress.
    /// - Throws: the error of a call. The slot is closed then.
    package mutating func connect(
        _ slot: Int, to peer: Peer, epoll: borrowing Epoll, token: UInt64
    ) throws(SystemError) -> Bool {
        precondition(numbers[slot] == -1, "slot in use")
        switch peer {
        case .local(let path):
            let number = try retrying("connect") { unsafe clinux_connect_local(path) }
            numbers[slot] = number
            try register(slot, epoll, token)
            return true
        case .internet(let address):
            let type = Int32(
                SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
            let family = address.family == .ipv4 ? AF_INET : AF_INET6
            numbers[slot] = try retrying("socket") { socket(family, type, 0) }
            setNoDelay(slot)
            let number = numbers[slot]
            let result = retrying {
                unsafe address.withSockaddr { unsafe Glibc.connect(number, $0, $1) }
            }
            if case .failure(let error) = result, error != .nowInProgress {
                close(slot)
                throw SystemError(call: "connect", errno: error)
            }
            try register(slot, epoll, token)
            if case .success = result { return true }
            return false
        }
    }

    private mutating func register(
        _ slot: Int, _ epoll: borrowing Epoll, _ token: UInt64
    ) throws(SystemError) {
        do {
            try epoll.add(numbers[slot], token: token)
        } catch {
            close(slot)
            throw error
        }
    }

    private func setNoDelay(_ slot: Int) {
        var value: Int32 = 1
        _ = unsafe setsockopt(numbers[slot], Int32(IPPROTO_TCP), TCP_NODELAY, &value, 4)
    }

    /// The error with which a connect in progress has ended, nil if it succeeded: `getsockopt(2)`
    /// `SO_ERROR`.
    package func connectError(_ slot: Int) -> Errno? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        _ = unsafe getsockopt(numbers[slot], SOL_SOCKET, SO_ERROR, &value, &length)
        return value == 0 ? nil : Errno(rawValue: value)
    }

    /// Closes the socket of an open slot: `close(2)`.
    package mutating func close(_ slot: Int) {
        precondition(numbers[slot] >= 0, "slot is closed")
        let result = Glibc.close(numbers[slot])
        precondition(result == 0 || currentErrno != .badFileDescriptor, "descriptor closed twice")
        numbers[slot] = -1
    }

    /// Sends as many of the octets `range` of `bytes` as the socket has room for, without waiting
    /// and without SIGPIPE: `send(2)`.
    package func send(_ slot: Int, _ bytes: borrowing Octets, _ range: Range<Int>) -> Outcome {
        let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
        let count = unsafe Glibc.send(numbers[slot], bytes.address(range), range.count, flags)
        return Outcome(count: count)
    }

    /// Receives into the buffer without waiting: `recv(2)`.
    /// - Parameter kept: octets at the front of the buffer that are not overwritten, less than
    ///   `area`.
    package func receive(_ slot: Int, after kept: Int = 0) -> Outcome {
        precondition(kept >= 0 && kept < Self.area)
        let room = Self.area - kept
        let count = unsafe recv(numbers[slot], memory + kept, room, Int32(MSG_DONTWAIT))
        return Outcome(count: count)
    }

    /// Has the kernel discard up to `count` received octets without copying them: `recv(2)`
    /// `MSG_TRUNC`, `tcp(7)`. Only for TCP; the flag has another meaning for `unix(7)` sockets.
    /// - Returns: the octets discarded.
    package func discard(_ slot: Int, _ count: Int) -> Outcome {
        let flags = Int32(MSG_DONTWAIT | MSG_TRUNC)
        return Outcome(count: recv(numbers[slot], nil, count, flags))
    }

    /// Has `epoll` report the socket as readable only when `count` octets have been received, or
    /// the stream has ended: `SO_RCVLOWAT`, `socket(7)`. If fewer than that come, and no end, it is
    /// never reported.
    package func setLowWaterMark(_ slot: Int, _ count: Int) {
        var value = Int32(clamping: count)
        _ = unsafe setsockopt(numbers[slot], SOL_SOCKET, SO_RCVLOWAT, &value, 4)
    }

    /// Calls `body` with the octets `range` of the buffer, and with `state`, which it may change
    /// although it belongs to the same owner as the table.
    package func withReceived<State, R, E: Error>(
        _ range: Range<Int>, _ state: inout State,
        _ body: (inout State, Span<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        precondition(range.lowerBound >= 0 && range.upperBound <= Self.area)
        let bytes = unsafe UnsafeRawBufferPointer(
            start: memory + range.lowerBound, count: range.count)
        return try unsafe body(&state, bytes.bindMemory(to: UInt8.self).span)
    }

    /// Whether the octets from `offset` of the buffer equal `other`: `memcmp(3)`.
    package func receivedEqual(_ other: borrowing Octets, at offset: Int) -> Bool {
        precondition(offset >= 0 && offset + other.count <= Self.area)
        return unsafe memcmp(memory + offset, other.address(0..<other.count), other.count) == 0
    }

    /// Copies octets to the front of the buffer, for `receive(_:after:)` to add to. At most `area`.
    package func restore(_ bytes: [UInt8]) {
        precondition(bytes.count <= Self.area)
        unsafe memory.copyMemory(from: bytes, byteCount: bytes.count)
    }
}
