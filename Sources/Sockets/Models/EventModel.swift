package import SystemCalls

/// A number of worker processes, each of which drives thousands of connections in one loop
/// (`EventLoop`).
package struct EventModel: ConcurrencyModel {
    /// Seconds for which the kernel holds back a connection that has sent nothing
    /// (`TCP_DEFER_ACCEPT`). One that has sent a request is accepted, read, answered and possibly
    /// closed in one turn of a loop, without a wait.
    private static let silentSeconds: Int32 = 1

    /// Bytes of address space for a loop's stack, many times what it uses. Only touched pages take
    /// memory.
    private static let stackSize = 1 << 20

    private let workers: Int
    private let maximumConnections: Int

    /// The model.
    /// - Parameters:
    ///   - workers: the number of processes; one for each processor uses all of them.
    ///   - maximumConnections: the most connections of all workers together; more wait in the
    ///     backlog.
    package init(workers: Int, maximumConnections: Int) {
        self.workers = workers
        self.maximumConnections = maximumConnections
    }

    package var places: Int { workers }

    package func serve(_ server: TCPServer) throws(SystemError) {
        server.listeners.deferAccept(seconds: Self.silentSeconds)
        let each = max(1, (maximumConnections + workers - 1) / workers)
        try WorkerSupervisor(count: workers).run(server) { (index) throws(SystemError) in
            let drive = { @Sendable (helpers: Int) throws(SystemError) in
                try EventLoop(
                    server, maximumConnections: each, place: server.scoreboard.place(index),
                    helpers: helpers
                ).run()
            }
            // Not in the thread that was forked: see `Threads.runApart`.
            let isDone = try Threads.runApart(stackSize: Self.stackSize) {
                () throws(SystemError) in try drive(BackgroundWork.maximumThreads)
            }
            if !isDone { try drive(0) }
        }
    }
}
