/// A figure of a run's result, named on the command line as `throughput` or `response.p99`.
package struct ResultField: Sendable {
    /// All names, for messages.
    static let names =
        "throughput, completed, sent, bytes, failed, or NAME.mean, NAME.min, NAME.max or "
        + "NAME.pN with response, service, lag or connect"

    private enum Figure {
        case throughput, completed, sent, bytes, failed
        case latency(Latency, Statistic)
    }

    private enum Latency: String { case response, service, lag, connect }

    private enum Statistic {
        case mean, minimum, maximum
        case percentile(Double)

        /// The statistic of this name; nil when there is none.
        init?(_ text: Substring) {
            switch text {
            case "mean": self = .mean
            case "min": self = .minimum
            case "max": self = .maximum
            default:
                guard text.first == "p", let percent = Observation.number(text.dropFirst()),
                    percent > 0, percent < 100
                else { return nil }
                self = .percentile(percent)
            }
        }
    }

    private let figure: Figure

    /// The field of this name; nil when there is none.
    package init?(_ name: String) {
        switch name {
        case "throughput": figure = .throughput
        case "completed": figure = .completed
        case "sent": figure = .sent
        case "bytes": figure = .bytes
        case "failed": figure = .failed
        default:
            let parts = name.split(separator: ".", maxSplits: 1)
            guard parts.count == 2, let latency = Latency(rawValue: String(parts[0])),
                let statistic = Statistic(parts[1])
            else { return nil }
            figure = .latency(latency, statistic)
        }
    }

    /// The unit of the figure.
    package var unit: String {
        switch figure {
        case .throughput, .completed, .sent: "requests/s"
        case .bytes: "bytes/s"
        case .failed: "requests"
        case .latency: "us"
        }
    }

    /// The meaning of a higher value.
    package var moreMeans: MoreMeans {
        switch figure {
        case .throughput, .completed, .sent, .bytes: .faster
        case .failed: .worse
        case .latency: .slower
        }
    }

    /// The figure of a result; nil when it is unknown or only a lower bound.
    package func value(of result: LoadResult) -> Double? {
        let tally = result.tally
        switch figure {
        case .latency(let latency, let statistic):
            return Self.value(latency, statistic, result.latencies).map { $0 / 1000 }
        case _ where result.holdsOnlyLatencies: return nil
        case .throughput: return result.rate(tally.good)
        case .completed: return result.rate(tally.completed)
        case .sent: return result.rateOfWindow(tally.sent)
        case .bytes: return result.rate(tally.bytesReceived)
        case .failed: return Double(tally.failed)
        }
    }

    private static func value(
        _ latency: Latency, _ statistic: Statistic, _ latencies: Latencies
    ) -> Double? {
        let (distribution, percentiles) =
            switch latency {
            case .response: (latencies.response, latencies.responsePercentiles)
            case .service: (latencies.service, latencies.servicePercentiles)
            case .lag: (latencies.lag, Percentiles(completed: latencies.lag))
            case .connect: (latencies.connect, Percentiles(completed: latencies.connect))
            }
        guard distribution.count > 0 else { return nil }
        // With censored latencies, mean and maximum are lower bounds.
        let isWhole = percentiles.count == distribution.count
        switch statistic {
        case .mean: return isWhole ? distribution.mean : nil
        case .maximum: return isWhole ? Double(distribution.largest) : nil
        case .minimum: return Double(distribution.smallest)
        case .percentile(let percent):
            guard case .exactly(let value) = percentiles.value(percent) else { return nil }
            return Double(value)
        }
    }
}
