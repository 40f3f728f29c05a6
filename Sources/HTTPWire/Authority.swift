/// `uri-host [ ":" port ]` of RFC 3986, as it stands in a Host field or a request target.
struct Authority {
    /// The host; an IPv6 address with its brackets.
    let host: Range<Int>
    /// The digits after the colon, possibly none; nil without a colon.
    let port: Range<Int>?

    /// Reads an authority without userinfo, which RFC 9110 section 4.2.4 tells a server to
    /// distrust.
    ///
    /// An address in brackets is checked for its characters only; nothing here ever connects to it.
    /// - Returns: nil when it is malformed, when a port has no host, or when a port is beyond
    ///   65535.
    init?(_ input: Span<UInt8>, _ range: Range<Int>) {
        guard let hostEnd = Self.endOfHost(input, range) else { return nil }
        host = range.lowerBound..<hostEnd
        guard hostEnd < range.upperBound else {
            port = nil
            return
        }
        let digits = hostEnd + 1..<range.upperBound
        guard input[hostEnd] == UInt8(ascii: ":"), !host.isEmpty, Self.isPort(input, digits)
        else { return nil }
        port = digits
    }

    private static func endOfHost(_ input: Span<UInt8>, _ range: Range<Int>) -> Int? {
        if !range.isEmpty, input[range.lowerBound] == UInt8(ascii: "[") {
            return endOfLiteral(input, range)
        }
        var position = range.lowerBound
        while true {
            position = input.end(of: .registeredName, in: position..<range.upperBound)
            guard position < range.upperBound, input[position] == UInt8(ascii: "%") else {
                return position
            }
            guard position + 2 < range.upperBound,
                input[position + 1].hexadecimalValue != nil,
                input[position + 2].hexadecimalValue != nil
            else { return nil }
            position += 3
        }
    }

    private static func endOfLiteral(_ input: Span<UInt8>, _ range: Range<Int>) -> Int? {
        let inside = range.lowerBound + 1..<range.upperBound
        var end = input.end(of: .addressLiteral, in: inside)
        guard end - inside.lowerBound >= 2 else { return nil }
        if end < range.upperBound, input[end] == UInt8(ascii: "%") {
            guard let zoneEnd = endOfZone(input, end + 1..<range.upperBound) else { return nil }
            end = zoneEnd
        }
        guard end < range.upperBound, input[end] == UInt8(ascii: "]") else { return nil }
        return end + 1
    }

    /// The end of what follows the `%` of a link-local address. It means something to the client's
    /// machine only, which should not send it, and some do: `%25eth0` as RFC 6874 section 2 spells
    /// it, or `%eth0` as the user has typed it.
    private static func endOfZone(_ input: Span<UInt8>, _ range: Range<Int>) -> Int? {
        let end = input.end(of: .unreserved, in: range)
        return end > range.lowerBound ? end : nil
    }

    private static func isPort(_ input: Span<UInt8>, _ digits: Range<Int>) -> Bool {
        var number = 0
        for position in digits {
            guard input[position].isDigit else { return false }
            number = number * 10 + Int(input[position] &- 0x30)
            if number > 65535 { return false }
        }
        return true
    }
}
