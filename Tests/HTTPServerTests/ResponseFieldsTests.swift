import HTTPWire
import Testing

@testable import HTTPServer

/// The fields of a response: an ordered list of lines, none of which can end early.
@Suite struct ResponseFieldsTests {
    private func text(_ fields: ResponseFields) -> String {
        String(decoding: fields.octets, as: UTF8.self)
    }

    private func octets(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func nothing() { #expect(ResponseFields().octets.isEmpty) }

    @Test func inTheirOrder() throws {
        var fields = ResponseFields()
        fields.append("B", "1")
        fields.append("A", octets("2"))
        fields.append("B", octets(""))
        try fields.append(name: octets("c").span, value: octets("a b\tc").span)
        fields.append("D", date: 784_111_777)
        #expect(
            text(fields)
                == "B: 1\r\nA: 2\r\nB: \r\nc: a b\tc\r\nD: Sun, 06 Nov 1994 08:49:37 GMT\r\n")
        var others = ResponseFields()
        others.append("X", "y")
        others.append(fields)
        #expect(text(others) == "X: y\r\n" + text(fields))
    }

    static let badValues = ["a\r\nSet-Cookie: b", "a\nb", "a\rb", "a\0b", "\u{7f}"]

    /// A value from elsewhere that would end its line is left out, with its name.
    @Test(arguments: badValues) func valuesThatWouldEndTheirLine(value: String) {
        var fields = ResponseFields()
        fields.append("A", octets(value))
        #expect(fields.octets.isEmpty)
        #expect(throws: WireError.invalidFieldValue) {
            try fields.append(name: octets("A").span, value: octets(value).span)
        }
        #expect(fields.octets.isEmpty)
    }

    /// Names are compared without the case of letters, whole, and not with what values hold.
    @Test func findingAndRemoving() {
        var fields = ResponseFields()
        fields.append("A", "1")
        fields.append("AB", "A: 2")
        fields.append("a", octets("3"))
        for name in ["A", "a", "ab", "aB"] { #expect(fields.contains(octets(name))) }
        for name in ["", "B", "A:", "A: 1", "1"] { #expect(!fields.contains(octets(name))) }
        fields.remove(octets("B"))
        #expect(text(fields) == "A: 1\r\nAB: A: 2\r\na: 3\r\n")
        fields.remove(octets("a"))
        #expect(text(fields) == "AB: A: 2\r\n")
        fields.remove(octets("ab"))
        #expect(fields.octets.isEmpty && !fields.contains(octets("ab")))
    }

    @Test(arguments: ["", "a b", "a:", "a\r\nb", "é"])
    func namesThatAreNoTokens(name: String) {
        var fields = ResponseFields()
        #expect(throws: WireError.invalidFieldName) {
            try fields.append(name: octets(name).span, value: octets("x").span)
        }
        #expect(fields.octets.isEmpty)
    }
}
