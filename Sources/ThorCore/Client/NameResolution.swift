internal import CResolver
package import SystemCalls

/// Resolves host names: `getaddrinfo(3)`, the modern form of `gethostbyname`.
package enum NameResolution {
    /// The reason why a name has no address.
    package struct Problem: Error, Equatable, CustomStringConvertible, Sendable {
        /// The resolver's message.
        package let description: String
    }

    /// The most addresses of a name that are used.
    static let most = 16

    /// The addresses of `host` in the order in which to try them (RFC 6724). A numeric address is
    /// used as it is, without a resolver.
    ///
    /// - Throws: ``Problem`` when there is none.
    package static func addresses(
        of host: String, port: UInt16
    ) throws(Problem) -> [SocketAddress] {
        if let address = SocketAddress(numeric: host, port: port) { return [address] }
        let size = Int(CRESOLVER_TEXT)
        var texts = [CChar](repeating: 0, count: most * size)
        let count = Int(unsafe cresolver_lookup(host, &texts, Int32(most)))
        if count < 0 {
            let isUnknown = cresolver_is_unknown_name(Int32(count)) != 0
            throw Problem(
                description: isUnknown
                    ? "no such host" : unsafe String(cString: cresolver_message(Int32(count))))
        }
        return (0..<count).compactMap { place in
            let text = texts[(place * size)..<((place + 1) * size)].prefix { $0 != 0 }
            let numeric = String(decoding: text.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return SocketAddress(numeric: numeric, port: port)
        }
    }
}
