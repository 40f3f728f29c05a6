/// The target of a request: the parts of the URL that a user typed.
///
/// It accepts what the assignment lists (`host`, `host:port`, `host/path`, with and without
/// `http://`) and what RFC 3986 section 3 adds: `[IPv6]` literals, user information, queries and
/// fragments. A fragment never leaves the client (RFC 9110 section 7.1) and is dropped;
/// percent-encoding is kept as typed, because only the server knows what it means.
package struct TargetURL: Equatable, Sendable {
    /// The URL as the user typed it.
    package let text: String
    /// Host name or address; an IPv6 address without its brackets.
    package let host: String
    /// TCP port, 80 unless given.
    package let port: UInt16
    /// The request target in origin-form: path and query, never empty (RFC 9112 section 3.2.1).
    package let path: String
    /// `user:password` of the URL, percent-decoded; nil when it has none.
    package let userInformation: [UInt8]?

    /// The port of `http` (RFC 9110 section 4.2.1).
    package static let defaultPort: UInt16 = 80
    /// The longest URL accepted, in bytes. RFC 9110 section 4.1 recommends at least 8,000.
    package static let longest = 64 * 1024

    /// The target of the URL `text`.
    ///
    /// - Throws: ``URLProblem`` for a URL that cannot be used.
    package init(_ text: String) throws(URLProblem) {
        var rest = Array(text.utf8)[...]
        if rest.isEmpty { throw .empty }
        if rest.count > Self.longest { throw .tooLong(rest.count) }
        if let bad = rest.first(where: { $0 <= 0x20 || $0 == 0x7F }) { throw .badByte(bad) }
        if let fragment = rest.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<fragment] }
        rest = try Self.dropScheme(rest)

        let authorityEnd = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
        var authority = rest[..<(authorityEnd ?? rest.endIndex)]
        let target = rest[(authorityEnd ?? rest.endIndex)...]

        if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
            userInformation = try PercentEncoding.decode(authority[..<at])
            authority = authority[(at + 1)...]
        } else {
            userInformation = nil
        }
        (host, port) = try Self.hostAndPort(authority)
        path = Self.originForm(target)
        self.text = text
    }

    /// The value of the `Host` field: brackets around IPv6, the port unless it is the default.
    package var hostField: String {
        // A zone identifier has a meaning on this machine only (RFC 6874 section 4).
        let name = host.contains(":") ? "[\(host.prefix { $0 != "%" })]" : host
        return port == Self.defaultPort ? name : "\(name):\(port)"
    }

    /// The value of an `Authorization` field for the URL's user information (RFC 7617); nil without
    /// any.
    package var basicCredentials: String? {
        userInformation.map { user in
            let pair = user.contains(UInt8(ascii: ":")) ? user : user + [UInt8(ascii: ":")]
            return "Basic " + Base64.encode(pair)
        }
    }

    /// Resolves the value of a `Location` field against this URL (RFC 3986 section 5.2).
    ///
    /// - Throws: ``URLProblem`` when the reference is no `http` URL.
    package func resolving(reference: String) throws(URLProblem) -> TargetURL {
        if reference.contains("://") { return try TargetURL(reference) }
        let origin = "http://" + (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
        if reference.hasPrefix("//") { return try TargetURL("http:" + reference) }
        if reference.hasPrefix("/") { return try TargetURL(origin + reference) }
        let pathOnly = path.prefix { $0 != "?" }
        if reference.hasPrefix("?") { return try TargetURL(origin + pathOnly + reference) }
        if reference.isEmpty || reference.hasPrefix("#") { return try TargetURL(origin + path) }
        let directory = pathOnly[...(pathOnly.lastIndex(of: "/") ?? pathOnly.startIndex)]
        return try TargetURL(origin + Self.removingDotSegments(directory + reference))
    }
}

