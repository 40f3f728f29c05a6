import Glibc

/// Compiled together with the sources of HTTPWire (see `run`), so that the optimiser sees what it
/// sees within the module, and no build of the whole package is needed to try an idea.

let smallRequest = """
    GET /files/1k.html HTTP/1.1\r
    Host: 127.0.0.1:9234\r
    User-Agent: thor/1.0\r
    Accept: */*\r
    \r

    """

let browserRequest = """
    GET /pictures/2026/harbour.html?page=2&order=name HTTP/1.1\r
    Host: localhost:9234\r
    User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
    Chrome/130.0.0.0 \
    Safari/537.36\r
    Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r
    Accept-Language: en-GB,en;q=0.9,de;q=0.8\r
    Accept-Encoding: gzip, deflate, br, zstd\r
    Referer: http://localhost:9234/pictures/2026/\r
    Connection: keep-alive\r
    Sec-Fetch-Dest: document\r
    Sec-Fetch-Mode: navigate\r
    Upgrade-Insecure-Requests: 1\r
    Cookie: theme=dark\r
    \r

    """

let response = """
    HTTP/1.1 200 OK\r
    Server: spidey\r
    Date: Sun, 06 Nov 1994 08:49:37 GMT\r
    Content-Type: text/html; charset=utf-8\r
    Content-Length: 1024\r
    Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r
    ETag: "2ebc-400-61"\r
    \r

    """

func nanoseconds() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// Prints the cost of one call of `body`: the best of nine rounds, since noise only ever adds.
func measure(_ name: String, octets: Int, iterations: Int = 200_000, _ body: () -> Void) {
    var best = Int.max
    for _ in 0..<9 {
        let start = nanoseconds()
        for _ in 0..<iterations { body() }
        best = min(best, nanoseconds() - start)
    }
    let tenths = best * 10 / iterations
    print("\(name): \(tenths / 10).\(tenths % 10) ns (\(octets) octets)")
}

func measureRequest(_ name: String, _ text: String) {
    let octets = Array(text.utf8)
    var parser = RequestParser()
    measure(name, octets: octets.count) {
        guard let head = try? parser.next(octets.span), head.event == .head,
            let end = try? parser.next(octets.span.extracting(head.consumed...)),
            end.event == .end
        else { fatalError("the sample is not a request") }
    }
}

measureRequest("request, small", smallRequest)
measureRequest("request, browser", browserRequest)

let slow = Array(browserRequest.utf8)
var slowParser = RequestParser()
measure("request, browser, octet by octet", octets: slow.count, iterations: 5_000) {
    for end in 1...slow.count { _ = try? slowParser.next(slow.span.extracting(..<end)) }
    _ = try? slowParser.next(slow.span.extracting(slow.count...))
}

let responseOctets = Array(response.utf8)
var responseParser = ResponseParser()
measure("response head", octets: responseOctets.count) {
    responseParser.reset(for: .get)
    guard let step = try? responseParser.next(responseOctets.span), step.event == .head else {
        fatalError("the sample is not a response")
    }
    responseParser.skipContent(1024)
}

var chunked = MessageWriter()
for _ in 0..<64 { chunked.chunk(responseOctets.span) }
chunked.lastChunk()
let chunkedHead = Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
let chunkedOctets = chunkedHead + chunked.bytes
measure("response of 64 chunks", octets: chunkedOctets.count, iterations: 20_000) {
    responseParser.reset(for: .get)
    var position = 0
    while true {
        guard let step = try? responseParser.next(chunkedOctets.span.extracting(position...)),
            step.event != .needMoreBytes
        else { fatalError("the sample is not a response") }
        position += step.consumed
        if step.event == .end { return }
    }
}

var writer = MessageWriter()
measure("response head, written", octets: responseOctets.count) {
    writer.reset()
    writer.statusLine(.ok)
    writer.field("Server", "spidey")
    writer.field("Date", date: 784_111_777)
    writer.field("Content-Type", "text/html; charset=utf-8")
    writer.field("Content-Length", 1024)
    writer.field("Last-Modified", date: 784_111_777)
    writer.field("ETag", "\"2ebc-400-61\"")
    writer.endOfFields()
}

let date = Array("Sun, 06 Nov 1994 08:49:37 GMT".utf8)
measure("date, parsed", octets: date.count) {
    guard HTTPDate.parse(date.span) == 784_111_777 else { fatalError("wrong date") }
}
