/// Reads the figures that a query asks for from a CSV file with a header line.
struct CSVFigures {
    private let query: ObservationQuery
    private let name: String

    /// A reader for this query; `name` is the file's in error messages.
    init(_ query: ObservationQuery, in name: String) {
        self.query = query
        self.name = name
    }

    /// The columns of a query, by position.
    private struct Columns {
        var count: Int
        var value: Int
        var keys: [Int]
        var conditions: [(column: Int, values: [String])]
    }

    /// Reads the figures of a whole file.
    ///
    /// - Throws: ``ClientError`` that names file, line and problem.
    func read(_ bytes: [UInt8]) throws(ClientError) -> [Observation] {
        var reader = CSVReader(bytes)
        guard let header = try next(&reader) else {
            throw .badData("\(name): needs a header line, but is empty")
        }
        let columns = try columns(header)
        var observations: [Observation] = []
        while let row = try next(&reader) {
            guard row.count == columns.count else {
                throw .badData(
                    "\(name):\(reader.line): has \(Self.fields(row.count)), the header has "
                        + "\(columns.count)")
            }
            guard columns.conditions.allSatisfy({ $0.values.contains(row[$0.column]) })
            else { continue }
            if observations.count == ObservationSource.mostRows { throw .tooManyRows(name) }
            observations.append(try observation(row, columns, line: reader.line))
        }
        return observations
    }

    private func next(_ reader: inout CSVReader) throws(ClientError) -> [String]? {
        do throws(CSVReader.Problem) {
            return try reader.next()
        } catch {
            throw .badData("\(name):\(error.line): \(error.what)")
        }
    }

    private static func fields(_ count: Int) -> String {
        Text.counted(UInt64(count), "field")
    }

    private func observation(
        _ row: [String], _ columns: Columns, line: Int
    ) throws(ClientError) -> Observation {
        let text = row[columns.value]
        guard let value = Observation.number(text) else {
            throw .badData(
                "\(name):\(line): \(query.value ?? "") is '\(text.prefix(40))', not a "
                    + "finite number")
        }
        return Observation(value: value, keys: columns.keys.map { row[$0] })
    }

    private func columns(_ header: [String]) throws(ClientError) -> Columns {
        var columns = Columns(count: header.count, value: 0, keys: [], conditions: [])
        columns.value = try column(query.value ?? "", header)
        for key in query.keys { columns.keys.append(try column(key, header)) }
        for condition in query.conditions {
            columns.conditions.append((try column(condition.name, header), condition.values))
        }
        return columns
    }

    private func column(_ wanted: String, _ header: [String]) throws(ClientError) -> Int {
        guard let index = header.firstIndex(of: wanted) else {
            let known = header.prefix(20).joined(separator: ", ")
            throw .badData("\(name): no column '\(wanted)'; it has \(known)")
        }
        if header.lastIndex(of: wanted) != index {
            throw .badData("\(name): the column '\(wanted)' is there twice")
        }
        return index
    }
}
