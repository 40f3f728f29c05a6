@testable import HTTPWire

/// Where the content of a request ends (RFC 9112 section 6).
let requestFramingCases: [WireCase] = [
    WireCase(
        "length", post("Content-Length: 5", content: "helloGET"),
        gives: text("length 5 | stays | content hello"), unconsumed: 3),
    WireCase(
        "length zero", post("Content-Length: 0"), gives: text("length 0 | stays")),
    WireCase(
        "leading zeros", post("Content-Length: 0000000000000000000005", content: "hello"),
        gives: text("length 5 | stays | content hello")),
    WireCase(
        "length of a GET", get("Host: a", "Content-Length: 2") + "xy",
        gives: "GET / / - a | 1.1 | length 2 | stays | content xy"),
    WireCase(
        "content cut short", post("Content-Length: 5", content: "hel"),
        gives: text("length 5 | stays | content hel | incomplete")),
    WireCase(
        "content is not looked at",
        post("Content-Length: 27", content: "GET / HTTP/1.1\r\nHost: b\r\n\r\n") + get("Host: c"),
        gives: text("length 27 | stays | content GET / HTTP/1.1\r\nHost: b\r\n\r\n"),
        "GET / / - c | 1.1 | none | stays"),
    WireCase(
        "an empty line after content", post("Content-Length: 1", content: "x\r\n") + get("Host: c"),
        gives: text("length 1 | stays | content x"), "GET / / - c | 1.1 | none | stays"),

    // Content-Length that is none.
    WireCase("a list", post("Content-Length: 5, 6"), fails: .malformedContentLength),
    WireCase("a list of equals", post("Content-Length: 5, 5"), fails: .malformedContentLength),
    WireCase("a plus sign", post("Content-Length: +5"), fails: .malformedContentLength),
    WireCase("a negative length", post("Content-Length: -1"), fails: .malformedContentLength),
    WireCase("hexadecimal", post("Content-Length: 0x5"), fails: .malformedContentLength),
    WireCase("an underscore", post("Content-Length: 1_0"), fails: .malformedContentLength),
    WireCase("a fraction", post("Content-Length: 5.0"), fails: .malformedContentLength),
    WireCase("two words", post("Content-Length: 5 5"), fails: .malformedContentLength),
    WireCase("no number", post("Content-Length:"), fails: .malformedContentLength),
    WireCase("other digits", post("Content-Length: \u{B2}"), fails: .malformedContentLength),
    WireCase("quotes", post("Content-Length: \"5\""), fails: .malformedContentLength),
    WireCase(
        "two lengths", post("Content-Length: 5", "Content-Length: 6"),
        fails: .duplicateContentLength),
    WireCase(
        "two equal lengths", post("Content-Length: 5", "content-length: 5"),
        fails: .duplicateContentLength),
    WireCase("2^63 - 1", post("Content-Length: 9223372036854775807"), fails: .contentTooLong),
    WireCase("2^63", post("Content-Length: 9223372036854775808"), fails: .contentTooLong),
    WireCase("2^64", post("Content-Length: 18446744073709551616"), fails: .contentTooLong),
    WireCase("2^64 + 5", post("Content-Length: 18446744073709551621"), fails: .contentTooLong),

    // Transfer-Encoding.
    WireCase(
        "length and chunked", post("Content-Length: 5", "Transfer-Encoding: chunked"),
        fails: .contentLengthWithTransferEncoding),
    WireCase(
        "chunked and length", post("Transfer-Encoding: chunked", "Content-Length: 5"),
        fails: .contentLengthWithTransferEncoding),
    WireCase(
        "chunked in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
        fails: .transferEncodingInHTTP10),
    WireCase("xchunked", post("Transfer-Encoding: xchunked"), fails: .unsupportedTransferCoding),
    WireCase("gzip", post("Transfer-Encoding: gzip"), fails: .unsupportedTransferCoding),
    WireCase("identity", post("Transfer-Encoding: identity"), fails: .unsupportedTransferCoding),
    WireCase(
        "gzip, chunked", post("Transfer-Encoding: gzip, chunked"),
        fails: .unsupportedTransferCoding),
    WireCase(
        "chunked, identity", post("Transfer-Encoding: chunked, identity"),
        fails: .malformedTransferEncoding),
    WireCase(
        "chunked, then gzip in another line",
        post("Transfer-Encoding: chunked", "Transfer-Encoding: gzip"),
        fails: .malformedTransferEncoding),
    WireCase(
        "chunked twice", post("Transfer-Encoding: chunked, chunked"),
        fails: .malformedTransferEncoding),
    WireCase(
        "chunked twice in two lines",
        post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
        fails: .malformedTransferEncoding),
    WireCase(
        "a vertical tab", post("Transfer-Encoding: \u{0B}chunked"), fails: .controlCharacter),
    WireCase("a form feed", post("Transfer-Encoding: chunked\u{0C}"), fails: .controlCharacter),
    WireCase("quotes", post("Transfer-Encoding: \"chunked\""), fails: .malformedTransferEncoding),
    WireCase(
        "a parameter", post("Transfer-Encoding: chunked;a=b"), fails: .malformedTransferEncoding),
    WireCase("two words", post("Transfer-Encoding: chun ked"), fails: .malformedTransferEncoding),
    WireCase("empty", post("Transfer-Encoding:"), fails: .malformedTransferEncoding),
    WireCase(
        "a comma in front", post("Transfer-Encoding: ,chunked"), fails: .malformedTransferEncoding),
    WireCase(
        "a comma after", post("Transfer-Encoding: chunked,"), fails: .malformedTransferEncoding),
    WireCase(
        "beyond ASCII", post("Transfer-Encoding: chunked\u{A0}"),
        fails: .malformedTransferEncoding),
    WireCase(
        "a space before the colon", post("Transfer-Encoding : chunked"),
        fails: .whitespaceBeforeColon),

    // Expect.
    WireCase(
        "expects to continue", post("Expect: 100-Continue", "Content-Length: 0"),
        gives: text("length 0 | stays | expects continue")),
    WireCase(
        "expects something else", post("Expect: 200-ok"),
        gives: text("none | stays | expects unknown")),
    WireCase(
        "expects two things", post("Expect: 100-continue", "Expect: x"),
        gives: text("none | stays | expects unknown")),
    WireCase(
        "expectations of 1.0 are ignored", "GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n",
        gives: "GET / / - - | 1.0 | none | closes"),
]

