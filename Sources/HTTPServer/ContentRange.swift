import HTTPWire

/// Values of the Content-Range field (RFC 9110 section 14.4).
enum ContentRange {
    /// `bytes FIRST-LAST/LENGTH`.
    static func satisfied(_ range: Range<Int>, length: Int) -> [UInt8] {
        Array("bytes \(range.lowerBound)-\(range.upperBound - 1)/\(length)".utf8)
    }

    /// `bytes */LENGTH`, in a 416.
    static func unsatisfied(length: Int) -> [UInt8] { Array("bytes */\(length)".utf8) }
}
