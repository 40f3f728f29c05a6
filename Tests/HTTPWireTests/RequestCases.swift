@testable import HTTPWire

/// Requests: request lines, targets, hosts and the connection. `requestFramingCases` goes on.
let requestLineCases: [WireCase] = [
    // What is well.
    WireCase("origin-form", get("Host: a"), gives: "GET / / - a | 1.1 | none | stays"),
    WireCase(
        "query", "GET /a/b?c=d?e HTTP/1.1\r\nHost: a:80\r\n\r\n",
        gives: "GET /a/b?c=d?e /a/b c=d?e a:80 | 1.1 | none | stays"),
    WireCase(
        "empty query", "GET /? HTTP/1.1\r\nHost: a\r\n\r\n",
        gives: "GET /? /  a | 1.1 | none | stays"),
    WireCase(
        "two slashes stay a path", "GET //evil.example/%2e%2e HTTP/1.1\r\nHost: a\r\n\r\n",
        gives: "GET //evil.example/%2e%2e //evil.example/%2e%2e - a | 1.1 | none | stays"),
    WireCase(
        "characters that browsers send", "GET /\"<>\\^`{|}?[] HTTP/1.1\r\nHost: a\r\n\r\n",
        gives: "GET /\"<>\\^`{|}?[] /\"<>\\^`{|} [] a | 1.1 | none | stays"),
    WireCase(
        "a method of one's own", "M-SEARCH / HTTP/1.1\r\nHost: a\r\n\r\n",
        gives: "M-SEARCH / / - a | 1.1 | none | stays"),
    WireCase(
        "methods are case-sensitive", "get / HTTP/1.1\r\nHost: a\r\n\r\n",
        gives: "get / / - a | 1.1 | none | stays"),
    WireCase(
        "a later minor version", "GET / HTTP/1.9\r\nHost: a\r\n\r\n",
        gives: "GET / / - a | 1.1 | none | stays"),
    WireCase(
        "1.0 without Host", "GET / HTTP/1.0\r\n\r\n", gives: "GET / / - - | 1.0 | none | closes"),
    WireCase(
        "1.0 with keep-alive", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
        gives: "GET / / - - | 1.0 | none | stays"),
    WireCase(
        "1.0 with keep-alive and close", "GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n",
        gives: "GET / / - - | 1.0 | none | closes"),
    WireCase(
        "close among others", get("Host: a", "Connection: x, ,CLOSE ,y"),
        gives: "GET / / - a | 1.1 | none | closes"),
    WireCase(
        "close in the second line", get("Host: a", "Connection: x", "connection:close"),
        gives: "GET / / - a | 1.1 | none | closes"),
    WireCase(
        "closed is not close", get("Host: a", "Connection: closed"),
        gives: "GET / / - a | 1.1 | none | stays"),
    WireCase(
        "pipelined, with empty lines between",
        get("Host: a") + "\r\n\r\n" + get("Host: b") + "GET /c",
        gives: "GET / / - a | 1.1 | none | stays", "GET / / - b | 1.1 | none | stays",
        unconsumed: 6),
    WireCase(
        "empty lines in front", "\r\n\r\n\r\n\r\n" + get("Host: a"),
        gives: "GET / / - a | 1.1 | none | stays"),
    WireCase("half an empty line", "\r\n\r", unconsumed: 1),
    WireCase("a head without its last line", "GET / HTTP/1.1\r\nHost: a\r\n", unconsumed: 25),

    // Absolute-form, authority-form, asterisk-form.
    WireCase(
        "absolute-form", "GET http://b:81/x?y HTTP/1.1\r\nHost: b:81\r\n\r\n",
        gives: "GET http://b:81/x?y /x y b:81 | 1.1 | none | stays"),
    WireCase(
        "absolute-form outranks Host", "GET http://b/ HTTP/1.1\r\nHost: evil\r\n\r\n",
        gives: "GET http://b/ / - b | 1.1 | none | stays"),
    WireCase(
        "absolute-form without path", "GET HTTPS://[::1]:9?q HTTP/1.1\r\nHost: a\r\n\r\n",
        gives: "GET HTTPS://[::1]:9?q  q [::1]:9 | 1.1 | none | stays"),
    WireCase(
        "absolute-form needs Host too", "GET http://b/ HTTP/1.1\r\n\r\n", fails: .missingHost),
    WireCase(
        "absolute-form and a malformed Host", "GET http://b/ HTTP/1.1\r\nHost: a b\r\n\r\n",
        fails: .malformedHost),
    WireCase(
        "CONNECT", "CONNECT a.example:443 HTTP/1.1\r\nHost: b\r\n\r\n",
        gives: "CONNECT a.example:443  - a.example:443 | 1.1 | none | stays"),
    WireCase(
        "OPTIONS of the server", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        gives: "OPTIONS *  - a | 1.1 | none | stays"),
    WireCase("GET of an asterisk", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", fails: .malformedTarget),
    WireCase("two asterisks", "OPTIONS ** HTTP/1.1\r\nHost: a\r\n\r\n", fails: .malformedTarget),
    WireCase("CONNECT to a path", "CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n", fails: .malformedTarget),
    WireCase(
        "CONNECT without port", "CONNECT a HTTP/1.1\r\nHost: a\r\n\r\n", fails: .malformedTarget),
    WireCase(
        "CONNECT with no port", "CONNECT a: HTTP/1.1\r\nHost: a\r\n\r\n", fails: .malformedTarget),
    WireCase(
        "GET of an authority", "GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n", fails: .malformedTarget),
    WireCase("relative path", "GET a/b HTTP/1.1\r\nHost: a\r\n\r\n", fails: .malformedTarget),
    WireCase("ftp", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", fails: .malformedTarget),
    WireCase("no authority", "GET http:/// HTTP/1.1\r\nHost: a\r\n\r\n", fails: .malformedTarget),
    WireCase("a scheme only", "GET http:// HTTP/1.1\r\nHost: a\r\n\r\n", fails: .malformedTarget),
    WireCase("userinfo", "GET http://u:p@a/ HTTP/1.1\r\nHost: a\r\n\r\n", fails: .malformedTarget),
    WireCase("fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", fails: .malformedTarget),
    WireCase(
        "octets beyond ASCII", "GET /\u{E4} HTTP/1.1\r\nHost: a\r\n\r\n", fails: .malformedTarget),
    WireCase(
        "a space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", fails: .malformedTarget),
    WireCase(
        "a tab in the target", "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n", fails: .malformedTarget),

    // Request lines that are none.
    WireCase("two spaces", "GET  / HTTP/1.1\r\n\r\n", fails: .malformedTarget),
    WireCase("two spaces before the version", "GET /  HTTP/1.1\r\n\r\n", fails: .malformedTarget),
    WireCase("a space at the end", "GET / HTTP/1.1 \r\n\r\n", fails: .malformedRequestLine),
    WireCase("a space in front", " GET / HTTP/1.1\r\n\r\n", fails: .malformedRequestLine),
    WireCase("tabs for spaces", "GET\t/\tHTTP/1.1\r\n\r\n", fails: .malformedRequestLine),
    WireCase("no target", "GET HTTP/1.1\r\n\r\n", fails: .malformedRequestLine),
    WireCase("an empty target", "GET  HTTP/1.1\r\n\r\n", fails: .malformedRequestLine),
    WireCase("no version", "GET /\r\n\r\n", fails: .malformedRequestLine),
    WireCase("nothing but a word", "GET\r\n\r\n", fails: .malformedRequestLine),
    WireCase("a method that is no token", "G(T / HTTP/1.1\r\n\r\n", fails: .malformedRequestLine),
    WireCase("a version in lower case", "GET / http/1.1\r\n\r\n", fails: .malformedRequestLine),
    WireCase("a long version", "GET / HTTP/1.10\r\n\r\n", fails: .malformedRequestLine),
    WireCase("a version of letters", "GET / HTTP/1.x\r\n\r\n", fails: .malformedRequestLine),
    WireCase("no minor version", "GET / HTTP/1\r\n\r\n", fails: .malformedRequestLine),
    WireCase("HTTP/2 in plain text", "PRI * HTTP/2.0\r\n\r\n", fails: .unsupportedVersion),
    WireCase("HTTP/0.9", "GET / HTTP/0.9\r\n\r\n", fails: .unsupportedVersion),
    WireCase("a TLS greeting", "\u{16}\u{03}\u{01}", fails: .malformedRequestLine),
    WireCase("a NUL in front", "\u{00}GET", fails: .malformedRequestLine),
    WireCase("an empty line of LF only", "\n" + get("Host: a"), fails: .bareLineFeed),
    WireCase("a CR in front", "\rGET / HTTP/1.1\r\n\r\n", fails: .bareCarriageReturn),
    WireCase("too many empty lines", "\r\n\r\n\r\n\r\n\r\n", fails: .tooManyEmptyLines),
    WireCase("LF ends the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", fails: .bareLineFeed),
    WireCase("CR ends the request line", "GET / HTTP/1.1\rHost: a\r\n", fails: .bareCarriageReturn),
    WireCase("CR CR LF", "GET / HTTP/1.1\r\r\nHost: a\r\n", fails: .bareCarriageReturn),
    WireCase("a NUL in the target", "GET /a\u{00}.jpg HTTP/1.1\r\n\r\n", fails: .controlCharacter),
    WireCase("DEL in the target", "GET /\u{7F} HTTP/1.1\r\n\r\n", fails: .controlCharacter),
]

/// The Host field (RFC 9112 section 3.2).
let requestHostCases: [WireCase] = [
    WireCase("empty Host", get("Host:"), gives: "GET / / -  | 1.1 | none | stays"),
    WireCase("IPv6", get("Host: [::ffff:1.2.3.4]"), gives: host("[::ffff:1.2.3.4]")),
    // RFC 6874 section 2, and as people type it: the zone is the client's and should not be sent.
    WireCase("a zone", get("Host: [fe80::1%25eth0]"), gives: host("[fe80::1%25eth0]")),
    WireCase("a raw zone", get("Host: [fe80::1%eth0.1]:81"), gives: host("[fe80::1%eth0.1]:81")),
    WireCase("IPv6 and port", get("Host: [::1]:9234"), gives: host("[::1]:9234")),
    WireCase("no port after the colon", get("Host: a:"), gives: host("a:")),
    WireCase("the last port", get("Host: a:65535"), gives: host("a:65535")),
    WireCase("underscore", get("Host: a_b.c-d~e"), gives: host("a_b.c-d~e")),
    WireCase("percent-encoded", get("Host: a%20b"), gives: host("a%20b")),
    WireCase("whitespace around", get("Host: \t a \t"), gives: host("a")),
    WireCase("no Host", get("X: y"), fails: .missingHost),
    WireCase("two", get("Host: a", "Host: b"), fails: .duplicateHost),
    WireCase("two alike", get("Host: a", "host: a"), fails: .duplicateHost),
    WireCase("two in 1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", fails: .duplicateHost),
    WireCase("malformed in 1.0", "GET / HTTP/1.0\r\nHost: /\r\n\r\n", fails: .malformedHost),
    WireCase("a list", get("Host: a, b"), fails: .malformedHost),
    WireCase("userinfo", get("Host: u@a"), fails: .malformedHost),
    WireCase("a path", get("Host: a/b"), fails: .malformedHost),
    WireCase("a whole URI", get("Host: http://a"), fails: .malformedHost),
    WireCase("a space", get("Host: a b"), fails: .malformedHost),
    WireCase("markup", get("Host: <a>"), fails: .malformedHost),
    WireCase("octets beyond ASCII", get("Host: \u{E4}"), fails: .malformedHost),
    WireCase("a port of letters", get("Host: a:b"), fails: .malformedHost),
    WireCase("a port too far", get("Host: a:65536"), fails: .malformedHost),
    WireCase("an endless port", get("Host: a:99999999999999999999"), fails: .malformedHost),
    WireCase("two ports", get("Host: a:1:2"), fails: .malformedHost),
    WireCase("a port alone", get("Host: :80"), fails: .malformedHost),
    WireCase("brackets with nothing", get("Host: []"), fails: .malformedHost),
    WireCase("an open bracket", get("Host: [::1"), fails: .malformedHost),
    WireCase("something after the bracket", get("Host: [::1]a"), fails: .malformedHost),
    WireCase("IPv6 without brackets", get("Host: ::1"), fails: .malformedHost),
    WireCase("a zone of nothing", get("Host: [fe80::1%]"), fails: .malformedHost),
    WireCase("a zone alone", get("Host: [%eth0]"), fails: .malformedHost),
    WireCase("two zones", get("Host: [fe80::1%a%b]"), fails: .malformedHost),
    WireCase("a zone that does not end", get("Host: [fe80::1%eth0"), fails: .malformedHost),
    WireCase("a zone with a slash", get("Host: [fe80::1%a/b]"), fails: .malformedHost),
    WireCase("a zone without brackets", get("Host: fe80::1%eth0"), fails: .malformedHost),
    WireCase("half an escape", get("Host: a%2"), fails: .malformedHost),
    WireCase("no escape", get("Host: a%zz"), fails: .malformedHost),
]

private func host(_ name: String) -> String { "GET / / - \(name) | 1.1 | none | stays" }

/// Field lines as such (RFC 9112 section 5).
let requestFieldCases: [WireCase] = [
    WireCase(
        "whitespace around values", get("Host: a", "X: \t y z\t ", "Empty:", "Blank: \t"),
        gives: fields("X=y z;Empty=;Blank=")),
    WireCase("no whitespace", get("Host: a", "X:y"), gives: fields("X=y")),
    WireCase(
        "duplicates stay", get("Host: a", "X: 1", "x: 2", "X: 1"), gives: fields("X=1;x=2;X=1")),
    WireCase(
        "octets beyond ASCII", get("Host: a", "X: \u{80}\u{FF}"), gives: fields("X=\u{80}\u{FF}")),
    WireCase("tab and colon in a value", get("Host: a", "X: a\tb:c"), gives: fields("X=a\tb:c")),
    WireCase(
        "every token character", get("Host: a", "!#$%&'*+-.^_`|~09AZaz: y"),
        gives: fields("!#$%&'*+-.^_`|~09AZaz=y")),
    WireCase(
        "httpoxy is a field like others", get("Host: a", "Proxy: x"), gives: fields("Proxy=x")),
    WireCase(
        "shellshock is text", get("Host: a", "X: () { :; }; /bin/x"),
        gives: fields("X=() { :; }; /bin/x")),
    WireCase(
        "a space before the colon", get("Host: a", "Foo : bar"), fails: .whitespaceBeforeColon),
    WireCase("a tab before the colon", get("Host: a", "Foo\t: bar"), fails: .whitespaceBeforeColon),
    WireCase("Host with a space before the colon", get("Host : a"), fails: .whitespaceBeforeColon),
    WireCase("folded with a space", get("Host: a", "X: y", " z"), fails: .obsoleteFolding),
    WireCase("folded with a tab", get("Host: a", "X: y", "\tz"), fails: .obsoleteFolding),
    WireCase("folded before any field", get(" Host: a"), fails: .obsoleteFolding),
    WireCase("a line of spaces", get("Host: a", "  "), fails: .obsoleteFolding),
    WireCase("no name", get("Host: a", ": y"), fails: .malformedFieldName),
    WireCase("no colon", get("Host: a", "Foo"), fails: .missingColon),
    WireCase("no colon but a space", get("Host: a", "Foo bar"), fails: .malformedFieldName),
    WireCase("a name with a space", get("Host: a", "Foo bar: x"), fails: .malformedFieldName),
    WireCase("a quoted name", get("Host: a", "\"X\": x"), fails: .malformedFieldName),
    WireCase("a name beyond ASCII", get("Host: a", "\u{E4}: x"), fails: .malformedFieldName),
    WireCase("an underscore is a token", get("Host: a", "X_Foo: x"), gives: fields("X_Foo=x")),
    WireCase("NUL in a value", get("Host: a", "X: a\u{00}b"), fails: .controlCharacter),
    WireCase("NUL in a name", get("Host: a", "X\u{00}: b"), fails: .controlCharacter),
    WireCase("escape in a value", get("Host: a", "X: \u{1B}]0;x\u{07}"), fails: .controlCharacter),
    WireCase("vertical tab", get("Host: a", "X: a\u{0B}b"), fails: .controlCharacter),
    WireCase("DEL", get("Host: a", "X: a\u{7F}b"), fails: .controlCharacter),
    WireCase("CR in a value", get("Host: a", "X: a\rb"), fails: .bareCarriageReturn),
    WireCase("CR at the end of a value", get("Host: a", "X: a\r"), fails: .bareCarriageReturn),
    WireCase("LF in a value", get("Host: a", "X: a\nY: b"), fails: .bareLineFeed),
    WireCase("LF ends the head", "GET / HTTP/1.1\r\nHost: a\r\n\n", fails: .bareLineFeed),
    WireCase(
        "the first mistake counts", get("Foo : bar", "X: \u{00}"), fails: .whitespaceBeforeColon),
]

private func fields(_ list: String) -> String {
    "GET / / - a | 1.1 | none | stays | fields \(list)"
}
