/// Writes messages into one buffer whose memory is used again and again.
///
/// Literals are written unchecked. Values from elsewhere are checked: a line break in one would let
/// its author add a field or a response.
package struct MessageWriter: Sendable {
    /// What has been written.
    package var bytes: [UInt8] = []

    /// A writer with nothing written.
    package init() {}

    /// Forgets what was written but keeps the memory.
    package mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
    }

    /// Writes a status line with the registered reason phrase (RFC 9112 section 4).
    package mutating func statusLine(_ status: StatusCode, version: HTTPVersion = .http11) {
        beginStatusLine(status, version)
        bytes.append(literal: status.reasonPhrase)
        endLine()
    }

    /// Writes a status line with a reason phrase of one's own.
    ///
    /// - Throws: `invalidReason` for control characters.
    package mutating func statusLine(
        _ status: StatusCode, version: HTTPVersion = .http11, reason: Span<UInt8>
    ) throws(WireError) {
        guard reason.firstForbiddenControl(from: 0) == reason.count else { throw .invalidReason }
        beginStatusLine(status, version)
        bytes.append(copying: reason)
        endLine()
    }

    /// Writes a request line (RFC 9112 section 3).
    ///
    /// - Throws: `invalidMethod` unless the method is a token; `invalidTarget` unless the target is
    ///   visible ASCII without `#`.
    package mutating func requestLine(
        method: String, target: String, version: HTTPVersion = .http11
    ) throws(WireError) {
        let method = Array(method.utf8)
        let target = Array(target.utf8)
        try requestLine(method: method.span, target: target.span, version: version)
    }

    /// As above, for octets.
    package mutating func requestLine(
        method: Span<UInt8>, target: Span<UInt8>, version: HTTPVersion = .http11
    ) throws(WireError) {
        guard method.consists(of: .token) else { throw .invalidMethod }
        guard target.consists(of: .target) else { throw .invalidTarget }
        bytes.append(copying: method)
        bytes.append(.space)
        bytes.append(copying: target)
        bytes.append(.space)
        append(version)
        endLine()
    }

    /// Writes the empty line that ends a head or a trailer section.
    package mutating func endOfFields() {
        endLine()
    }

    /// Writes a number in decimal.
    mutating func append(decimal number: Int) {
        append(number.magnitude, radix: 10, isNegative: number < 0)
    }

    /// Writes a number's digits, which fit 20 octets even in decimal.
    mutating func append(_ number: UInt, radix: UInt, isNegative: Bool = false) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var start = 20
        var rest = number
        repeat {
            let digit = UInt8(rest % radix)
            start -= 1
            digits[start] = digit < 10 ? 0x30 + digit : 0x61 + digit - 10
            rest /= radix
        } while rest > 0
        if isNegative { bytes.append(UInt8(ascii: "-")) }
        bytes.append(copying: digits.span.extracting(start...))
    }

    /// Writes CRLF.
    mutating func endLine() {
        bytes.append(.carriageReturn)
        bytes.append(.lineFeed)
    }

    private mutating func beginStatusLine(_ status: StatusCode, _ version: HTTPVersion) {
        append(version)
        bytes.append(.space)
        append(decimal: Int(status.rawValue))
        bytes.append(.space)
    }

    private mutating func append(_ version: HTTPVersion) {
        bytes.append(literal: version == .http10 ? "HTTP/1.0" : "HTTP/1.1")
    }
}

extension Span where Element == UInt8 {
    /// Whether there is at least one octet and all are members of the set.
    func consists(of set: ByteSet) -> Bool {
        count > 0 && end(of: set, in: 0..<count) == count
    }
}
