import Testing
import ThorCore

@Suite struct JSONTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-1", "9223372036854775807", "1.5", "\"\"", "[]", "{}",
        "[1,2.5,\"x\",null]", "{\"a\":{\"b\":[true]}}", "\"\\\"\\\\\\n\\t\\r\"",
    ])
    func comesBack(_ text: String) throws {
        let value = try JSON(parsing: Array(text.utf8))
        #expect(value.text(indented: false) == text)
        #expect(try JSON(parsing: Array(value.text().utf8)) == value)
    }

    @Test func readsEscapes() throws {
        let text = #""\u0041\u00e9\ud83d\ude00\/\b\f""#
        #expect(
            try JSON(parsing: Array(text.utf8)) == .string("A\u{E9}\u{1F600}/\u{8}\u{C}"))
    }

    @Test(arguments: [
        "", "nul", "[1,]", "{\"a\"}", "{a:1}", "\"", "\"\\x\"", "1 2", "+1", "1e999", "[",
        "\"\u{1}\"",
        "--1", "\"\\u12\"",
    ])
    func refuses(_ text: String) {
        #expect(throws: ResultProblem.self) { try JSON(parsing: Array(text.utf8)) }
    }

    @Test func refusesDeepNesting() {
        let text = String(repeating: "[", count: 100_000)
        #expect(throws: ResultProblem.self) { try JSON(parsing: Array(text.utf8)) }
    }

    @Test func writesNoInfinity() {
        #expect(JSON.number(.infinity).text() == "null")
    }
}
