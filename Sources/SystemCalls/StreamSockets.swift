import CLinux
import Glibc
import SystemPackage

/// TCP sockets: `socket(2)`, `bind(2)`, `listen(2)`, `accept4(2)`, `connect(2)`, `shutdown(2)`.
extension Descriptor {
    /// A stream socket, non-blocking and closed on exec.
    package static func streamSocket(
        _ family: SocketAddress.Family
    ) throws(SystemError) -> Descriptor {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        return Descriptor(
            adopting: try retrying("socket") {
                socket(family == .ipv4 ? AF_INET : AF_INET6, type, 0)
            })
    }

    /// A socket that accepts connections at `address`.
    ///
    /// An IPv6 one takes no IPv4 connections (`IPV6_V6ONLY`), so that both can have the same port.
    /// `SO_REUSEADDR` lets a server restart while old connections are in TIME_WAIT. Accepted
    /// connections inherit `TCP_NODELAY`: a response is written whole, so delaying it gains
    /// nothing.
    /// - Parameter backlog: connections that may wait to be accepted.
    package static func listening(
        on address: SocketAddress, backlog: Int
    ) throws(SystemError) -> Descriptor {
        let socket = try streamSocket(address.family)
        try socket.set(SOL_SOCKET, SO_REUSEADDR, 1)
        try socket.set(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        if address.family == .ipv6 { try socket.set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
        try retrying("bind") {
            unsafe address.withSockaddr { unsafe bind(socket.number, $0, $1) }
        }
        try retrying("listen") { listen(socket.number, Int32(backlog)) }
        return socket
    }

    /// Takes the next waiting connection.
    package func accept() throws(SystemError) -> Acceptance {
        var length: socklen_t = 0
        return try Acceptance { storage in
            unsafe clinux_accept(number, &storage, &length)
        }
    }

    /// Begins to connect. `wouldBlock` while the connect is in progress: wait until the socket is
    /// writable, then check `connectError`.
    package func connect(to address: SocketAddress) throws(SystemError) -> Transfer {
        let result = retrying {
            unsafe address.withSockaddr { unsafe Glibc.connect(number, $0, $1) }
        }
        switch result {
        case .success: return .moved(0)
        case .failure(.nowInProgress): return .wouldBlock
        case .failure(let error): throw SystemError(call: "connect", errno: error)
        }
    }

    /// The error with which a connect in progress has ended, nil if it succeeded: `SO_ERROR`.
    package func connectError() throws(SystemError) -> SystemError? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        try retrying("getsockopt") {
            unsafe getsockopt(number, SOL_SOCKET, SO_ERROR, &value, &length)
        }
        return value == 0 ? nil : SystemError(call: "connect", errno: Errno(rawValue: value))
    }

    /// Two sockets connected to each other: `socketpair(2)`.
    package static func socketPair() throws(SystemError) -> Pipe {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        var ends: [Int32] = [-1, -1]
        try retrying("socketpair") { unsafe socketpair(AF_UNIX, type, 0, &ends) }
        return Pipe(
            reading: Descriptor(adopting: ends[0]), writing: Descriptor(adopting: ends[1]))
    }

    /// This end's address: `getsockname(2)`.
    package func localAddress() throws(SystemError) -> SocketAddress {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        try retrying("getsockname") {
            unsafe withUnsafeMutablePointer(to: &storage) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe getsockname(number, $0, &length)
                }
            }
        }
        return SocketAddress(storage)
    }

    /// Sends as much of `bytes` from `position` as the socket accepts: `send(2)` without `SIGPIPE`.
    package func send(_ bytes: [UInt8], from position: Int) throws(SystemError) -> Transfer {
        let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
        let result = unsafe bytes.withUnsafeBytes { all in
            let rest = unsafe UnsafeRawBufferPointer(rebasing: all[position...])
            return Result { () throws(SystemError) in
                try Transfer("send") {
                    unsafe Glibc.send(number, rest.baseAddress, rest.count, flags)
                }
            }
        }
        return try result.get()
    }

    /// Ends the sending direction: `shutdown(2)` `SHUT_WR`. A closed connection is no error.
    package func finishSending() {
        _ = shutdown(number, Int32(SHUT_WR))
    }

    /// Bytes sent that the peer has not acknowledged: `ioctl(2)` `SIOCOUTQ`.
    package var unacknowledgedBytes: Int { Int(clinux_unacknowledged(number)) }

    /// Makes the next close a reset instead of an orderly end, for a response that was cut short:
    /// `SO_LINGER` with 0 seconds.
    package func resetOnClose() {
        var value = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(
            number, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
    }

    /// Holds back connections of a listening socket until they have sent something, or for about
    /// `seconds`: `TCP_DEFER_ACCEPT`.
    package func deferAccept(seconds: Int32) throws(SystemError) {
        try set(Int32(IPPROTO_TCP), TCP_DEFER_ACCEPT, seconds)
    }

    /// Sends written bytes without delay: `TCP_NODELAY`.
    package func setNoDelay() throws(SystemError) {
        try set(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    }

    private func set(_ level: Int32, _ option: Int32, _ value: Int32) throws(SystemError) {
        var value = value
        try retrying("setsockopt") {
            unsafe setsockopt(number, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    }
}
