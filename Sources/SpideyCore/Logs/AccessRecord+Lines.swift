import HTTPServer
import SystemCalls

/// The lines of the access log.
extension AccessRecord {
    /// `127.0.0.1 - - [10/Apr/2016:16:29:01 +0000] "GET / HTTP/1.1" 200 123 "-" "curl/7.88.1"`.
    var combined: String {
        let request = method.isEmpty ? [] : method + [0x20] + target + [0x20] + version
        return "\(client.host) - - [\(Self.calendar(time))] \"\(Self.quoted(request))\" \(status) "
            + "\(bytes) \"\(Self.quoted(referer ?? []))\" \"\(Self.quoted(userAgent ?? []))\""
    }

    private static func quoted(_ value: [UInt8]) -> String {
        value.isEmpty ? "-" : LogText.escaped(value, quote: UInt8(ascii: "\""))
    }

    /// `10/Apr/2016:16:29:01 +0000`, local time.
    private static func calendar(_ seconds: Int) -> String {
        let time = WallClock.local(seconds)
        let minutes = abs(time.offset) / 60
        return "\(LogText.two(time.day))/\(months[time.month - 1])/\(time.year)"
            + ":\(LogText.two(time.hour)):\(LogText.two(time.minute)):\(LogText.two(time.second))"
            + " \(time.offset < 0 ? "-" : "+")\(LogText.two(minutes / 60))"
            + LogText.two(minutes % 60)
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The same and the duration in seconds, from the end of the request's head to the end of the
    /// response, as one JSON object. Bytes that are not UTF-8 become U+FFFD.
    var json: String {
        let microseconds = Instant.now.nanoseconds(since: started) / 1000
        var line = "{\"time\":\"\(Self.timestamp(time))\",\"client\":\"\(client.host)\""
        line += ",\"port\":\(client.port)"
        line += ",\"method\":\(Self.string(method)),\"target\":\(Self.string(target))"
        line += ",\"protocol\":\(Self.string(version)),\"status\":\(status),\"bytes\":\(bytes)"
        line += ",\"complete\":\(isComplete),\"duration_us\":\(microseconds)"
        line += ",\"referer\":\(referer.map(Self.string) ?? "null")"
        line += ",\"user_agent\":\(userAgent.map(Self.string) ?? "null")}"
        return line
    }

    /// RFC 3339, UTC.
    private static func timestamp(_ seconds: Int) -> String {
        let time = WallClock.utc(seconds)
        return "\(time.year)-\(LogText.two(time.month))-\(LogText.two(time.day))"
            + "T\(LogText.two(time.hour)):\(LogText.two(time.minute)):\(LogText.two(time.second))Z"
    }

    /// A JSON string (RFC 8259 section 7).
    private static func string(_ bytes: [UInt8]) -> String {
        var result = "\""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..<"\u{20}", "\u{7f}"..<"\u{a0}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