extension TargetURL {
    private static func dropScheme(
        _ text: ArraySlice<UInt8>
    ) throws(URLProblem) -> ArraySlice<UInt8> {
        let stop = text.firstIndex { "/?".utf8.contains($0) } ?? text.endIndex
        guard stop > text.startIndex, text[stop - 1] == UInt8(ascii: ":"),
            text[stop...].starts(with: "//".utf8)
        else { return text }
        let scheme = String(decoding: text[..<(stop - 1)], as: UTF8.self)
        if scheme.lowercased() != "http" { throw .unsupportedScheme(scheme) }
        return text[(stop + 2)...]
    }

    private static func hostAndPort(
        _ authority: ArraySlice<UInt8>
    ) throws(URLProblem) -> (String, UInt16) {
        var host = authority
        var portText: ArraySlice<UInt8> = []
        if authority.first == UInt8(ascii: "[") {
            guard let close = authority.firstIndex(of: UInt8(ascii: "]")) else {
                throw .unclosedBracket
            }
            host = authority[(authority.startIndex + 1)..<close]
            let after = authority[(close + 1)...]
            if let first = after.first, first != UInt8(ascii: ":") { throw .badHost(authority) }
            portText = after.dropFirst()
            try checkIPv6(host)
        } else if let colon = authority.firstIndex(of: UInt8(ascii: ":")) {
            host = authority[..<colon]
            portText = authority[(colon + 1)...]
            if portText.contains(UInt8(ascii: ":")) { throw .bareIPv6(authority) }
            try checkName(host)
        } else {
            try checkName(host)
        }
        return (zoneDecoded(host), try port(portText))
    }

    private static func port(_ digits: ArraySlice<UInt8>) throws(URLProblem) -> UInt16 {
        if digits.isEmpty { return defaultPort }
        guard digits.allSatisfy({ 0x30...0x39 ~= $0 }),
            let number = UInt16(String(decoding: digits, as: UTF8.self)), number > 0
        else { throw .badPort(String(decoding: digits, as: UTF8.self)) }
        return number
    }

    private static func checkName(_ host: ArraySlice<UInt8>) throws(URLProblem) {
        if host.isEmpty { throw .noHost }
        // The unreserved characters of RFC 3986, which include the underscore of some real names.
        // Other names have to be written in punycode, because no IDNA tables are linked.
        let allowed = host.allSatisfy {
            0x61...0x7A ~= $0 || 0x41...0x5A ~= $0 || 0x30...0x39 ~= $0 || "-._~".utf8.contains($0)
        }
        if !allowed || host.count > 255 { throw .badHost(host) }
    }

    private static func checkIPv6(_ host: ArraySlice<UInt8>) throws(URLProblem) {
        let address = host.prefix { $0 != UInt8(ascii: "%") }
        let allowed = address.allSatisfy {
            0x30...0x39 ~= $0 || 0x41...0x46 ~= $0 || 0x61...0x66 ~= $0 || ":.".utf8.contains($0)
        }
        if !allowed || !address.contains(UInt8(ascii: ":")) { throw .badHost(host) }
    }

    /// The form for the resolver: a URL's `fe80::1%25eth0` is `fe80::1%eth0` (RFC 6874 section 2).
    private static func zoneDecoded(_ host: ArraySlice<UInt8>) -> String {
        let text = String(decoding: host, as: UTF8.self)
        guard let percent = text.firstIndex(of: "%"), text[percent...].hasPrefix("%25") else {
            return text
        }
        return text[..<percent] + "%" + text[percent...].dropFirst(3)
    }

    private static func originForm(_ target: ArraySlice<UInt8>) -> String {
        let text = PercentEncoding.encodeNonASCII(target)
        return text.hasPrefix("/") ? text : "/" + text
    }

    private static func removingDotSegments(_ path: Substring) -> String {
        let query = path.firstIndex(of: "?") ?? path.endIndex
        var kept: [Substring] = []
        let segments = path[..<query].split(separator: "/", omittingEmptySubsequences: false)
        for segment in segments.dropFirst() {
            if segment == ".." {
                _ = kept.popLast()
            } else if segment != "." {
                kept.append(segment)
            }
        }
        if segments.last == "." || segments.last == ".." { kept.append("") }
        return "/" + kept.joined(separator: "/") + path[query...]
    }
}
