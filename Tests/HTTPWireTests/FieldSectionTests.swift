import Testing

@testable import HTTPWire

struct FieldSectionTests {
    private func section() throws -> FieldSection {
        var parser = RequestParser()
        let input = octets(
            get("Host: a", "Connection: Upgrade, x", "X-Y: \u{C3}\u{A4}\u{FF}", "connection: Close")
        )
        #expect(try parser.next(input.span).event == .head)
        return parser.head.fields
    }

    @Test func finding() throws {
        let fields = try section()
        #expect(fields.first(.connection)?.value == fields.lines[1].value)
        #expect(fields.first(.range) == nil)
        #expect(fields.first(named: "x-y")?.name == fields.lines[2].name)
        #expect(fields.first(named: "host") == fields.lines[0])
        #expect(fields.first(named: "x-") == nil)
        #expect(fields.count(of: .connection) == 2)
        #expect(fields.count(of: .te) == 0)
    }

    @Test func comparing() throws {
        let fields = try section()
        #expect(fields.matches(fields.lines[3].value, ignoringCase: "close"))
        #expect(!fields.matches(fields.lines[3].value, ignoringCase: "closed"))
        for token in ["upgrade", "x", "close"] as [StaticString] {
            #expect(fields.contains(token, in: .connection))
        }
        for token in ["", "up", "upgrade, x", "keep-alive"] as [StaticString] {
            #expect(!fields.contains(token, in: .connection))
        }
        #expect(!fields.contains("a", in: .te))
    }

    @Test("text is repaired where it is not UTF-8")
    func text() throws {
        let fields = try section()
        #expect(fields.string(fields.lines[2].value) == "ä\u{FFFD}")
        #expect(fields.string(of: .host) == "a")
        #expect(fields.string(of: .range) == nil)
    }
}
