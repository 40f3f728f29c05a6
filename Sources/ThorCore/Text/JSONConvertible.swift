/// A type whose values can be written as JSON and read back.
protocol JSONConvertible {
    /// The value as JSON.
    var json: JSON { get }
    /// Reads what ``json`` has written; nil for another type or a value out of range.
    init?(json: JSON)
}

extension String: JSONConvertible {
    var json: JSON { .string(self) }

    init?(json: JSON) {
        guard let text = json.string else { return nil }
        self = text
    }
}

extension Bool: JSONConvertible {
    var json: JSON { .bool(self) }

    init?(json: JSON) {
        guard let value = json.bool else { return nil }
        self = value
    }
}

extension JSONConvertible where Self: BinaryInteger {
    var json: JSON { .integer(Int64(clamping: self)) }

    /// Counts and durations are never negative.
    init?(json: JSON) {
        guard let value = json.unsigned.flatMap(Self.init(exactly:)) else { return nil }
        self = value
    }
}

extension Int: JSONConvertible {}
extension Int64: JSONConvertible {}
extension UInt64: JSONConvertible {}

extension JSONConvertible where Self: RawRepresentable, RawValue == String {
    var json: JSON { .string(rawValue) }

    init?(json: JSON) {
        guard let value = json.string.flatMap(Self.init(rawValue:)) else { return nil }
        self = value
    }
}

extension Arrivals: JSONConvertible {}
extension RequestOptions.Version: JSONConvertible {}

extension Rate: JSONConvertible {
    var json: JSON { .number(perSecond) }

    init?(json: JSON) {
        guard let rate = json.double.flatMap({ Rate(total: $0) }) else { return nil }
        self = rate
    }
}

extension Optional: JSONConvertible where Wrapped: JSONConvertible {
    var json: JSON { self?.json ?? .null }

    init?(json: JSON) {
        if json == .null {
            self = .none
        } else if let value = Wrapped(json: json) {
            self = .some(value)
        } else {
            return nil
        }
    }
}
