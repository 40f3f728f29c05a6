/// One field line of a section, as positions in the section's octets.
package struct FieldLine: Sendable, Equatable {
    /// The name as it was received, in the case it was received.
    package let name: Range<Int>
    /// The value without the whitespace around it.
    package let value: Range<Int>
    /// Which known field this is.
    package let known: FieldName
}