private func text(_ rest: String) -> String { "POST / / - a | 1.1 | \(rest)" }

/// Chunked content (RFC 9112 section 7.1).
let requestChunkCases: [WireCase] = [
    WireCase("chunks", chunked("5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"), gives: content("hello!")),
    WireCase("no chunk", chunked("0\r\n\r\n"), gives: text("chunked | stays")),
    WireCase("many zeros", chunked("0000000000000001\r\nx\r\n000\r\n\r\n"), gives: content("x")),
    WireCase(
        "hexadecimal in either case", chunked("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n"),
        gives: content("01234567890123456789")),
    WireCase(
        "line breaks are content", chunked("4\r\n\r\n\r\n\r\n0\r\n\r\n"),
        gives: content("\r\n\r\n")),
    WireCase(
        "case of the coding", post("transfer-encoding: CHUNKED", content: "1\r\nx\r\n0\r\n\r\n"),
        gives: content("x")),
    WireCase(
        "extensions", chunked("1;a\r\nx\r\n1 ; a = b;c=\"d;\\\"e\"\r\ny\r\n0;z=0\r\n\r\n"),
        gives: content("xy")),
    WireCase(
        "trailers", chunked("1\r\nx\r\n0\r\nA: b \r\nContent-Length: 7\r\nHost: c\r\n\r\n"),
        gives: content("x | trailers A=b;Content-Length=7;Host=c")),
    WireCase(
        "another request after it", chunked("1\r\nx\r\n0\r\n\r\n") + get("Host: b"),
        gives: content("x"), "GET / / - b | 1.1 | none | stays"),
    WireCase(
        "incomplete", chunked("5\r\nhel"), gives: content("hel | incomplete")),
    WireCase(
        "incomplete line", chunked("5\r\nhello\r\n1;"), gives: content("hello | incomplete"),
        unconsumed: 2),
    WireCase("no size", bad("\r\nx"), .malformedChunk),
    WireCase("no size but an extension", bad(";a\r\nx"), .malformedChunk),
    WireCase("no number", bad("g\r\n"), .malformedChunk),
    WireCase("0x", bad("0x5\r\nhello\r\n"), .malformedChunk),
    WireCase("an underscore", bad("0_1\r\nx\r\n"), .malformedChunk),
    WireCase("a sign", bad("+1\r\nx\r\n"), .malformedChunk),
    WireCase("a negative size", bad("-1\r\nx\r\n"), .malformedChunk),
    WireCase("a space in front", bad(" 1\r\nx\r\n"), .malformedChunk),
    WireCase("a space after", bad("1 \r\nx\r\n"), .malformedChunk),
    WireCase("a tab after", bad("1\t\r\nx\r\n"), .malformedChunk),
    WireCase("two sizes", bad("1 1\r\nx\r\n"), .malformedChunk),
    WireCase("2^63", bad("8000000000000000\r\n"), .malformedChunk),
    WireCase("2^64 - 1", bad("ffffffffffffffff\r\n"), .malformedChunk),
    WireCase("2^64 + 1", bad("10000000000000001\r\n"), .malformedChunk),
    WireCase("seventeen digits", bad("00000000000000001\r\nx\r\n"), .malformedChunk),
    WireCase("endless digits", bad(String(repeating: "0", count: 5000)), .malformedChunk),
    WireCase("2^63 - 1", bad("7fffffffffffffff\r\n"), .contentTooLong),
    WireCase("LF after the size", bad("1\nx\r\n"), .bareLineFeed),
    WireCase("CR after the size", bad("1\rx\r\n"), .bareCarriageReturn),
    WireCase("NUL in the line", bad("1;\u{00}\r\nx\r\n"), .controlCharacter),
    WireCase("an extension without name", bad("1;\r\nx\r\n"), .malformedChunk),
    WireCase("an extension without value", bad("1;a=\r\nx\r\n"), .malformedChunk),
    WireCase("an extension of two words", bad("1;a b\r\nx\r\n"), .malformedChunk),
    WireCase("an open quote", bad("1;a=\"b\r\nx\r\n"), .malformedChunk),
    WireCase("an open escape", bad("1;a=\"b\\\r\nx\r\n"), .malformedChunk),
    WireCase("something after a quote", bad("1;a=\"b\"c\r\nx\r\n"), .malformedChunk),
    WireCase(
        "data longer than its size", chunked("1\r\nxy\r\n"), fails: .malformedChunk,
        after: content("x | incomplete")),
    WireCase(
        "LF after the data", chunked("1\r\nx\n0\r\n\r\n"), fails: .malformedChunk,
        after: content("x | incomplete")),
    WireCase(
        "CR after the data", chunked("1\r\nx\r0\r\n\r\n"), fails: .malformedChunk,
        after: content("x | incomplete")),
    WireCase("LF ends the trailers", bad("0\r\n\n"), .bareLineFeed),
    WireCase("LF in the trailers", bad("0\r\nA: b\n\r\n"), .bareLineFeed),
    WireCase("folded trailers", bad("0\r\nA: b\r\n c\r\n\r\n"), .obsoleteFolding),
    WireCase("a request for trailers", bad("0\r\nGET / HTTP/1.1\r\n\r\n"), .malformedFieldName),
    WireCase("NUL in the trailers", bad("0\r\nA: \u{00}\r\n\r\n"), .controlCharacter),
]

private func content(_ rest: String) -> String { text("chunked | stays | content \(rest)") }

private func bad(_ content: String) -> String { chunked(content) }

extension WireCase {
    /// A chunked request whose first line after the head is refused.
    fileprivate init(_ name: String, _ input: String, _ error: WireError) {
        self.init(name, input, fails: error, after: text("chunked | stays | incomplete"))
    }
}
