import ArgumentParser
import SpideyCore
import SystemCalls

/// Parses the values of options. Each function throws a `ValidationError` of one line that states
/// the accepted values.
enum OptionParsers {
    /// A TCP port; 0 for any free one.
    static func port(_ text: String) throws -> UInt16 {
        try number(text, in: 0...UInt16.max, "a port number from 0 to 65535 (0 picks a free one)")
    }

    /// A numeric IP address, `localhost`, or `any` (also `*`).
    static func host(_ text: String) throws -> HostChoice {
        switch text {
        case "localhost": return .localhost
        case "any", "*": return .any
        default:
            guard let address = SocketAddress(numeric: text, port: 0) else {
                throw ValidationError("must be an IP address, 'localhost' or 'any'")
            }
            return .address(address)
        }
    }

    /// The name of a concurrency model.
    static func model(_ text: String) throws -> ModelChoice {
        guard let choice = ModelChoice(rawValue: text) else {
            let names = ModelChoice.allCases.map(\.rawValue)
            throw ValidationError(
                "must be \(names.dropLast().joined(separator: ", ")) or \(names.last ?? "")")
        }
        return choice
    }

    /// A number of processes, 1 to 1024.
    static func workers(_ text: String) throws -> Int {
        try number(text, in: 1...1024, "a number of processes from 1 to 1024")
    }

    /// The name of a file in whatever directory: no slash, and neither `.` nor `..`; empty for no
    /// file.
    static func name(_ text: String) throws -> String {
        if text.contains("/") || text == "." || text == ".." {
            throw ValidationError("must be the name of a file, without a path")
        }
        return text
    }

    /// A field, perhaps with a pattern of paths in front.
    static func header(_ text: String) throws -> FieldRule {
        do throws(FieldRule.Refusal) {
            return try FieldRule(text)
        } catch {
            switch error {
            case .malformed:
                throw ValidationError(
                    "must be 'Name: value', or '/path/*.js Name: value' for some paths")
            case .reserved:
                throw ValidationError("cannot be set: it follows from what is sent, and how")
            }
        }
    }

    /// A redirect.
    static func redirect(_ text: String) throws -> Redirect {
        do throws(Redirect.Refusal) {
            return try Redirect(text)
        } catch {
            switch error {
            case .malformed:
                throw ValidationError(
                    "must be FROM=TO, a path such as /old or /old/* and a path or http(s) URL")
            case .status: throw ValidationError("must be a status of 301, 302, 303, 307 or 308")
            case .rest:
                throw ValidationError(
                    "has a * in TO that needs one in FROM, and a slash behind a URL's host")
            }
        }
    }

    /// A path at which a site begins.
    static func prefix(_ text: String) throws -> PathPrefix {
        guard let prefix = PathPrefix(text) else {
            throw ValidationError("must be a path such as /app, of letters, digits and -._~")
        }
        return prefix
    }

    /// Which symbolic links are followed: `inside` or `outside`.
    static func links(_ text: String) throws -> PathResolver.Links {
        guard let choice = PathResolver.Links(rawValue: text) else {
            throw ValidationError("must be inside or outside")
        }
        return choice
    }

    /// `EXT=TYPE`: the media type of the files with an extension.
    static func mediaType(_ text: String) throws -> MediaTypeChoice {
        guard let choice = MediaTypeChoice(text) else {
            throw ValidationError(
                "must be an extension and a media type, such as log=text/plain")
        }
        return choice
    }

    /// Seconds for which caches may use files without asking, 0 to 2,147,483,648, optionally after
    /// a pattern for their paths and `=`.
    static func maxAge(_ text: String) throws -> FreshnessRules.Rule {
        let problem = ValidationError("must be seconds, such as 60, or PATTERN=SECONDS, '*.css=60'")
        let number = text.lastIndex(of: "=").map { text[text.index(after: $0)...] } ?? text[...]
        guard let seconds = Int(number), 0...FreshnessRules.longest ~= seconds else {
            throw problem
        }
        guard number.count < text.count else {
            return FreshnessRules.Rule(pattern: nil, seconds: seconds)
        }
        guard let pattern = PathPattern(String(text.dropLast(number.count + 1))) else {
            throw problem
        }
        return FreshnessRules.Rule(pattern: pattern, seconds: seconds)
    }

    /// `combined` or `json`, and behind a colon the file, if it is not standard output.
    static func accessLog(_ text: String) throws -> AccessLogChoice {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let isKnown = parts[0] == "combined" || parts[0] == "json"
        guard isKnown, parts.count == 1 || !parts[1].isEmpty else {
            throw ValidationError("must be combined or json, optionally followed by :FILE")
        }
        return AccessLogChoice(
            isJSON: parts[0] == "json", file: parts.count == 2 ? String(parts[1]) : nil)
    }

    /// Seconds, more than 0 and at most 1,000,000.
    static func seconds(_ text: String) throws -> Double {
        try number(
            text, in: .leastNonzeroMagnitude...1e6,
            "a number of seconds above 0, such as 10 or 0.5")
    }

    /// Seconds, 0 to 1,000,000.
    static func secondsOrNone(_ text: String) throws -> Double {
        try number(text, in: 0...1e6, "a number of seconds, 0 or more")
    }

    /// A whole number, 1 to 1,000,000,000.
    static func count(_ text: String) throws -> Int {
        try number(text, in: 1...1_000_000_000, "a whole number of at least 1")
    }

    private static func number<Number: LosslessStringConvertible & Comparable>(
        _ text: String, in range: ClosedRange<Number>, _ wanted: String
    ) throws -> Number {
        guard let value = Number(text), range ~= value else {
            throw ValidationError("must be \(wanted)")
        }
        return value
    }

    /// Bytes a second, at least 1, written like a size.
    static func rate(_ text: String) throws -> Int {
        let value = try size(text)
        guard value > 0 else { throw ValidationError("must be at least 1 byte a second") }
        return value
    }

    /// A size of memory for each connection, 64 bytes to 16 MB.
    static func headSize(_ text: String) throws -> Int {
        let value = try size(text)
        guard 64...(16 << 20) ~= value else {
            throw ValidationError("must be a size from 64 to 16M bytes")
        }
        return value
    }

    /// Bytes, at least 0; K, M or G multiply by a power of 1024.
    static func size(_ text: String) throws -> Int {
        let problem = ValidationError("must be a size in bytes, such as 4096, 64K, 10M or 1G")
        var digits = Substring(text)
        var shift = 0
        if let unit = ["K": 10, "M": 20, "G": 30][text.suffix(1).uppercased()] {
            shift = unit
            digits = digits.dropLast()
        }
        guard let value = Int(digits), value >= 0, value <= Int.max >> (shift + 1) else {
            throw problem
        }
        return value << shift
    }
}
