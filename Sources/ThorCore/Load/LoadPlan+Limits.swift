/// Limits to what a worker may take. One that takes longer has been stopped and will not end
/// by itself.
extension LoadPlan {
    /// What a busy machine may need beyond the plan, in seconds.
    private static let slack = 5.0
    /// What each connection may cost a busy machine, in seconds.
    private static let connectionCost = 100e-6
    /// The longest pause between two requests of a failing connection, in seconds: the delay of a
    /// retry, and a tick.
    private static let pause = 0.2

    private var generalSlack: Double {
        Self.slack + Double(run.connections) * Self.connectionCost
    }

    /// Seconds from the fork of a worker until it is ready.
    var longestPreparation: Double {
        Double(min(connectTimeout, run.timeout)) / 1e9 + generalSlack
    }

    /// Seconds from the end of sending until a worker's result is there.
    var longestEnding: Double { Double(drain) / 1e9 + generalSlack }

    /// Seconds from the start until a worker's result is there.
    var longestRun: Double { longestSending + longestEnding }

    private var longestSending: Double {
        if let duration = run.duration { return Double(duration) / 1e9 }
        guard let requests = run.requests else { return .infinity }
        let rounds = (Double(requests) / Double(run.connectionsPerProcess)).rounded(.up)
        let serving = rounds * (Double(run.timeout) / 1e9 + Self.pause)
        guard let rate = run.rate?.perSecond else { return serving }
        // Random arrivals take much longer than their mean only when they are few.
        let offering = Double(requests) * Double(run.processes) / rate
        return serving + 2 * offering + 60 / rate
    }
}
