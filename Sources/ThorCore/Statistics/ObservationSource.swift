internal import SystemCalls

/// A source of per-trial figures: a CSV file, plain numbers, the result of a run, or a directory of
/// results.
package struct ObservationSource: Sendable {
    /// The largest file that is read, in octets.
    package static let largestFile = 256 * 1024 * 1024
    /// The most rows of a file.
    package static let mostRows = 1_000_000
    /// The most entries of a directory.
    package static let mostResults = 10_000

    private enum Content {
        case text([UInt8])
        /// The paths of results.
        case results([String])
    }

    /// The figures found, and notes about them.
    package struct Found: Sendable {
        /// The figures, in the order of the file.
        package var observations: [Observation] = []
        /// Sentences about what was left out or is in doubt.
        package var notes: [String] = []

        /// No figures.
        package init() {}

        /// Figures without notes.
        init(_ observations: [Observation]) { self.observations = observations }
    }

    /// The file's name; `standard input` for `-`.
    package let name: String
    private let path: String
    private let content: Content

    /// Reads a file, or standard input for `-`, or lists the results in a directory.
    ///
    /// - Throws: ``ClientError`` when it cannot be read, or the directory has no results.
    package init(_ path: String) throws(ClientError) {
        self.path = path
        name = path == "-" ? "standard input" : path
        if path != "-", let directory = try? Descriptor.openDirectory(path) {
            content = .results(try Self.results(in: directory, path))
        } else {
            content = .text(try FileContent.read(path, limit: Self.largestFile))
        }
    }

    private static func results(
        in directory: borrowing Descriptor, _ path: String
    ) throws(ClientError) -> [String] {
        let found: (names: [[UInt8]], isTruncated: Bool)
        do throws(SystemError) {
            found = try directory.entryNames(limit: mostResults)
        } catch {
            throw ClientError(
                "cannot read \(path): \(error.errno)", exitStatus: ExitStatus.cannotRead)
        }
        let names = found.names.map { String(decoding: $0, as: UTF8.self) }
            .filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted()
        if found.isTruncated { throw .badData("\(path): more than \(mostResults) entries") }
        if names.isEmpty { throw .badData("\(path): must contain .json files, but has none") }
        return names.map { path + (path.hasSuffix("/") ? "" : "/") + $0 }
    }

    /// The figures that `query` selects.
    ///
    /// - Throws: ``ClientError`` that names file, line and problem.
    package func observations(_ query: ObservationQuery) throws(ClientError) -> Found {
        switch content {
        case .results(let paths):
            return try ResultFigures(query, in: name).read(paths)
        case .text(let bytes):
            if holdsResult { return try ResultFigures(query, in: name).read(bytes, path) }
            let observations =
                query.value == nil
                ? try plain(bytes, query) : try CSVFigures(query, in: name).read(bytes)
            return Found(observations)
        }
    }

    /// Whether the figures are fields of results.
    package var holdsResult: Bool {
        switch content {
        case .results: true
        case .text(let bytes):
            bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
        }
    }

    /// Reads one number from each line that is not empty.
    private func plain(
        _ bytes: [UInt8], _ query: ObservationQuery
    ) throws(ClientError) -> [Observation] {
        if !query.keys.isEmpty || !query.conditions.isEmpty {
            throw .badData("\(name): columns are named, and --value is missing")
        }
        var observations: [Observation] = []
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
            guard let last = line.lastIndex(where: { !isSpace($0) }) else { continue }
            let text = String(decoding: line[...last].drop(while: isSpace), as: UTF8.self)
            guard let value = Observation.number(text) else {
                throw .badData(
                    "\(name):\(number): must be a number, not '\(text.prefix(40))'; for a CSV "
                        + "file, name the column by --value")
            }
            if observations.count == Self.mostRows { throw .tooManyRows(name) }
            observations.append(Observation(value: value))
        }
        return observations
    }
}

extension ClientError {
    /// The error for invalid input data.
    static func badData(_ description: String) -> ClientError {
        ClientError(description, exitStatus: ExitStatus.badData)
    }

    /// The error for a file with more than `mostRows` rows.
    static func tooManyRows(_ name: String) -> ClientError {
        .badData("\(name): more than \(ObservationSource.mostRows) rows")
    }
}
