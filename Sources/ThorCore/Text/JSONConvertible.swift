/// A value that a JSON value can stand for.
protocol JSONConvertible {
    /// The value in JSON.
    var json: JSON { get }
    /// The value that `json` stands for; nil when it is of another type or out of range.
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

    /// Counts and durations: what is negative stands for none.
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
