package import SystemCalls

/// A child process for each connection; the parent only accepts, counts and collects.
package struct ForkModel: ConcurrencyModel {
    /// Seconds that a script which is about to exit is awaited when its server's process ends.
    static let processGrace = 0.25
    /// Seconds the parent gives a connection that it has to refuse itself.
    private static let refusalSeconds = 0.25

    private let maximumChildren: Int

    /// The model.
    /// - Parameter maximumChildren: connections served at the same time; more wait in the backlog.
    package init(maximumChildren: Int) {
        self.maximumChildren = maximumChildren
    }

    package func serve(_ server: TCPServer) throws(SystemError) {
        var children = Set<ProcessID>()
        var poll = PollSet()
        try server.rehearse()
        while StopSignals.count == 0 {
            collect(&children)
            let isFull = children.count >= maximumChildren
            try server.acceptOnce(until: .distantFuture, paused: isFull, &poll) { socket, address in
                if let child = fork(server, socket, address) { children.insert(child) }
            }
        }
        server.listeners.close()
        try finish(&children, server)
    }

    /// In the parent: the child's number, or nil when there is none because the fork failed.
    /// The child does not return.
    private func fork(
        _ server: TCPServer, _ socket: consuming Descriptor, _ address: SocketAddress
    ) -> ProcessID? {
        do {
            switch try Processes.fork() {
            case .parent(let child): return child
            case .child: serve(server, socket, address)
            }
        } catch {
            server.warn("Cannot fork: \(error.errno)")
            refuse(server, socket, address)
            return nil
        }
    }

    private func serve(
        _ server: TCPServer, _ socket: consuming Descriptor, _ address: SocketAddress
    ) -> Never {
        StopSignals.forget()
        server.listeners.close()
        let reaper = ProcessReaper()
        let scheduler = SoloScheduler(
            listeners: nil, deadlines: server.deadlines, reaper: reaper, obeysSecondStop: false)
        scheduler.run(server.makeConnection(socket, address, reaper))
        reaper.settle(seconds: Self.processGrace)
        Processes.exitNow(0)
    }

    /// Says 503 in the parent, which must not be held up: what the client has not sent or taken
    /// within a moment is forgone.
    private func refuse(
        _ server: TCPServer, _ socket: consuming Descriptor, _ address: SocketAddress
    ) {
        var deadlines = Deadlines()
        deadlines.output = Self.refusalSeconds
        deadlines.linger = Self.refusalSeconds
        let reaper = ProcessReaper()
        let connection = Connection(
            socket: socket, handler: server.makeHandler(for: address), deadlines: deadlines,
            inputLimit: server.inputLimit, reaper: reaper, now: .now)
        connection.refuse()
        SoloScheduler(
            listeners: nil, deadlines: deadlines, reaper: reaper, obeysSecondStop: false
        ).run(connection)
    }

    /// Gives the children up: a moment to end their scripts, then none.
    private func end(_ children: inout Set<ProcessID>) throws(SystemError) {
        for child in children { Processes.abandon(child) }
        let end = Instant.now.advanced(bySeconds: 2 * Self.processGrace)
        var nothing = PollSet()
        while !children.isEmpty, Instant.now < end {
            _ = try nothing.wait(until: end)
            collect(&children)
        }
        for child in children { Processes.kill(child) }
    }

    private func collect(_ children: inout Set<ProcessID>) {
        while let ended = Processes.reapAny() { children.remove(ended.process) }
    }

    /// Passes the stop signal on, waits for the children, and ends those that take too long.
    private func finish(
        _ children: inout Set<ProcessID>, _ server: TCPServer
    ) throws(SystemError) {
        // A terminal has signalled them too; a child heeds only the first.
        for child in children { Processes.terminate(child) }
        // A child ends itself, and its script, at the end of the same grace: it comes first.
        let graceEnd = Instant.now.advanced(
            bySeconds: server.deadlines.grace + 2 * Self.processGrace)
        var nothing = PollSet()
        while true {
            collect(&children)
            if children.isEmpty { break }
            if StopSignals.count > 1 || Instant.now >= graceEnd { break }
            _ = try nothing.wait(until: graceEnd)
        }
        try end(&children)
        if StopSignals.count > 1 { StopSignals.die() }
    }
}
