/// A table for a terminal. If its columns do not fit in the width, the names of each row stand on a
/// line of their own above its numbers.
struct TextTable {
    private static let gap = "  "
    private let names: [String]
    private let numbers: [String]
    private var rows: [(names: [String], numbers: [String])] = []

    /// A table with columns of names at the left, and columns of numbers.
    init(names: [String], numbers: [String]) {
        (self.names, self.numbers) = (names.map { Text.printable($0) }, numbers)
    }

    /// Appends a row.
    mutating func add(names: [String], numbers: [String]) {
        rows.append((names.map { Text.printable($0) }, numbers))
    }

    /// The lines of the table, the head first.
    var lines: [String] {
        let nameWidths = Self.widths([names] + rows.map(\.names))
        let numberWidths = Self.widths([numbers] + rows.map(\.numbers))
        let all = nameWidths + numberWidths
        let width = all.reduce(0, +) + Self.gap.count * (all.count - 1)
        let head = Self.join(numbers, numberWidths)
        if names.isEmpty || width > Summary.width {
            return [head]
                + rows.flatMap { row in
                    (names.isEmpty ? [] : [title(row.names)])
                        + [Self.join(row.numbers, numberWidths)]
                }
        }
        return ([(names, numbers)] + rows).map { row in
            let left = zip(row.0, nameWidths).map { Text.left($0, $1) }
            return left.joined(separator: Self.gap) + Self.gap + Self.join(row.1, numberWidths)
        }
    }

    private func title(_ fields: [String]) -> String {
        zip(names, fields).map { "\($0)=\($1)" }.joined(separator: ", ")
    }

    private static func widths(_ rows: [[String]]) -> [Int] {
        rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    }

    private static func join(_ cells: [String], _ widths: [Int]) -> String {
        zip(cells, widths).map { Text.right($0, $1) }.joined(separator: gap)
    }
}
