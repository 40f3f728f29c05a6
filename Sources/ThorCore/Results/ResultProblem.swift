/// The reason why a saved result cannot be read or merged.
package enum ResultProblem: Error, Equatable, Sendable {
    /// A histogram payload that is no V2 encoding or is damaged.
    case damagedHistogram
    /// A histogram with another range or precision, which could not be added exactly.
    case otherLayout
    /// Text that is no JSON from this byte offset on.
    case notJSON(Int)
    /// A JSON document in which this field is missing or has another type.
    case missing(String)
    /// A document of another schema, or of another version of it.
    case unknownSchema(String)
    /// A line of a `.hlog` file, by number, that is neither a comment nor an interval.
    case badLogLine(Int)
    /// A `.hlog` file without a histogram.
    case noHistogram
    /// Results that cannot be merged, with what differs.
    case different(String)
    /// A result of the same run as the one in this file.
    case sameRun(String)
}

extension ResultProblem: CustomStringConvertible {
    /// The problem in words, without the name of the file.
    package var description: String {
        switch self {
        case .damagedHistogram: "a histogram in it is damaged"
        case .otherLayout:
            "a histogram in it has another layout than 1 ns to 1 h with 3 significant digits"
        case .notJSON(let offset): "it is not JSON (at byte \(offset))"
        case .missing(let field): "the field \(field) is missing or has the wrong type"
        case .unknownSchema(let schema): "its schema '\(schema)' is not \(LoadResult.schema)"
        case .badLogLine(let line): "line \(line) is no line of a histogram log"
        case .noHistogram: "it holds no histogram"
        case .different(let what): "it differs from the first in \(what)"
        case .sameRun(let path): "it is the same run as \(path)"
        }
    }
}
