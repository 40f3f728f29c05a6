import Glibc
import SystemCalls

/// Sockets that the programs have no use for.
enum LocalSockets {
    /// A `unix(7)` socket that accepts connections at `path`, which must not exist yet.
    static func listening(at path: String) throws -> Descriptor {
        var place = sockaddr_un()
        place.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &place.sun_path) { target in
            precondition(path.utf8.count < target.count)
            target.copyBytes(from: path.utf8)
        }
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let made = Descriptor(adopting: socket(AF_UNIX, type, 0))
        try bind(made, &place)
        guard listen(made.number, 128) == 0 else {
            throw SystemError(call: "listen", errno: .invalidArgument)
        }
        return made
    }

    /// A TCP socket of the loopback interface that does not listen: every connect to it is refused,
    /// and its port stays taken.
    static func deaf() throws -> Descriptor {
        let made = try Descriptor.streamSocket(.ipv4)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        try bind(made, &place)
        return made
    }

    private static func bind<Address>(
        _ socket: borrowing Descriptor, _ address: inout Address
    ) throws {
        let number = socket.number
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(number, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
        if result != 0 { throw SystemError(call: "bind", errno: .addressInUse) }
    }
}
