/// A JSON value (RFC 8259), as much of it as results need: integers stay integers, because counts
/// must come back exactly, and the fields of an object keep their order for the reader's sake.
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

        /// A member of an object.
        package init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// A count; counts beyond 2^63 do not occur.
    package static func count(_ value: UInt64) -> JSON { .integer(Int64(clamping: value)) }

    /// A number, or null when there is none.
    package static func optional(_ value: Double?) -> JSON { value.map { .number($0) } ?? .null }

    /// The first field called `name` of an object.
    package subscript(_ name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The value as an unsigned integer.
    package var unsigned: UInt64? {
        guard case .integer(let value) = self else { return nil }
        return UInt64(exactly: value)
    }

    /// The value as a number.
    package var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The value as a string.
    package var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The value as a list.
    package var array: [JSON]? {
        guard case .array(let values) = self else { return nil }
        return values
    }

    /// The value as a truth value.
    package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }
}
