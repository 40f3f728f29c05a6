package import HTTPWire

/// The fields of a response, an ordered list in the form of HTTP/1 field lines.
///
/// They are written once and may be sent many times. Names and values are checked when they are
/// added, so that none can contain a line break.
public struct ResponseFields: Sendable {
    private var writer = MessageWriter()

    /// No fields.
    package init() {}

    /// The field lines, each ended by CRLF, without an empty line.
    package var octets: [UInt8] { writer.bytes }

    /// The fields that begin at or after this offset in `octets`, where one has to begin.
    func suffix(from offset: Int) -> ResponseFields {
        var fields = ResponseFields()
        fields.writer.bytes = Array(octets[offset...])
        return fields
    }

    /// The fields that end at or before this offset in `octets`, where one has to end.
    func prefix(upTo offset: Int) -> ResponseFields {
        var fields = ResponseFields()
        fields.writer.bytes = Array(octets[..<offset])
        return fields
    }

    /// Adds a field whose name and value are literals.
    package mutating func append(_ name: StaticString, _ value: StaticString) {
        writer.field(name, value)
    }

    /// Adds a field with a value from elsewhere; one that has a control character is left out.
    package mutating func append(_ name: StaticString, _ value: [UInt8]) {
        try? writer.field(name, value)
    }

    /// Adds a field with a name and a value from elsewhere.
    /// - Throws: `invalidFieldName`, `invalidFieldValue`; then nothing is added.
    package mutating func append(
        name: Span<UInt8>, value: Span<UInt8>
    ) throws(WireError) {
        try writer.field(name: name, value: value)
    }

    /// Adds a field with an instant in seconds since 1970 (RFC 9110 section 5.6.7).
    package mutating func append(_ name: StaticString, date seconds: Int) {
        writer.field(name, date: seconds)
    }

    /// Adds all fields of `other` behind these.
    package mutating func append(_ other: ResponseFields) { writer.bytes += other.writer.bytes }

    // MARK: Finding and replacing

    /// Whether there is a field of this name; the case of ASCII letters is ignored.
    package func contains(_ name: [UInt8]) -> Bool {
        !lines(named: name).isEmpty
    }

    /// Takes out all fields of this name.
    package mutating func remove(_ name: [UInt8]) {
        for line in lines(named: name).reversed() { writer.bytes.removeSubrange(line) }
    }

    /// The field lines of this name, their ends included, in their order.
    private func lines(named name: [UInt8]) -> [Range<Int>] {
        let bytes = writer.bytes
        var found: [Range<Int>] = []
        var start = 0
        while start < bytes.count {
            // A value has no line break: every one ends a line.
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
            let line = start..<(end ?? bytes.count)
            let colon = bytes[line].firstIndex(of: UInt8(ascii: ":")) ?? line.upperBound
            if bytes[start..<colon].elementsEqual(name, by: Self.areEqual) { found.append(line) }
            start = line.upperBound
        }
        return found
    }

    private static func areEqual(_ one: UInt8, _ other: UInt8) -> Bool {
        lowercased(one) == lowercased(other)
    }

    private static func lowercased(_ octet: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= octet ? octet | 0x20 : octet
    }
}
