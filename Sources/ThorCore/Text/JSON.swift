/// A JSON value (RFC 8259). Integers stay integers, so that counts can be read back exactly, and
/// the fields of an object keep their order, for readers.
package enum JSON: Equatable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([Member])

    /// One field of an object.
    package struct Member: Equatable, Sendable {
        /// The field's name.
        package var name: String
        /// The field's value.
        package var value: JSON

        /// A field with this name and value.
        package init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// A count. One above 2^63 - 1 is written as that.
    package static func count(_ value: UInt64) -> JSON { .integer(Int64(clamping: value)) }

    /// A number; null for nil.
    package static func optional(_ value: Double?) -> JSON { value.map { .number($0) } ?? .null }

    /// The first field called `name`; nil when there is none or the value is no object.
    package subscript(_ name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The value as an unsigned integer; nil when it is none.
    package var unsigned: UInt64? {
        guard case .integer(let value) = self else { return nil }
        return UInt64(exactly: value)
    }

    /// The value as a number; nil when it is none.
    package var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The value as a string; nil when it is none.
    package var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The value as a list; nil when it is none.
    package var array: [JSON]? {
        guard case .array(let values) = self else { return nil }
        return values
    }

    /// The value as a Boolean; nil when it is none.
    package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }
}
