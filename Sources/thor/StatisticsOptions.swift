import ArgumentParser
import ThorCore

/// The options that `thor stats` and `thor compare` share.
struct StatisticsOptions: ParsableArguments {
    @Option(
        help: .init(
            "Column of a CSV file with the figures. Without it, files hold a number a line.",
            valueName: "NAME"))
    var value: String?
    @Option(
        name: .customLong("where"),
        help: .init(
            "Only rows with this value; repeatable. Several for one column: any of them.",
            valueName: "NAME=VALUE"),
        transform: ColumnValues.one)
    var conditions: [ColumnValues] = []
    // The next argument is the value whatever it begins with, so that -1 gets a message about the
    // range.
    @Option(
        parsing: .unconditional,
        help: .init(
            "Of intervals, and 1 - C is the level of tests (default is 0.95).", valueName: "C"),
        transform: DecimalValue.reader(0.5...0.999))
    var confidence = DecimalValue(number: 0.95)
    @Option(
        parsing: .unconditional,
        help: .init("Resamples of bootstrap and tests (default is 10000).", valueName: "N"),
        transform: CountValue.reader(100...1_000_000))
    var resamples = CountValue(number: 10_000)
    @Option(
        parsing: .unconditional,
        help: .init("The same seed gives the same report (default is 1).", valueName: "N"),
        transform: CountValue.reader(0...Int.max))
    var seed = CountValue(number: 1)

    /// The settings for the core.
    var settings: StatisticsSettings {
        var settings = StatisticsSettings()
        settings.confidence = confidence.number
        settings.resamples = resamples.number
        settings.seed = UInt64(seed.number)
        return settings
    }

    /// The query without further conditions.
    func query(keys: [String]) -> ObservationQuery {
        ObservationQuery(value: value, keys: keys).requiring(conditions.flatMap(\.pairs))
    }

    mutating func validate() throws {
        if value == "" { throw ValidationError("--value needs the name of a column") }
    }
}

/// A decimal number within bounds.
struct DecimalValue: CustomStringConvertible {
    /// The number.
    let number: Double

    var description: String { Text.significant(number, 6) }

    /// A reader of numbers within `range`; its error names the range.
    static func reader(_ range: ClosedRange<Double>) -> @Sendable (String) throws -> DecimalValue {
        { text in
            guard let number = Double(text), range.contains(number) else {
                let (low, high) = (range.lowerBound, range.upperBound)
                throw ValidationError(
                    "must be a number from \(Text.significant(low, 6)) to "
                        + "\(Text.significant(high, 6)), not '\(text)'")
            }
            return DecimalValue(number: number)
        }
    }
}

/// Names of columns, separated by commas.
enum ColumnNames {
    /// Reads such a list.
    static func list(_ text: String) throws -> [String] {
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard !names.contains("") else {
            throw ValidationError(
                "must be names of columns such as mode or mode,size, not '\(text)'")
        }
        return names
    }
}

/// Conditions on columns, as `NAME=VALUE`.
struct ColumnValues {
    /// The conditions as they were given, for messages.
    let text: String
    /// The columns and their values.
    let pairs: [(name: String, value: String)]

    /// A single condition, whose value may hold commas.
    static func one(_ text: String) throws -> ColumnValues { try ColumnValues(text, [text[...]]) }

    /// Several conditions, separated by commas.
    static func list(_ text: String) throws -> ColumnValues {
        try ColumnValues(text, text.split(separator: ",", omittingEmptySubsequences: false))
    }

    private init(_ text: String, _ parts: [Substring]) throws {
        self.text = text
        pairs = try parts.map { part in
            guard let equals = part.firstIndex(of: "="), equals != part.startIndex else {
                throw ValidationError("must be NAME=VALUE, not '\(part)'")
            }
            return (String(part[..<equals]), String(part[part.index(after: equals)...]))
        }
    }
}
