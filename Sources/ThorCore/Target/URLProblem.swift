/// The reason why a URL cannot be used. Its description is for the user who typed the URL.
package enum URLProblem: Error, Equatable, Sendable {
    /// An empty URL.
    case empty
    /// A URL with this many bytes, more than ``TargetURL/longest``.
    case tooLong(Int)
    /// A byte that a request line must not contain: a control character or a space.
    case badByte(UInt8)
    /// A scheme other than `http`.
    case unsupportedScheme(String)
    /// No host between the scheme and the path.
    case noHost
    /// A host with a character that host names do not have.
    case badHost(ArraySlice<UInt8>)
    /// `[` without `]`.
    case unclosedBracket
    /// An IPv6 address without brackets: its port would be ambiguous.
    case bareIPv6(ArraySlice<UInt8>)
    /// A port that is no number from 1 to 65535.
    case badPort(String)
    /// `%` that is not followed by two hexadecimal digits, in the user information.
    case badPercentEncoding
}

extension URLProblem: CustomStringConvertible {
    /// The problem in words, without the URL itself.
    package var description: String {
        switch self {
        case .empty: "it is empty"
        case .tooLong(let count): "it has \(count) bytes, more than \(TargetURL.longest)"
        case .badByte(0x20): "it contains a space; write %20"
        case .badByte(let byte):
            "it contains a control character (%" + PercentEncoding.hexadecimal(byte) + ")"
        case .unsupportedScheme(let scheme): "the scheme '\(scheme)' is not http"
        case .noHost: "it names no host"
        case .badHost(let host): "'\(String(decoding: host, as: UTF8.self))' is no host name"
        case .unclosedBracket: "the '[' of the IPv6 address is never closed"
        case .bareIPv6(let host):
            "write the IPv6 address in brackets: [\(String(decoding: host, as: UTF8.self))]"
        case .badPort(let port): "the port '\(port)' is not a number from 1 to 65535"
        case .badPercentEncoding: "a % in the user name is not followed by two hexadecimal digits"
        }
    }
}
