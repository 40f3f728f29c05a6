import Glibc

/// An IPv4 or IPv6 address with a port: `sockaddr_in`, `sockaddr_in6`.
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// The protocol family of an address.
    public enum Family: Sendable {
        /// `AF_INET`.
        case ipv4
        /// `AF_INET6`.
        case ipv6
    }

    /// The family of the address.
    public let family: Family
    /// The TCP port.
    public let port: UInt16
    private let high: UInt64
    private let low: UInt64
    private let scope: UInt32

    /// The loopback address: 127.0.0.1 or ::1.
    package static func loopback(_ family: Family, port: UInt16) -> SocketAddress {
        family == .ipv4
            ? SocketAddress(family: .ipv4, port: port, high: 0, low: 0x7f00_0001, scope: 0)
            : SocketAddress(family: .ipv6, port: port, high: 0, low: 1, scope: 0)
    }

    /// The wildcard address, 0.0.0.0 or ::, which stands for every interface of this machine.
    package static func any(_ family: Family, port: UInt16) -> SocketAddress {
        SocketAddress(family: family, port: port, high: 0, low: 0, scope: 0)
    }

    private init(family: Family, port: UInt16, high: UInt64, low: UInt64, scope: UInt32) {
        self.family = family
        self.port = port
        self.high = high
        self.low = low
        self.scope = scope
    }

    /// An address in text form: `192.0.2.1`, `2001:db8::1` or `[2001:db8::1]`, the latter two with
    /// an optional scope as in `fe80::1%eth0`. `inet_pton(3)`, `if_nametoindex(3)`.
    ///
    /// Nil when the text is something else, such as a host name, or names an interface that does
    /// not exist.
    package init?(numeric text: String, port: UInt16) {
        let bare =
            text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        var four = in_addr()
        if unsafe inet_pton(AF_INET, bare, &four) == 1 {
            self.init(
                family: .ipv4, port: port, high: 0, low: UInt64(UInt32(bigEndian: four.s_addr)),
                scope: 0)
            return
        }
        let parts = bare.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        var six = in6_addr()
        guard unsafe inet_pton(AF_INET6, String(parts[0]), &six) == 1 else { return nil }
        var scope: UInt32 = 0
        if parts.count == 2 {
            scope = unsafe UInt32(parts[1]) ?? if_nametoindex(String(parts[1]))
            if scope == 0 { return nil }
        }
        self.init(port: port, six: six, scope: scope)
    }

    private init(port: UInt16, six: in6_addr, scope: UInt32) {
        let halves = unsafe withUnsafeBytes(of: six) { bytes in
            unsafe (
                bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            )
        }
        self.init(
            family: .ipv6, port: port, high: UInt64(bigEndian: halves.0),
            low: UInt64(bigEndian: halves.1), scope: scope)
    }

    /// An address that a system call has stored. An IPv4-mapped IPv6 address (RFC 4291 section
    /// 2.5.5.2) becomes an IPv4 address.
    init(_ storage: sockaddr_storage) {
        var copy = storage
        self = unsafe withUnsafeBytes(of: &copy) { bytes in
            if storage.ss_family == sa_family_t(AF_INET6) {
                let six = unsafe bytes.loadUnaligned(as: sockaddr_in6.self)
                let address = SocketAddress(
                    port: UInt16(bigEndian: six.sin6_port), six: six.sin6_addr,
                    scope: six.sin6_scope_id)
                return address.unmapped
            }
            let four = unsafe bytes.loadUnaligned(as: sockaddr_in.self)
            return SocketAddress(
                family: .ipv4, port: UInt16(bigEndian: four.sin_port), high: 0,
                low: UInt64(UInt32(bigEndian: four.sin_addr.s_addr)), scope: 0)
        }
    }

    private var unmapped: SocketAddress {
        guard family == .ipv6, high == 0, low >> 32 == 0xffff else { return self }
        return SocketAddress(
            family: .ipv4, port: port, high: 0, low: low & 0xffff_ffff, scope: 0)
    }

    /// The same address with another port.
    package func with(port: UInt16) -> SocketAddress {
        SocketAddress(family: family, port: port, high: high, low: low, scope: scope)
    }

    /// Whether it is a loopback address, which only this machine can reach: 127.0.0.0/8 or ::1.
    package var isLoopback: Bool {
        family == .ipv4 ? low >> 24 == 127 : high == 0 && low == 1
    }

    /// Whether it is the wildcard address.
    package var isAny: Bool { high == 0 && low == 0 }

    /// The address in text form without the port, such as `192.0.2.1` or `fe80::1%2`, with the
    /// number of its scope: `inet_ntop(3)`.
    public var host: String {
        if family == .ipv4 {
            return "\(low >> 24).\(low >> 16 & 255).\(low >> 8 & 255).\(low & 255)"
        }
        var address = sixAddress.sin6_addr
        let size = Int(INET6_ADDRSTRLEN)
        let text = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { text in
            unsafe inet_ntop(AF_INET6, &address, text.baseAddress, socklen_t(size))
            return unsafe String(cString: text.baseAddress!)
        }
        return scope == 0 ? text : "\(text)%\(scope)"
    }

    /// `ADDRESS:PORT`, an IPv6 address in brackets.
    public var description: String {
        family == .ipv4 ? "\(host):\(port)" : "[\(host)]:\(port)"
    }

    private var sixAddress: sockaddr_in6 {
        var six = sockaddr_in6()
        six.sin6_family = sa_family_t(AF_INET6)
        six.sin6_port = port.bigEndian
        six.sin6_scope_id = scope
        unsafe withUnsafeMutableBytes(of: &six.sin6_addr) { bytes in
            unsafe bytes.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
            unsafe bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return six
    }

    /// Calls `body` with the address as a `sockaddr_in` or `sockaddr_in6` and its size, which are
    /// valid only during that call.
    func withSockaddr<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
        if family == .ipv6 {
            return unsafe Self.lend(sixAddress, body)
        }
        var four = sockaddr_in()
        four.sin_family = sa_family_t(AF_INET)
        four.sin_port = port.bigEndian
        four.sin_addr.s_addr = UInt32(low).bigEndian
        return unsafe Self.lend(four, body)
    }

    private static func lend<A, R>(
        _ address: A, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R
    ) -> R {
        unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<A>.size))
            }
        }
    }
}
