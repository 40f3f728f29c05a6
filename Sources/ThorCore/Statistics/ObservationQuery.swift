/// Which figures of a file are wanted.
package struct ObservationQuery: Sendable {
    /// Rows whose column has one of these values.
    package struct Condition: Equatable, Sendable {
        /// The column.
        package var name: String
        /// The values that it may have.
        package var values: [String]

        /// A condition on a column.
        package init(name: String, values: [String]) {
            self.name = name
            self.values = values
        }
    }

    /// The column with the figures, or the field of a result; nil for plain numbers.
    package var value: String?
    /// Columns that say what a figure belongs to: a group, or a pair.
    package var keys: [String]
    /// What a row has to fulfil, all of it.
    package private(set) var conditions: [Condition] = []

    /// A query without conditions.
    package init(value: String?, keys: [String] = []) {
        self.value = value
        self.keys = keys
    }

    /// The same with further conditions: several on one column mean any of their values.
    package func requiring(_ pairs: [(name: String, value: String)]) -> ObservationQuery {
        var (query, further) = (self, [Condition]())
        for pair in pairs {
            if let index = further.firstIndex(where: { $0.name == pair.name }) {
                further[index].values.append(pair.value)
            } else {
                further.append(Condition(name: pair.name, values: [pair.value]))
            }
        }
        query.conditions += further
        return query
    }
}
