import ArgumentParser
import ThorCore

/// The change that an option makes to the settings of a run.
struct Setting {
    /// Makes the change.
    let change: @Sendable (inout RunSettings) -> Void

    /// A transform for an option: `read` parses its value, and `set` puts it into the settings.
    static func reader<Value>(
        _ read: @escaping @Sendable (String) throws -> Value,
        _ set: @escaping @Sendable (inout RunSettings, Value) -> Void
    ) -> @Sendable (String) throws -> Setting where Value: Sendable {
        { text in
            let value = try read(text)
            return Setting { set(&$0, value) }
        }
    }

    /// The same for a whole number within `range`.
    static func count(
        _ range: ClosedRange<Int>, _ set: @escaping @Sendable (inout RunSettings, Int) -> Void
    ) -> @Sendable (String) throws -> Setting {
        reader(CountValue.reader(range)) { set(&$0, $1.number) }
    }
}
