/// Octets that lines and lists are made of.
extension UInt8 {
    static var horizontalTab: UInt8 { 0x09 }
    static var lineFeed: UInt8 { 0x0A }
    static var carriageReturn: UInt8 { 0x0D }
    static var space: UInt8 { 0x20 }

    /// Space or tab: `OWS` of RFC 9110 section 5.6.3 is any number of them.
    @inline(__always)
    var isWhitespace: Bool { self == .space || self == .horizontalTab }

    /// `DIGIT`.
    @inline(__always)
    var isDigit: Bool { self &- 0x30 < 10 }

    /// The value of a hexadecimal digit of either case; nil for other octets.
    @inline(__always)
    var hexadecimalValue: UInt8? {
        if isDigit { return self &- 0x30 }
        let letter = (self | 0x20) &- 0x61
        return letter < 6 ? letter + 10 : nil
    }

    /// ASCII letters in lower case, everything else as it is.
    @inline(__always)
    var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    /// A control character that no line may hold: all of them but the tab.
    @inline(__always)
    var isForbiddenControl: Bool { (self < 0x20 && self != .horizontalTab) || self == 0x7F }
}
