import SystemCalls

/// What `--mode` chooses from.
enum ModelChoice: String, CaseIterable {
    case single, fork

    /// As the banner calls it.
    var title: String {
        switch self {
        case .single: "single-connection mode"
        case .fork: "forking mode"
        }
    }
}

/// What `--host` chooses.
enum HostChoice: Equatable {
    /// Both loopback addresses.
    case localhost
    /// Both wildcard addresses: every interface.
    case any
    /// One address.
    case address(SocketAddress)

    /// The addresses to listen on, and whether the last one may be missing on this machine.
    func addresses(port: UInt16) -> [SocketAddress] {
        switch self {
        case .localhost:
            [.loopback(.ipv4, port: port), .loopback(.ipv6, port: port)]
        case .any:
            [.any(.ipv4, port: port), .any(.ipv6, port: port)]
        case .address(let address):
            [address.with(port: port)]
        }
    }
}

/// What `--access-log` chooses.
struct AccessLogChoice: Equatable {
    let isJSON: Bool
    /// Nil for standard output.
    let file: String?
}
