import Foundation

/// How a connection stands after reading.
enum Ending: Equatable, Sendable {
    /// The server has closed it.
    case closed
    /// The server has reset it.
    case reset
    /// It is open, and nothing came for as long as was waited.
    case silent
}

/// Everything that came on a connection.
struct Talk {
    var replies: [Reply] = []
    var ending = Ending.silent
    /// Bytes that are no complete response.
    var rest: [UInt8] = []

    var statuses: [Int] { replies.map(\.status) }
    /// Everything as text, for searching.
    var text: String { replies.map(\.text).joined() + String(decoding: rest, as: UTF8.self) }
}

/// A plain socket: sends what it is told and no more.
final class RawClient {
    /// Negative once the test has closed it.
    private var socket: Int32
    private(set) var held: [UInt8] = []
    private(set) var ending: Ending?
    /// The client's port.
    private(set) var port: UInt16 = 0

    /// - Parameter receiveBuffer: bytes that the kernel may hold for a client that does not read.
    init(port: UInt16, six: Bool = false, receiveBuffer: Int32? = nil) throws {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let socket = Foundation.socket(six ? AF_INET6 : AF_INET, type, 0)
        self.socket = socket
        guard socket >= 0 else { throw HarnessError("no socket") }
        if var size = receiveBuffer {
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var yes: Int32 = 1
        setsockopt(
            socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        let status = six ? Self.connect6(socket, port) : Self.connect4(socket, port)
        guard status == 0 else {
            let error = String(cString: strerror(errno))
            throw HarnessError("cannot connect: \(error)")
        }
        var own = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &own) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = getsockname(socket, $0, &length)
            }
        }
        self.port = UInt16(bigEndian: own.sin_port)
        _ = fcntl(socket, F_SETFL, O_NONBLOCK)
    }

    deinit { leave() }

    /// Closes the connection: with a FIN, or with a reset when something received is unread.
    func leave() {
        guard socket >= 0 else { return }
        close(socket)
        socket = -1
        ending = .closed
    }

    /// Closes the connection with a reset: `SO_LINGER` of 0 s, `socket(7)`.
    func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        leave()
        ending = .reset
    }

    private static func connect4(_ socket: Int32, _ port: UInt16) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func connect6(_ socket: Int32, _ port: UInt16) -> Int32 {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        inet_pton(AF_INET6, "::1", &address.sin6_addr)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
            }
        }
    }

    private func wait(_ events: Int32, until end: Double) -> Bool {
        var entry = pollfd(fd: socket, events: Int16(events), revents: 0)
        let left = max(0, end - now)
        return poll(&entry, 1, Int32(left * 1000) + 1) > 0
    }

    // MARK: Sending

    /// Sends everything.
    /// - Returns: false when the server has closed, or takes nothing for `seconds`.
    @discardableResult
    func send(_ bytes: [UInt8], within seconds: Double = 15) -> Bool {
        var sent = 0
        var end = now + seconds
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Foundation.send(
                    socket, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                sent += count
                end = now + seconds
            } else if errno == EAGAIN {
                // Reading along, as real clients do: a server that waits until its response is
                // taken would wait for ever.
                if now >= end || !wait(POLLOUT | POLLIN, until: end) { return false }
                if !read(within: 0), ending != .silent { return false }
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Sends one byte at a time.
    func trickle(_ text: String) {
        for byte in text.utf8 { send([byte]) }
    }

    /// Says that nothing more will be sent.
    func finishSending() { shutdown(socket, Int32(SHUT_WR)) }

    // MARK: Receiving

    /// Reads what comes next.
    /// - Returns: false at the end, or when nothing comes for `seconds`.
    @discardableResult
    func read(within seconds: Double = 15) -> Bool {
        if ending == .closed || ending == .reset { return false }
        let end = now + seconds
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count > 0 {
                held += buffer[..<count]
                ending = nil
                return true
            }
            if count == 0 {
                ending = .closed
                return false
            }
            if errno == EAGAIN {
                if wait(POLLIN, until: end) { continue }
                ending = .silent
                return false
            }
            if errno != EINTR {
                ending = .reset
                return false
            }
        }
    }

    /// Seconds after which what still comes has no end.
    private static let longest = 60.0

    /// The next response; whatever came is in `held` when it throws.
    /// - Parameter seconds: in which something has to come.
    func reply(isHead: Bool = false, within seconds: Double = 20) throws -> Reply {
        let end = now + max(Self.longest, seconds)
        while true {
            if now > end { throw HarnessError("no end of \(held.suffix(100))") }
            let ended = ending == .closed
            if let reply = try Reply.take(from: &held, isHead: isHead, ended: ended) {
                return reply
            }
            if !read(within: seconds), ending != .closed || ended {
                let part = String(decoding: held.prefix(400), as: UTF8.self)
                throw HarnessError("no whole response, \(ending!): \(part)")
            }
        }
    }

    /// Everything until the end, or until nothing comes for `seconds`.
    func talk(isHead: Bool = false, within seconds: Double = 20) throws -> Talk {
        let end = now + max(Self.longest, seconds)
        while now < end, read(within: seconds) {}
        var talk = Talk(ending: ending ?? .silent)
        while !held.isEmpty,
            let reply = try Reply.take(from: &held, isHead: isHead, ended: ending == .closed)
        {
            talk.replies.append(reply)
        }
        talk.rest = held
        return talk
    }

    /// Whether the server closes within `seconds`.
    func closes(within seconds: Double = 15) -> Bool {
        while read(within: seconds) {}
        return ending == .closed || ending == .reset
    }
}
