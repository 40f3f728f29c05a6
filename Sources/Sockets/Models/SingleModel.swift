package import SystemCalls

/// One connection after another, in the server's own process.
package struct SingleModel: ConcurrencyModel {
    /// The model.
    package init() {}

    package var places: Int { 1 }

    package func serve(_ server: TCPServer) throws(SystemError) {
        let reaper = server.reaper
        let scheduler = SoloScheduler(
            listeners: server.listeners, deadlines: server.deadlines, reaper: reaper,
            obeysSecondStop: true, server: server, logs: server.logs)
        var poll = PollSet()
        while ProcessSignals.count == 0 {
            server.tend(reaper)
            try server.acceptOnce(until: reaper.deadline, &poll) { socket, address in
                scheduler.run(server.makeConnection(socket, address, at: 0))
            }
        }
        server.listeners.close()
        if ProcessSignals.count > 1 { ProcessSignals.die() }
        reaper.settle()
    }
}
