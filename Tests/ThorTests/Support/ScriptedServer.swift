import Foundation

/// A server that does what a test says, right or wrong: each connection runs a script in a thread.
final class ScriptedServer: @unchecked Sendable {
    /// One connection, as its script sees it. Calls block, for ten seconds at most.
    final class Connection: @unchecked Sendable {
        let descriptor: Int32
        /// The connection's number, from 0.
        let number: Int
        private var buffer = Data()

        fileprivate init(_ descriptor: Int32, _ number: Int) {
            self.descriptor = descriptor
            self.number = number
            var limit = timeval(tv_sec: 10, tv_usec: 0)
            let size = socklen_t(MemoryLayout<timeval>.size)
            setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
            setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
            var one: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
        }

        /// The next request's head, or nil when the client has closed.
        func request() -> String? {
            while true {
                if let end = buffer.range(of: Data("\r\n\r\n".utf8)) {
                    let head = String(decoding: buffer[..<end.upperBound], as: UTF8.self)
                    buffer = Data(buffer[end.upperBound...])
                    return head
                }
                guard fill() else { return nil }
            }
        }

        /// So many octets of content.
        func content(_ count: Int) -> Data {
            while buffer.count < count, fill() {}
            let content = Data(buffer.prefix(count))
            buffer = Data(buffer.dropFirst(count))
            return content
        }

        private func fill() -> Bool {
            var piece = [UInt8](repeating: 0, count: 65536)
            let count = recv(descriptor, &piece, piece.count, 0)
            if count > 0 { buffer.append(contentsOf: piece[..<count]) }
            return count > 0
        }

        /// Sends everything; false when the client is gone.
        @discardableResult
        func send(_ text: String) -> Bool { send(Data(text.utf8)) }

        @discardableResult
        func send(_ data: Data) -> Bool {
            var rest = data
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count <= 0 { return false }
                rest = Data(rest.dropFirst(count))
            }
            return true
        }

        /// Closes with a reset instead of an orderly end.
        func reset() {
            var value = linger(l_onoff: 1, l_linger: 0)
            let size = socklen_t(MemoryLayout<linger>.size)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &value, size)
        }

        /// Does nothing until the client closes.
        func hang() { while fill() {} }
    }

    let port: UInt16
    private let listener: Int32
    private let lock = NSLock()
    private var count = 0
    private var open: Set<Int32> = []

    /// Connections accepted so far.
    var connections: Int { lock.withLock { count } }

    var place: String { "127.0.0.1:\(port)" }

    /// Serves until it is released. `unixPath` makes it a Unix socket.
    init(
        unixPath: String? = nil, backlog: Int32 = 1024,
        _ script: @escaping @Sendable (Connection) -> Void
    ) {
        if let unixPath {
            (listener, port) = (Self.listenLocally(unixPath), 0)
        } else {
            (listener, port) = Self.listen()
        }
        Glibc.listen(listener, backlog)
        let listener = self.listener
        Thread.detachNewThread { [weak self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                if descriptor < 0 { return }
                guard let number = self?.opened(descriptor) else {
                    close(descriptor)
                    return
                }
                Thread.detachNewThread { [weak self] in
                    script(Connection(descriptor, number))
                    self?.closed(descriptor)
                    close(descriptor)
                }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        for descriptor in open { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    private func opened(_ descriptor: Int32) -> Int {
        lock.withLock {
            open.insert(descriptor)
            count += 1
            return count - 1
        }
    }

    private func closed(_ descriptor: Int32) { lock.withLock { _ = open.remove(descriptor) } }

    private static func listen() -> (Int32, UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(descriptor, $0, size)
                _ = getsockname(descriptor, $0, &size)
            }
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    private static func listenLocally(_ path: String) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return descriptor
    }
}

extension ScriptedServer {
    /// Answers every request of a connection with the same octets, whatever it asks.
    convenience init(answering response: String) {
        self.init { connection in
            while connection.request() != nil, connection.send(response) {}
        }
    }

    /// A port on which nobody listens.
    static var closedPort: UInt16 {
        let (descriptor, port) = listen()
        close(descriptor)
        return port
    }
}
