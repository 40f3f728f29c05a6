/// A selection of the figures in a file.
package struct ObservationQuery: Sendable {
    /// The condition that a column of a row has one of several values.
    package struct Condition: Equatable, Sendable {
        /// The column's name.
        package var name: String
        /// The values.
        package var values: [String]

        /// A condition on a column.
        package init(name: String, values: [String]) {
            self.name = name
            self.values = values
        }
    }

    /// The column with the figures, or the field of a result; nil for plain numbers.
    package var value: String?
    /// The columns that name the group or pair of a figure.
    package var keys: [String]
    /// The conditions, all of which a row must meet.
    package private(set) var conditions: [Condition] = []

    /// A query without conditions.
    package init(value: String?, keys: [String] = []) {
        self.value = value
        self.keys = keys
    }

    /// The query with further conditions. Several of `pairs` on one column make one condition with
    /// any of their values.
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
