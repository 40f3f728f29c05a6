/// The pairs of figures of A and B with the same keys, such as those of one round.
package struct Pairing: Sendable {
    /// The pairs, in the order of A.
    package let pairs: [(a: Double, b: Double)]
    /// The paired figures of A and of B, and B minus A of each pair.
    package let a: Sample, b: Sample, differences: Sample
    /// The keys of A and of B that have no partner and are left out.
    package let onlyInA: [[String]], onlyInB: [[String]]

    /// Pairs the figures with the same keys, which are fields of the columns `names`.
    ///
    /// - Throws: ``ClientError`` when keys occur twice on one side, or none on both.
    package init(_ a: [Observation], _ b: [Observation], by names: [String]) throws(ClientError) {
        let column = names.joined(separator: ",")
        let partners = try Self.unique(b, side: "B", column)
        let known = try Self.unique(a, side: "A", column)
        let pairs = a.compactMap { own in partners[own.keys].map { (a: own.value, b: $0) } }
        guard let first = Sample(pairs.map(\.a)), let second = Sample(pairs.map(\.b)),
            let differences = Sample(pairs.map { $0.b - $0.a })
        else { throw .badData("--pair \(column): A and B have no value in common") }
        self.pairs = pairs
        (self.a, self.b, self.differences) = (first, second, differences)
        onlyInA = a.map(\.keys).filter { partners[$0] == nil }
        onlyInB = b.map(\.keys).filter { known[$0] == nil }
    }

    /// B divided by A of each pair; nil unless all values are positive, and all ratios within
    /// ``Comparison/ratioBounds``.
    package var ratios: Sample? {
        guard a.minimum > 0, b.minimum > 0 else { return nil }
        let ratios = pairs.map { $0.b / $0.a }
        return ratios.allSatisfy(Comparison.ratioBounds.contains) ? Sample(ratios) : nil
    }

    private static func unique(
        _ observations: [Observation], side: String, _ column: String
    ) throws(ClientError) -> [[String]: Double] {
        var values: [[String]: Double] = [:]
        for observation in observations {
            if values.updateValue(observation.value, forKey: observation.keys) != nil {
                let twice = observation.keys.joined(separator: ",")
                throw .badData(
                    "--pair \(column): '\(twice)' is in \(side) more than once; name more columns, "
                        + "or use --where")
            }
        }
        return values
    }

    /// Sentences about the figures that are left out.
    package var notes: [String] {
        [("A", onlyInA), ("B", onlyInB)].filter { !$0.1.isEmpty }.map { side, keys in
            let shown = keys.prefix(5).map { $0.joined(separator: ",") }.joined(separator: "; ")
            let rest = keys.count > 5 ? "; ..." : ""
            let count = Text.counted(UInt64(keys.count), "row")
            return "left out, without a partner: \(count) of \(side) (\(shown)\(rest))"
        }
    }
}
