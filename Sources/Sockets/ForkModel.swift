package import SystemCalls

/// A child process for each connection; the parent only accepts, counts and collects.
package struct ForkModel: ConcurrencyModel {
    /// Seconds by which the parent waits longer than its children, which wait for their scripts.
    private static let processGrace = 2 * ProcessReaper.stopGrace
    /// Seconds the parent gives a connection that it has to refuse itself.
    private static let refusalSeconds = 0.25

    /// Seconds between asking silent children to give way.
    private static let requestInterval = 1.0

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
            if children.count >= maximumChildren {
                try waitForRoom(&children, server, &poll)
                continue
            }
            try server.acceptOnce(until: .distantFuture, &poll) { socket, address in
                if let child = fork(server, socket, address) { children.insert(child) }
            }
        }
        server.listeners.close()
        try finish(&children, server)
    }

    /// All children that there may be are busy, or hold a client that says nothing. When somebody
    /// waits, those are asked to give way, once a second.
    private func waitForRoom(
        _ children: inout Set<ProcessID>, _ server: TCPServer, _ poll: inout PollSet
    ) throws(SystemError) {
        var nextRequest = Instant.now
        var hasWarned = false
        while children.count >= maximumChildren, StopSignals.count == 0 {
            let isQuiet = Instant.now < nextRequest
            poll.removeAll()
            if !isQuiet { server.listeners.add(to: &poll) }
            let isWaitedFor = try poll.wait(until: isQuiet ? nextRequest : .distantFuture)
            collect(&children)
            guard isWaitedFor, children.count >= maximumChildren else { continue }
            for child in children { Processes.askToYield(child) }
            nextRequest = Instant.now.advanced(bySeconds: Self.requestInterval)
            if !hasWarned {
                server.warn("All \(maximumChildren) connections are in use, others wait")
            }
            hasWarned = true
        }
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
        StopSignals.becomeChild()
        server.listeners.close()
        let reaper = ProcessReaper()
        let scheduler = SoloScheduler(
            listeners: nil, deadlines: server.deadlines, reaper: reaper, obeysSecondStop: false)
        scheduler.run(server.makeConnection(socket, address, reaper))
        reaper.settle()
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
        let end = Instant.now.advanced(bySeconds: Self.processGrace)
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
            bySeconds: server.deadlines.grace + Self.processGrace)
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
