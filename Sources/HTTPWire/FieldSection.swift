/// The field lines of a head or of a trailer section, in the order in which they arrived.
///
/// It is not a dictionary on purpose: duplicates stay visible, and a section costs one copy of its
/// octets and no allocation per field.
package struct FieldSection: Sendable {
    /// The octets that all positions of `lines` index. In a head, they begin with the first line.
    package var bytes: [UInt8] = []
    /// The field lines.
    package var lines: [FieldLine] = []

    /// An empty section.
    package init() {}

    /// The first field line with this name.
    package func first(_ name: FieldName) -> FieldLine? {
        for index in lines.indices where lines[index].known == name { return lines[index] }
        return nil
    }

    /// The first field line with this name, which has to be given in lower case.
    package func first(named lowercased: StaticString) -> FieldLine? {
        let octets = bytes.span
        for index in lines.indices
        where octets.matches(lines[index].name, ignoringCase: lowercased) {
            return lines[index]
        }
        return nil
    }

    /// How many field lines have this name.
    package func count(of name: FieldName) -> Int {
        var count = 0
        for index in lines.indices where lines[index].known == name { count += 1 }
        return count
    }

    /// The octets of `range` as text; what is not UTF-8 becomes U+FFFD.
    package func string(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// The value of the first field line with this name as text.
    package func string(of name: FieldName) -> String? {
        first(name).map { string($0.value) }
    }

    /// Whether the octets in `range` are those of the literal, which has to be in lower case, when
    /// the case of ASCII letters is ignored.
    package func matches(_ range: Range<Int>, ignoringCase lowercased: StaticString) -> Bool {
        bytes.span.matches(range, ignoringCase: lowercased)
    }

    /// Whether a comma-separated field holds this token, in lower case, in any of its field lines;
    /// the case of ASCII letters is ignored. `Connection: close, x` contains `close`.
    package func contains(_ lowercased: StaticString, in name: FieldName) -> Bool {
        let octets = bytes.span
        for index in lines.indices where lines[index].known == name {
            var elements = ListElements(lines[index].value)
            while let element = elements.next(in: octets) {
                if octets.matches(element, ignoringCase: lowercased) { return true }
            }
        }
        return false
    }

    /// Forgets everything but keeps the memory.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
    }
}
