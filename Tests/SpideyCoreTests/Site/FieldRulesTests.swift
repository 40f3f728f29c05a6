import HTTPServer
import Testing

@testable import SpideyCore

/// Fields that the command line adds: how they are written, and what comes of them.
@Suite struct FieldRulesTests {
    private static let good: [(text: String, name: String, value: String, path: String?)] = [
        ("A: b", "A", "b", nil), ("A:b", "A", "b", nil), ("A:\t b c \t", "A", "b c", nil),
        ("X-Y: a: b", "X-Y", "a: b", nil), ("/x A: b", "A", "b", "/x"),
        ("*.js   A: b", "A", "b", "/a.js"), ("/x/** A: b", "A", "b", "/x/y/z"),
        ("Set-Cookie: a=b; Path=/", "Set-Cookie", "a=b; Path=/", nil),
        ("A: é", "A", "é", nil),
    ]

    @Test func read() throws {
        for one in Self.good {
            let rule = try FieldRule(one.text)
            #expect(rule.name == Array(one.name.utf8) && rule.value == Array(one.value.utf8))
            #expect((rule.pattern == nil) == (one.path == nil))
            if let path = one.path { #expect(rule.concerns(try Self.path(path))) }
            #expect(rule.concerns(try Self.path("/other")) == (one.path == nil))
        }
    }

    @Test(arguments: [
        "", "A", "A b", ": b", "A:", "A: ", " A: b", "A : b", "A B: c", "/x", "/x A", "/x ",
        "x A: b",
        "A: b\r\nC: d", "A: b\nC", "A: \u{0}", "é: b", "/ A: b",
    ])
    func malformed(text: String) {
        #expect(throws: FieldRule.Refusal.malformed) { try FieldRule(text) }
    }

    @Test(arguments: [
        "Content-Length: 1", "transfer-encoding: chunked", "CONNECTION: close", "Date: now",
        "/x Upgrade: h2c", "Keep-Alive: 1", "TE: x", "Trailer: x", "Server: x", "ETag: \"x\"",
        "Last-Modified: x", "Content-Type: text/html", "Content-Encoding: gzip",
        "Content-Range: x", "Location: /", "Allow: GET", "Proxy-Connection: x",
        "Accept-Ranges: none",
    ])
    func reserved(text: String) {
        #expect(throws: FieldRule.Refusal.reserved) { try FieldRule(text) }
    }

    // MARK: Applying

    private static func rules(_ texts: [String]) throws -> FieldRules {
        var rules = FieldRules()
        for text in texts { rules.append(try FieldRule(text)) }
        return rules
    }

    private static func path(_ text: String) throws -> RequestPath {
        try RequestPath(Array(text.utf8)[...])
    }

    private static func own() -> ResponseFields {
        var fields = ResponseFields()
        fields.append("Vary", "Accept")
        fields.append("X-Content-Type-Options", "nosniff")
        return fields
    }

    /// Rules, and what comes of the two fields of `own` for `/a.js`.
    private static let applied: [(rules: [String], fields: [String])] = [
        ([], ["Vary: Accept", "X-Content-Type-Options: nosniff"]),
        (["A: b"], ["Vary: Accept", "X-Content-Type-Options: nosniff", "A: b"]),
        (["x-content-type-options: c"], ["Vary: Accept", "x-content-type-options: c"]),
        (["*.js A: b", "/b** C: d"], ["Vary: Accept", "X-Content-Type-Options: nosniff", "A: b"]),
        (["A: 1", "*.js a: 2"], ["Vary: Accept", "X-Content-Type-Options: nosniff", "a: 2"]),
        (
            ["Set-Cookie: a=1", "Set-Cookie: b=2", "Vary: Origin"],
            [
                "Vary: Accept", "X-Content-Type-Options: nosniff", "Set-Cookie: a=1",
                "Set-Cookie: b=2", "Vary: Origin",
            ]
        ),
    ]

    @Test func replacing() throws {
        for one in Self.applied {
            var fields = Self.own()
            try Self.rules(one.rules).fields(for: try Self.path("/a.js")).apply(to: &fields, .ok)
            let text = String(decoding: fields.octets, as: UTF8.self)
            #expect(text == one.fields.map { $0 + "\r\n" }.joined(), "\(one.rules)")
        }
    }

    /// A request without a path that can be read gets what is for all paths.
    @Test func withoutPath() throws {
        let configured = try Self.rules(["A: b", "* C: d", "/x E: f"]).fields(for: nil)
        var fields = ResponseFields()
        configured.apply(to: &fields, .ok)
        #expect(String(decoding: fields.octets, as: UTF8.self) == "A: b\r\n")
    }

    /// A script's own fields win.
    @Test func completing() throws {
        let rules = try Self.rules(["X-content-type-options: c", "A: b", "Set-Cookie: a"])
        var fields = Self.own()
        rules.fields(for: nil).complete(&fields)
        let added = "Vary: Accept\r\nX-Content-Type-Options: nosniff\r\nA: b\r\nSet-Cookie: a\r\n"
        #expect(String(decoding: fields.octets, as: UTF8.self) == added)
    }

    /// The path that patterns see, as it is decoded.
    @Test(arguments: [("/", "/"), ("//a//b/", "/a/b/"), ("/a%20b", "/a b"), ("/a/..", "/")])
    func absolutePaths(path: String, absolute: String) throws {
        #expect(try Self.path(path).absolute == Array(absolute.utf8))
    }

    @Test func isolation() throws {
        for (isShared, policy) in [(false, "same-origin"), (true, "cross-origin")] {
            var rules = FieldRules()
            rules.isolate(isShared: isShared)
            var fields = ResponseFields()
            rules.fields(for: nil).apply(to: &fields, .ok)
            #expect(
                String(decoding: fields.octets, as: UTF8.self)
                    == """
                    Cross-Origin-Opener-Policy: same-origin\r
                    Cross-Origin-Embedder-Policy: require-corp\r
                    Cross-Origin-Resource-Policy: \(policy)\r

                    """)
        }
    }
}
