package import SystemCalls

/// One connection after another, in the server's own process.
package struct SingleModel: ConcurrencyModel {
    /// The model.
    package init() {}

    package func serve(_ server: TCPServer) throws(SystemError) {
        let reaper = ProcessReaper()
        let scheduler = SoloScheduler(
            listeners: server.listeners, deadlines: server.deadlines, reaper: reaper,
            obeysSecondStop: true, server: server)
        var poll = PollSet()
        while ProcessSignals.count == 0 {
            server.heedHangup()
            reaper.collect(now: .now)
            try server.acceptOnce(until: reaper.deadline, &poll) { socket, address in
                scheduler.run(server.makeConnection(socket, address, reaper))
            }
        }
        server.listeners.close()
        if ProcessSignals.count > 1 { ProcessSignals.die() }
        reaper.settle()
    }
}
