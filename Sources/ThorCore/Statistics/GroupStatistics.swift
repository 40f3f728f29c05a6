/// The statistics of a group of per-trial figures.
package struct GroupStatistics: Equatable, Sendable {
    /// The group's fields in the key columns.
    package let keys: [String]
    /// Its figures.
    package let sample: Sample
    /// The confidence interval of their median; nil when there are too few.
    package let interval: Interval?

    /// The statistics of one group. Every group uses the same random numbers, so that its
    /// statistics do not depend on the other groups.
    package init(keys: [String], _ sample: Sample, _ settings: StatisticsSettings) {
        var generator = Randomness(seed: settings.seed)
        self.keys = keys
        self.sample = sample
        interval = Bootstrap.median(sample, settings, &generator)
    }

    /// The statistics of all groups, in the order in which they first occur.
    package static func all(
        of observations: [Observation], _ settings: StatisticsSettings
    ) -> [GroupStatistics] {
        var order: [[String]] = []
        var values: [[String]: [Double]] = [:]
        for observation in observations {
            if values[observation.keys] == nil { order.append(observation.keys) }
            values[observation.keys, default: []].append(observation.value)
        }
        return order.compactMap { keys in
            Sample(values[keys] ?? []).map { GroupStatistics(keys: keys, $0, settings) }
        }
    }
}
