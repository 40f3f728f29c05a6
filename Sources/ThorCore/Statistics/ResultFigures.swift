/// Reads the figure that a query names from results of runs, one result in each file.
struct ResultFigures {
    private let field: ResultField
    private let fieldName: String
    private let name: String

    /// A reader for this query; `name` is the source's in error messages.
    ///
    /// - Throws: ``ClientError`` when the query names columns, or no field of results.
    init(_ query: ObservationQuery, in name: String) throws(ClientError) {
        guard let value = query.value, let field = ResultField(value) else {
            throw .badData("\(name): --value needs a field of results: \(ResultField.names)")
        }
        if !query.keys.isEmpty || !query.conditions.isEmpty {
            throw .badData("\(name): results have no columns; those are for CSV files")
        }
        (self.field, fieldName, self.name) = (field, value, name)
    }

    /// Reads the figures of results in files. Results with the verdict `invalid` are left out.
    ///
    /// - Throws: ``ClientError`` that names the file and the problem.
    func read(_ paths: [String]) throws(ClientError) -> ObservationSource.Found {
        var found = ObservationSource.Found()
        for path in paths { try add(try SavedResult.read(path), path, to: &found) }
        return found
    }

    /// Reads the figure of one result; `path` is its file's.
    ///
    /// - Throws: ``ClientError`` that names the problem.
    func read(_ bytes: [UInt8], _ path: String) throws(ClientError) -> ObservationSource.Found {
        var found = ObservationSource.Found()
        let result: LoadResult
        do throws(ResultProblem) {
            result = try LoadResult(json: JSON(parsing: bytes))
        } catch {
            throw .badData("\(name): \(error)")
        }
        try add(result, path, to: &found)
        return found
    }

    private func add(
        _ result: LoadResult, _ path: String, to found: inout ObservationSource.Found
    ) throws(ClientError) {
        if result.verdict.grade == .invalid {
            found.notes.append("\(path) is left out: its verdict is invalid")
            return
        }
        guard let value = field.value(of: result) else {
            throw .badData(
                "\(path): \(fieldName) is not known there: no values, too few for it, or "
                    + "unanswered requests in it")
        }
        if result.verdict.grade == .suspect {
            found.notes.append("\(path) is taken, though its verdict is suspect")
        }
        found.observations.append(Observation(value: value))
    }
}
