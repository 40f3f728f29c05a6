package import SystemCalls

/// A thread for each connection; the main one only accepts, counts and collects scripts.
package struct ThreadModel: ConcurrencyModel {
    /// Descriptors that a connection needs at most: its socket, a script's input and output, and
    /// one that tells of its end.
    package static let descriptorsEach = 4

    private let maximumThreads: Int

    /// The model.
    /// - Parameter maximumThreads: connections served at the same time; more wait in the backlog.
    package init(maximumThreads: Int) { self.maximumThreads = maximumThreads }

    package func serve(_ server: TCPServer) throws(SystemError) {
        var threads = ConnectionThreads(server, maximum: maximumThreads)
        var crowding = Crowding(maximum: maximumThreads)
        var poll = PollSet()
        try server.rehearse()
        while ProcessSignals.count == 0 {
            threads.tend(server)
            if threads.count >= maximumThreads {
                try crowding.wait(server, &poll) { threads.askToYield() }
                continue
            }
            crowding.end()
            try server.acceptOnce(until: threads.reaper.deadline, &poll) { socket, address in
                threads.serve(socket, address)
            }
        }
        server.listeners.close()
        try threads.finish(server)
        threads.reaper.settle()
    }
}
