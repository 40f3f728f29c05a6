/// Requests whose framing is wrong or at a limit, as they are sent.
struct FramingCase: Sendable {
    let name: String
    let bytes: String
    /// The only response; nothing follows it but the end of the connection.
    let status: Int

    init(_ name: String, _ status: Int, _ bytes: String) {
        self.name = name
        self.bytes = bytes
        self.status = status
    }

    /// A GET with these field lines.
    init(_ name: String, _ status: Int, fields: String...) {
        let lines = ["GET /a.txt HTTP/1.1"] + fields + ["", ""]
        self.init(name, status, lines.joined(separator: "\r\n"))
    }

    /// A POST to the script with these field lines behind `Host`, and this content.
    init(_ name: String, _ status: Int, post: String..., content: String) {
        let lines = ["POST /cat.sh HTTP/1.1", "Host: a"] + post + ["", ""]
        self.init(name, status, lines.joined(separator: "\r\n") + content)
    }

    /// What would be a second response if the first request's end were misjudged.
    private static let smuggled = "GET /a.txt HTTP/1.1\r\nHost: smuggled\r\n\r\n"
    private static let chunked = "Transfer-Encoding: chunked"

    static let refused: [FramingCase] = [
        // Content-Length against Transfer-Encoding.
        .init("CL.TE", 400, post: "Content-Length: 6", chunked, content: "0\r\n\r\n" + smuggled),
        .init("TE.CL", 400, post: chunked, "Content-Length: 4", content: "0\r\n\r\n" + smuggled),
        .init("length list", 400, post: "Content-Length: 5, 6", content: "hello" + smuggled),
        .init(
            "two lengths", 400, post: "Content-Length: 5", "Content-Length: 6", content: "hello!"),
        .init("plus", 400, post: "Content-Length: +5", content: "hello" + smuggled),
        .init("minus", 400, post: "Content-Length: -1", content: smuggled),
        .init("hexadecimal", 400, post: "Content-Length: 0x5", content: "hello" + smuggled),
        .init("2^64", 413, post: "Content-Length: 18446744073709551616", content: smuggled),
        .init("2^64+5", 413, post: "Content-Length: 18446744073709551621", content: "hello"),
        .init("space in length", 400, post: "Content-Length: 5 5", content: "hello" + smuggled),
        .init("empty length", 400, post: "Content-Length:", content: smuggled),
        .init("underscore", 400, post: "Content-Length: 1_0", content: "0123456789" + smuggled),
        .init("fraction", 400, post: "Content-Length: 5.0", content: "hello" + smuggled),
        .init("larger than allowed", 413, post: "Content-Length: 99999999999", content: ""),
        // Transfer codings.
        .init("xchunked", 501, post: "Transfer-Encoding: xchunked", content: smuggled),
        .init("gzip", 501, post: "Transfer-Encoding: gzip, chunked", content: smuggled),
        .init("identity", 501, post: "Transfer-Encoding: identity", content: smuggled),
        .init("vertical tab", 400, post: "Transfer-Encoding: \u{b}chunked", content: smuggled),
        .init("form feed", 400, post: "Transfer-Encoding: chunked\u{c}", content: smuggled),
        .init("null", 400, post: "Transfer-Encoding: chunked\u{0}", content: smuggled),
        .init("space in name", 400, post: "Transfer-Encoding : chunked", content: smuggled),
        .init("folded", 400, post: "Transfer-Encoding:\r\n chunked", content: smuggled),
        .init(
            "1.0 chunked", 400,
            "POST /cat.sh HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled),
        // Lines and fields.
        .init("whitespace before colon", 400, fields: "Host: a", "Foo : bar"),
        .init("folded line", 400, fields: "Host: a", "Foo: bar", " baz"),
        .init("folded first line", 400, fields: " Host: a"),
        .init("no colon", 400, fields: "Host: a", "Foo"),
        .init("empty name", 400, fields: "Host: a", ": bar"),
        .init("bare CR", 400, fields: "Host: a", "Foo: b\rar"),
        .init("bare LF", 400, "GET /a.txt HTTP/1.1\nHost: a\n\n"),
        .init("LF in fields", 400, "GET /a.txt HTTP/1.1\r\nHost: a\nFoo: b\r\n\r\n"),
        .init("NUL in value", 400, fields: "Host: a", "Foo: b\u{0}r"),
        .init("control in value", 400, fields: "Host: a", "Foo: b\u{7f}r"),
        .init("quoted name", 400, fields: "Host: a", "\"Foo\": bar"),
        .init("no Host", 400, fields: "Accept: */*"),
        .init("two Hosts", 400, fields: "Host: a", "Host: b"),
        .init("the same Host twice", 400, fields: "Host: a", "Host: a"),
        .init("malformed Host", 400, fields: "Host: a b"),
        .init("Host with user", 400, fields: "Host: u@a"),
        .init("Host with path", 400, fields: "Host: a/b"),
        // Request lines.
        .init("no version", 400, "GET /\r\n\r\n"),
        .init("two spaces", 400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        .init("space in target", 400, "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
        .init("tab", 400, "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        .init("lower version", 400, "GET / http/1.1\r\nHost: a\r\n\r\n"),
        .init("HTTP/2.0", 505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
        .init("HTTP/0.9", 505, "GET / HTTP/0.9\r\n\r\n"),
        .init("the HTTP/2 preface", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        .init("a long version", 400, "GET / HTTP/1.11\r\nHost: a\r\n\r\n"),
        .init("no slash", 400, "GET a.txt HTTP/1.1\r\nHost: a\r\n\r\n"),
        .init("TLS", 400, "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\r\n\r\n"),
        .init("garbage", 400, "%$#!garbage without an end of line \u{0}\u{1}\r\n\r\n"),
        .init("many empty lines", 400, String(repeating: "\r\n", count: 20)),
        .init("unknown expectation", 417, fields: "Host: a", "Connection: close", "Expect: 200-ok"),
        // Limits.
        .init("long target", 414, "GET /\(String(repeating: "a", count: 17_000)) HTTP/1.1\r\n\r\n"),
        .init("long method", 414, String(repeating: "A", count: 17_000)),
        .init("long field", 431, fields: "Host: a", "F: " + String(repeating: "b", count: 40_000)),
        .init(
            "101 fields", 431,
            "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "a: b\r\n", count: 100) + "\r\n"),
    ]

    /// Content that is malformed behind a head that is well: a script has been started by then.
    static let badContent: [FramingCase] = [
        .init("chunk size overflow", 400, post: chunked, content: "ffffffffffffffff1\r\nhello\r\n"),
        .init("chunk size of 2^63", 400, post: chunked, content: "8000000000000000\r\nx"),
        .init("underscore", 400, post: chunked, content: "0_1\r\na\r\n0\r\n\r\n" + smuggled),
        .init("0x", 400, post: chunked, content: "0x1\r\na\r\n0\r\n\r\n" + smuggled),
        .init("plus", 400, post: chunked, content: "+1\r\na\r\n0\r\n\r\n" + smuggled),
        .init("minus", 400, post: chunked, content: "-1\r\na\r\n0\r\n\r\n" + smuggled),
        .init("empty size", 400, post: chunked, content: "\r\n\r\n" + smuggled),
        .init("bare LF", 400, post: chunked, content: "1\na\n0\n\n" + smuggled),
        .init("LF behind chunk", 400, post: chunked, content: "1\r\na\n0\r\n\r\n" + smuggled),
        .init("no end of chunk", 400, post: chunked, content: "1\r\nabc0\r\n\r\n" + smuggled),
        .init("space before size", 400, post: chunked, content: " 1\r\na\r\n0\r\n\r\n" + smuggled),
        .init("NUL in extension", 400, post: chunked, content: "1;\u{0}\r\na\r\n0\r\n\r\n"),
        .init("folded trailer", 400, post: chunked, content: "0\r\nA: b\r\n c\r\n\r\n" + smuggled),
        .init(
            "huge extension", 413, post: chunked,
            content: "1;x=" + String(repeating: "y", count: 100_000) + "\r\na\r\n0\r\n\r\n"),
        .init(
            "many extensions", 413, post: chunked,
            content: String(repeating: "1;x=yyyyyyyyyyyy\r\na\r\n", count: 500) + "0\r\n\r\n"),
        .init(
            "huge trailers", 431, post: chunked,
            content: "0\r\n" + String(repeating: "a: b\r\n", count: 5000) + "\r\n"),
    ]
}
