import ArgumentParser
import ThorCore

/// A run setting that an option has been given for: the change that it makes.
struct Setting {
    let change: @Sendable (inout RunSettings) -> Void

    /// A reader for an option: `read` turns its value into one of the program's, which `set` puts
    /// into the settings.
    static func reader<Value>(
        _ read: @escaping @Sendable (String) throws -> Value,
        _ set: @escaping @Sendable (inout RunSettings, Value) -> Void
    ) -> @Sendable (String) throws -> Setting where Value: Sendable {
        { text in
            let value = try read(text)
            return Setting { set(&$0, value) }
        }
    }

    /// The same for a whole number within bounds.
    static func count(
        _ range: ClosedRange<Int>, _ set: @escaping @Sendable (inout RunSettings, Int) -> Void
    ) -> @Sendable (String) throws -> Setting {
        reader(CountValue.reader(range)) { set(&$0, $1.number) }
    }
}
