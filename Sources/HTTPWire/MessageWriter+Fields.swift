/// Field lines (RFC 9112 section 5).
extension MessageWriter {
    /// Writes a field whose name and value are literals.
    package mutating func field(_ name: StaticString, _ value: StaticString) {
        begin(name)
        bytes.append(literal: value)
        endLine()
    }

    /// Writes a field with a number.
    package mutating func field(_ name: StaticString, _ value: Int) {
        begin(name)
        append(decimal: value)
        endLine()
    }

    /// Writes a field with a value from elsewhere.
    ///
    /// - Throws: `invalidFieldValue` for control characters but the tab; then nothing is written.
    package mutating func field(
        _ name: StaticString, _ value: Span<UInt8>
    ) throws(WireError) {
        try Self.checkValue(value)
        begin(name)
        bytes.append(copying: value)
        endLine()
    }

    /// As above, for an array.
    package mutating func field(_ name: StaticString, _ value: [UInt8]) throws(WireError) {
        try field(name, value.span)
    }

    /// As above, for text. Disfavoured, so that a call with two literals selects the variant that
    /// cannot fail.
    @_disfavoredOverload
    package mutating func field(_ name: StaticString, _ value: String) throws(WireError) {
        try field(name, Array(value.utf8).span)
    }

    /// Writes a field with a name and a value from elsewhere.
    ///
    /// - Throws: `invalidFieldName` unless the name is a token, `invalidFieldValue` as above.
    package mutating func field(
        name: Span<UInt8>, value: Span<UInt8>
    ) throws(WireError) {
        guard name.consists(of: .token) else { throw .invalidFieldName }
        try Self.checkValue(value)
        bytes.append(copying: name)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(.space)
        bytes.append(copying: value)
        endLine()
    }

    /// As above, for arrays.
    package mutating func field(name: [UInt8], value: [UInt8]) throws(WireError) {
        try field(name: name.span, value: value.span)
    }

    /// As above, for text.
    package mutating func field(name: String, value: String) throws(WireError) {
        try field(name: Array(name.utf8).span, value: Array(value.utf8).span)
    }

    /// Writes a Date-like field: an instant in seconds since 1970 (RFC 9110 section 5.6.7).
    package mutating func field(_ name: StaticString, date seconds: Int) {
        begin(name)
        HTTPDate.format(secondsSinceEpoch: seconds, into: &bytes)
        endLine()
    }

    private mutating func begin(_ name: StaticString) {
        bytes.append(literal: name)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(.space)
    }

    private static func checkValue(_ value: Span<UInt8>) throws(WireError) {
        guard value.firstForbiddenControl(from: 0) == value.count else {
            throw .invalidFieldValue
        }
    }
}
