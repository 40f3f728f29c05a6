/// Why a saved result cannot be read.
package enum ResultProblem: Error, Equatable, Sendable {
    /// A histogram payload that is no V2 encoding, or a broken one.
    case damagedHistogram
    /// A histogram with another range or precision, which could not be added exactly.
    case otherLayout
    /// Text that is no JSON, at this byte.
    case notJSON(Int)
    /// A JSON document without this field, or with another type in it.
    case missing(String)
    /// A document of another kind or a version that this Thor does not know.
    case unknownSchema(String)
    /// A line of a `.hlog` file that is neither comment nor interval.
    case badLogLine(Int)
    /// No histogram at all in a `.hlog` file.
    case noHistogram
    /// Results that do not belong together, and in which respect.
    case different(String)
    /// The same run as in this file.
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
