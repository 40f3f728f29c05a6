package import SystemCalls

/// A number of long-lived processes, each of which accepts and serves one connection at a time.
package struct PreforkModel: ConcurrencyModel {
    private let workers: Int

    /// The model.
    /// - Parameter workers: processes, and so connections served at the same time; more wait in the
    ///   backlog.
    package init(workers: Int) { self.workers = workers }

    package var places: Int { workers }

    package func serve(_ server: TCPServer) throws(SystemError) {
        let supervisor = WorkerSupervisor(count: workers, asksForRoom: true)
        try supervisor.run(server) { (place) throws(SystemError) in
            try work(server, at: place)
        }
    }

    private func work(_ server: TCPServer, at place: Int) throws(SystemError) {
        let wait = try ExclusiveWait(server.listeners.numbers)
        let reaper = server.reaper
        let scheduler = SoloScheduler(
            listeners: nil, deadlines: server.deadlines, reaper: reaper,
            obeysSecondStop: false, closesOnStop: server.listeners, server: server,
            logs: server.logs)
        while ProcessSignals.count == 0, !ProcessSignals.isAbandoned {
            server.tend(reaper)
            _ = ProcessSignals.takeYieldRequest()
            let ready = try wait.wait(until: reaper.deadline, logs: server.logs)
            guard let ready, ProcessSignals.count == 0 else { continue }
            var next: ConnectionDriver?
            try server.accept(ready) { next = server.makeConnection($0, $1, at: place) }
            while let connection = next {
                next = nil
                scheduler.run(connection) {
                    next = claim(server, at: place)
                    return next != nil
                }
            }
        }
        server.listeners.close()
        reaper.settle()
    }

    /// Accepts a waiting connection, for which a silent one is given up. Nil when another worker
    /// has accepted it first: each new connection costs one silent client.
    private func claim(_ server: TCPServer, at place: Int) -> ConnectionDriver? {
        guard ProcessSignals.count == 0 else { return nil }
        var taken: ConnectionDriver?
        for index in 0..<server.listeners.count where taken == nil {
            try? server.accept(index) { taken = server.makeConnection($0, $1, at: place) }
        }
        return taken
    }
}
