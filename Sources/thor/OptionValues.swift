import ArgumentParser
import ThorCore

// Values of options. Each reader's error says which values the option accepts.

/// A duration: a number of seconds, or one with a unit; at most 1,000,000 s.
struct TimeValue {
    /// The duration in seconds.
    let seconds: Double

    /// Reads the value of an option.
    /// - Throws: `ValidationError` that says what the option accepts.
    init(_ text: String) throws {
        let units: [(suffix: String, scale: Double)] = [
            ("ms", 0.001), ("us", 0.000001), ("s", 1), ("m", 60), ("h", 3600),
        ]
        let unit = units.first { text.hasSuffix($0.suffix) }
        let digits = text.dropLast(unit?.suffix.count ?? 0)
        guard let number = Double(digits), digits.first.map({ $0.isNumber || $0 == "." }) == true,
            number > 0, number * (unit?.scale ?? 1) <= 1e6
        else {
            throw ValidationError("must be a time such as 10, 500ms, 10s or 2m, not '\(text)'")
        }
        seconds = number * (unit?.scale ?? 1)
    }

    /// The duration in nanoseconds, rounded.
    var nanoseconds: Int64 { Int64((seconds * 1e9).rounded()) }
}

/// A whole number within bounds.
struct CountValue {
    /// The number.
    let number: Int

    /// A reader of whole numbers within `range`; its error names the range.
    static func reader(_ range: ClosedRange<Int>) -> @Sendable (String) throws -> CountValue {
        { text in
            guard let number = Int(text), range.contains(number) else {
                throw ValidationError(
                    "must be a whole number from \(range.lowerBound) to \(range.upperBound), "
                        + "not '\(text)'")
            }
            return CountValue(number: number)
        }
    }
}

/// A rate per second, from 0.001 to 10,000,000.
struct RateValue {
    /// The rate.
    let rate: Rate

    /// Reads the value of an option.
    /// - Throws: `ValidationError` that says what the option accepts.
    init(_ text: String) throws {
        guard let number = Double(text), let rate = Rate(perSecond: number) else {
            throw ValidationError(
                "must be requests per second from 0.001 to 10000000, not '\(text)'")
        }
        self.rate = rate
    }
}

/// The spacing of an open loop's slots, as `fixed` or `poisson`.
struct ArrivalsValue {
    /// The spacing.
    let arrivals: Arrivals

    /// Reads the value of an option.
    /// - Throws: `ValidationError` that says what the option accepts.
    init(_ text: String) throws {
        guard let arrivals = Arrivals(rawValue: text) else {
            throw ValidationError("must be fixed or poisson, not '\(text)'")
        }
        self.arrivals = arrivals
    }
}

/// A field line, as `Name: value`.
struct FieldValue {
    /// The field.
    let field: RequestOptions.Field

    /// Reads the value of an option.
    /// - Throws: `ValidationError` that says what the option accepts.
    init(_ text: String) throws {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else {
            throw ValidationError("must be \"Name: value\", not '\(text)'")
        }
        let value = text[text.index(after: colon)...].drop { $0 == " " }
        field = RequestOptions.Field(name: String(text[..<colon]), value: String(value))
    }
}

/// A form field, as `NAME=VALUE` and URL-encoded.
struct FormValue {
    /// The field as content has it, encoded.
    let encoded: String

    /// Reads the value of an option.
    /// - Throws: `ValidationError` that says what the option accepts.
    init(_ text: String) throws {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw ValidationError("must be NAME=VALUE, not '\(text)'")
        }
        let value = text[text.index(after: equals)...]
        encoded =
            PercentEncoding.encodeFormPart(text[..<equals]) + "="
            + PercentEncoding.encodeFormPart(value)
    }
}

/// A host and a port, as `HOST:PORT`.
struct PlaceValue {
    /// The host; an IPv6 address without brackets.
    let host: String
    /// The port.
    let port: UInt16

    /// Reads the value of an option.
    /// - Throws: `ValidationError` that says what the option accepts.
    init(_ text: String) throws {
        guard let url = try? TargetURL("http://" + text), url.path == "/",
            text.hasSuffix(":\(url.port)")
        else { throw ValidationError("must be HOST:PORT, not '\(text)'") }
        (host, port) = (url.host, url.port)
    }
}

/// A set of status codes, as `200`, `2xx`, `200-204` or a list of those.
struct StatusesValue {
    /// Whether each status code, which is the index, is in the set.
    let accepted: [Bool]

    /// Reads the value of an option.
    /// - Throws: `ValidationError` that says what the option accepts.
    init(_ text: String) throws {
        var accepted = [Bool](repeating: false, count: 1000)
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let range = Self.range(part) else {
                throw ValidationError("must be statuses such as 200, 2xx or 200-204, not '\(text)'")
            }
            for code in range { accepted[code] = true }
        }
        self.accepted = accepted
    }

    private static func range(_ text: Substring) -> ClosedRange<Int>? {
        if text.count == 3, text.lowercased().hasSuffix("xx"),
            let hundreds = text.first?.wholeNumberValue,
            1...9 ~= hundreds
        {
            return (hundreds * 100)...(hundreds * 100 + 99)
        }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard ends.count <= 2, let low = ends[0], let high = ends[ends.count - 1],
            100...999 ~= low, 100...999 ~= high, low <= high
        else { return nil }
        return low...high
    }
}

/// A test of bodies: a text, `regex:PATTERN` or `sha256:DIGEST`.
struct BodyCheckValue {
    /// The test.
    let body: ResponseCheck.Body

    /// Reads the value of an option.
    /// - Throws: `ValidationError` that says what the option accepts.
    init(_ text: String) throws {
        if text.hasPrefix("sha256:") {
            let digits = Array(text.dropFirst(7).utf8)
            let nibbles = digits.compactMap { PercentEncoding.nibble($0) }
            guard digits.count == 64, nibbles.count == 64 else {
                throw ValidationError(
                    "must be sha256: followed by 64 hexadecimal digits, not '\(text)'")
            }
            body = .digest(
                stride(from: 0, to: 64, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] })
        } else if text.hasPrefix("regex:") {
            guard let pattern = try? BodyPattern(String(text.dropFirst(6))) else {
                throw ValidationError(
                    "must be regex: followed by a regular expression, not '\(text)'")
            }
            body = .matches(pattern)
        } else {
            body = .contains(Array(text.utf8))
        }
    }
}
