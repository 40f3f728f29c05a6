@testable import HTTPWire

/// A 200 response with these field lines.
private func ok(_ lines: String..., content: String = "") -> String {
    (["HTTP/1.1 200 OK"] + lines + ["", ""]).joined(separator: "\r\n") + content
}

/// Responses as a client reads them. Every row ends with the end of the connection.
let responseCases: [WireCase] = [
    // Status lines.
    WireCase(
        "length", ok("Content-Length: 5", content: "hello"),
        gives: "200 OK | 1.1 | length 5 | stays | content hello"),
    WireCase(
        "no reason", "HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n",
        gives: "404  | 1.1 | length 0 | stays"),
    WireCase(
        "no reason and no space", "HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n",
        gives: "404  | 1.1 | length 0 | stays"),
    WireCase(
        "a reason of any octets", "HTTP/1.0 299 a\tb \u{E4} \r\nContent-Length: 0\r\n\r\n",
        gives: "299 a\tb \u{E4}  | 1.0 | length 0 | closes"),
    WireCase(
        "a code beyond 599", "HTTP/1.1 999 x\r\nContent-Length: 0\r\n\r\n",
        gives: "999 x | 1.1 | length 0 | stays"),
    WireCase(
        "1.0 with keep-alive",
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n",
        gives: "200 OK | 1.0 | length 0 | stays"),
    WireCase(
        "close", ok("Connection: close", "Content-Length: 0"),
        gives: "200 OK | 1.1 | length 0 | closes"),
    WireCase("two digits", "HTTP/1.1 20 OK\r\n\r\n", fails: .malformedStatusLine),
    WireCase("four digits", "HTTP/1.1 2000 OK\r\n\r\n", fails: .malformedStatusLine),
    WireCase("a code below 100", "HTTP/1.1 099 OK\r\n\r\n", fails: .malformedStatusLine),
    WireCase("a code of letters", "HTTP/1.1 2xx OK\r\n\r\n", fails: .malformedStatusLine),
    WireCase("a tab after the code", "HTTP/1.1 200\tOK\r\n\r\n", fails: .malformedStatusLine),
    WireCase("two spaces before the code", "HTTP/1.1  200 OK\r\n\r\n", fails: .malformedStatusLine),
    WireCase("a space in front", " HTTP/1.1 200 OK\r\n\r\n", fails: .malformedStatusLine),
    WireCase("an empty line in front", "\r\n" + ok(), fails: .malformedStatusLine),
    WireCase("no code", "HTTP/1.1\r\n\r\n", fails: .malformedStatusLine),
    WireCase("no version", "200 OK\r\n\r\n", fails: .malformedStatusLine),
    WireCase("another protocol", "ICY 200 OK\r\n\r\n", fails: .malformedStatusLine),
    WireCase("garbage", "SSH-2.0-OpenSSH\r\n", fails: .malformedStatusLine),
    WireCase("HTTP/2", "HTTP/2.0 200 OK\r\n\r\n", fails: .unsupportedVersion),
    WireCase("LF only", "HTTP/1.1 200 OK\n\n", fails: .bareLineFeed),
    WireCase("a TLS alert", "\u{15}\u{03}", fails: .controlCharacter),

    // Fields.
    WireCase(
        "folded lines are unfolded",
        ok("X: a", "\t b ", " ", " c", "Y:", " d", "Content-Length:", "  0"),
        gives: "200 OK | 1.1 | length 0 | stays | fields X=a  \t b       c;Y=d"),
    WireCase("a line that continues nothing", ok(" X: y"), fails: .obsoleteFolding),
    WireCase("a space before the colon", ok("Content-Length : 0"), fails: .whitespaceBeforeColon),
    WireCase("NUL in a value", ok("X: \u{00}"), fails: .controlCharacter),

    // Framing.
    WireCase(
        "until close", ok("X: y", content: "hello"),
        gives: "200 OK | 1.1 | until close | closes | fields X=y | content hello"),
    WireCase(
        "until close, empty", "HTTP/1.0 200 OK\r\n\r\n",
        gives: "200 OK | 1.0 | until close | closes"),
    WireCase(
        "chunked with trailers",
        ok("Transfer-Encoding: chunked", content: "5;a\r\nhello\r\n0\r\nA: b\r\n\r\n"),
        gives: "200 OK | 1.1 | chunked | stays | content hello | trailers A=b"),
    WireCase(
        "two responses", ok("Content-Length: 1", content: "x") + ok("Content-Length: 0"),
        gives: "200 OK | 1.1 | length 1 | stays | content x", "200 OK | 1.1 | length 0 | stays"),
    WireCase(
        "204 has no content", "HTTP/1.1 204 x\r\nContent-Length: 5\r\n\r\n",
        gives: "204 x | 1.1 | none | stays"),
    WireCase(
        "304 has no content", "HTTP/1.1 304 x\r\nContent-Length: 5\r\n\r\n",
        gives: "304 x | 1.1 | none | stays"),
    WireCase(
        "304 has no chunks", "HTTP/1.1 304 x\r\nTransfer-Encoding: chunked\r\n\r\n",
        gives: "304 x | 1.1 | none | stays"),
    WireCase("HEAD", ok("Content-Length: 5"), gives: "200 OK | 1.1 | none | stays").to(.head),
    WireCase("HEAD without length", ok(), gives: "200 OK | 1.1 | none | stays").to(.head),
    WireCase(
        "HEAD of a huge file", ok("Content-Length: 9223372036854775807"),
        gives: "200 OK | 1.1 | none | stays"
    ).to(.head),
    WireCase("CONNECT", ok("Content-Length: 5"), gives: "200 OK | 1.1 | none | stays").to(.connect),
    WireCase(
        "CONNECT refused", "HTTP/1.1 403 No\r\nContent-Length: 1\r\n\r\nx",
        gives: "403 No | 1.1 | length 1 | stays | content x"
    ).to(.connect),
    WireCase(
        "interim responses",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n"
            + ok("Content-Length: 0"),
        gives: "100 Continue | 1.1 | none | stays",
        "103 Hints | 1.1 | none | stays | fields Link=x",
        "200 OK | 1.1 | length 0 | stays"),
    WireCase("101", "HTTP/1.1 101 x\r\n\r\n", fails: .unexpectedProtocolSwitch),
    WireCase(
        "length and chunked", ok("Content-Length: 5", "Transfer-Encoding: chunked"),
        fails: .contentLengthWithTransferEncoding),
    WireCase(
        "two equal lengths", ok("Content-Length: 5", "Content-Length: 5"),
        fails: .duplicateContentLength),
    WireCase("a list of lengths", ok("Content-Length: 5, 5"), fails: .malformedContentLength),
    WireCase(
        "Host means nothing", ok("Host: a", "Host: /", "Content-Length: 0"),
        gives: "200 OK | 1.1 | length 0 | stays"),
    WireCase(
        "an endless length", ok("Content-Length: 9223372036854775808"), fails: .contentTooLong),
    WireCase("gzip", ok("Transfer-Encoding: gzip"), fails: .unsupportedTransferCoding),
    WireCase(
        "chunked in 1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        fails: .transferEncodingInHTTP10),
    WireCase(
        "a bad chunk", ok("Transfer-Encoding: chunked", content: "x\r\n"), fails: .malformedChunk,
        after: "200 OK | 1.1 | chunked | stays | incomplete"),

    // The connection ends.
    WireCase("nothing", "", fails: .closedBeforeResponse),
    WireCase("one octet", "H", fails: .truncated),
    WireCase("half a head", "HTTP/1.1 200 OK\r\nX: ", fails: .truncated),
    WireCase(
        "after an interim response", "HTTP/1.1 100 x\r\n\r\n", fails: .truncated,
        after: "100 x | 1.1 | none | stays"),
    WireCase(
        "content shorter than announced", ok("Content-Length: 5", content: "hell"),
        fails: .truncated, after: "200 OK | 1.1 | length 5 | stays | content hell | incomplete"),
    WireCase(
        "headers and nothing more", ok("Content-Length: 5"), fails: .truncated,
        after: "200 OK | 1.1 | length 5 | stays | incomplete"),
    WireCase(
        "chunks without the last", ok("Transfer-Encoding: chunked", content: "1\r\nx\r\n"),
        fails: .truncated, after: "200 OK | 1.1 | chunked | stays | content x | incomplete"),
    WireCase(
        "half a trailer section", ok("Transfer-Encoding: chunked", content: "0\r\nA: b\r\n"),
        fails: .truncated, after: "200 OK | 1.1 | chunked | stays | incomplete"),
]
