import Testing
import ThorCore

@Suite struct TargetURLTests {
    struct Case: CustomTestStringConvertible {
        var text: String
        var host: String
        var port: UInt16
        var path: String
        var hostField: String
        var testDescription: String { text }

        init(_ text: String, _ host: String, _ port: UInt16, _ path: String, _ field: String) {
            (self.text, self.host, self.port, self.path, hostField) = (
                text, host, port, path, field
            )
        }
    }

    static let accepted: [Case] = [
        Case("example.com", "example.com", 80, "/", "example.com"),
        Case("http://example.com", "example.com", 80, "/", "example.com"),
        Case("HTTP://example.com/", "example.com", 80, "/", "example.com"),
        Case("example.com/a/b.html", "example.com", 80, "/a/b.html", "example.com"),
        Case("example.com:8080", "example.com", 8080, "/", "example.com:8080"),
        Case("http://example.com:80/x", "example.com", 80, "/x", "example.com"),
        Case("example.com:/x", "example.com", 80, "/x", "example.com"),
        Case("127.0.0.1:9234/song.mp3", "127.0.0.1", 9234, "/song.mp3", "127.0.0.1:9234"),
        Case("[::1]", "::1", 80, "/", "[::1]"),
        Case("http://[2001:db8::1]:81/x?y", "2001:db8::1", 81, "/x?y", "[2001:db8::1]:81"),
        Case("http://[fe80::1%25eth0]/", "fe80::1%eth0", 80, "/", "[fe80::1]"),
        Case("example.com?q=1", "example.com", 80, "/?q=1", "example.com"),
        Case("example.com/?q=a/b://c", "example.com", 80, "/?q=a/b://c", "example.com"),
        Case("example.com/a#fragment", "example.com", 80, "/a", "example.com"),
        Case("example.com#fragment/x", "example.com", 80, "/", "example.com"),
        Case("example.com/%41%2f%zz", "example.com", 80, "/%41%2f%zz", "example.com"),
        Case("example.com/\u{FC}", "example.com", 80, "/%C3%BC", "example.com"),
        Case("u:p@example.com:81/x@y", "example.com", 81, "/x@y", "example.com:81"),
        Case("http://a_b-c.example/", "a_b-c.example", 80, "/", "a_b-c.example"),
        Case("localhost:1/../x", "localhost", 1, "/../x", "localhost:1"),
    ]

    @Test(arguments: accepted)
    func takesApart(_ expected: Case) throws {
        let url = try TargetURL(expected.text)
        #expect(url.host == expected.host)
        #expect(url.port == expected.port)
        #expect(url.path == expected.path)
        #expect(url.hostField == expected.hostField)
        #expect(url.text == expected.text)
    }

    static let refused: [(String, URLProblem)] = [
        ("", .empty),
        ("http://", .noHost),
        ("http:///x", .noHost),
        (":80", .noHost),
        ("https://example.com", .unsupportedScheme("https")),
        ("ftp://example.com", .unsupportedScheme("ftp")),
        ("example.com/a b", .badByte(0x20)),
        ("example.com/a\r\nX: y", .badByte(0x0D)),
        ("example.com/\u{0}", .badByte(0)),
        ("example.com:0", .badPort("0")),
        ("example.com:65536", .badPort("65536")),
        ("example.com:8x", .badPort("8x")),
        ("example.com:+80", .badPort("+80")),
        ("http://[::1", .unclosedBracket),
        ("::1", .bareIPv6("::1".utf8.dropFirst(0).map { $0 }[...])),
        ("u:%4@example.com", .badPercentEncoding),
    ]

    @Test(arguments: refused)
    func refuses(_ text: String, _ problem: URLProblem) {
        #expect(throws: problem) { try TargetURL(text) }
    }

    @Test(arguments: ["exa mple.com", "http://a<b/", "[::g]", "[1.2.3.4]", "[::1]x", "a\\b"])
    func refusesHosts(_ text: String) {
        #expect(throws: URLProblem.self) { try TargetURL(text) }
    }

    @Test func makesBasicCredentials() throws {
        // RFC 7617 section 2.
        let url = try TargetURL("http://Aladdin:open%20sesame@example.com/")
        #expect(url.basicCredentials == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        #expect(try TargetURL("http://user@example.com/").basicCredentials == "Basic dXNlcjo=")
        #expect(try TargetURL("http://example.com/").basicCredentials == nil)
    }

    static let references: [(String, String)] = [
        ("http://other:81/x", "http://other:81/x"),
        ("//other/x", "http://other:80/x"),
        ("/x?y", "http://host:8080/x?y"),
        ("x", "http://host:8080/a/x"),
        ("./x", "http://host:8080/a/x"),
        ("../x", "http://host:8080/x"),
        ("../../../x", "http://host:8080/x"),
        ("..", "http://host:8080/"),
        ("?z", "http://host:8080/a/b?z"),
        ("", "http://host:8080/a/b?q"),
    ]

    @Test(arguments: references)
    func resolves(_ reference: String, _ expected: String) throws {
        let url = try TargetURL("host:8080/a/b?q").resolving(reference: reference)
        #expect(
            "http://\(url.host):\(url.port)\(url.path)" == expected.replacing(":81", with: ":81"))
    }

    @Test func resolvesNoOtherScheme() throws {
        let url = try TargetURL("host/")
        #expect(throws: URLProblem.unsupportedScheme("https")) {
            try url.resolving(reference: "https://host/")
        }
    }
}
