package import SystemCalls

/// A child process for each connection; the parent only accepts, counts and collects.
package struct ForkModel: ConcurrencyModel {
    private let maximumChildren: Int

    /// The model.
    /// - Parameter maximumChildren: connections served at the same time; more wait in the backlog.
    package init(maximumChildren: Int) {
        self.maximumChildren = maximumChildren
    }

    package func serve(_ server: TCPServer) throws(SystemError) {
        var children = ChildProcesses()
        var crowding = Crowding(maximum: maximumChildren)
        var poll = PollSet()
        try server.rehearse()
        // Where it cannot be, a request costs a tenth more, and nothing else differs.
        try? ProgramCode.enlargePages()
        while ProcessSignals.count == 0 {
            children.heedHangup(server)
            children.collect()
            if children.count >= maximumChildren {
                try crowding.wait(server, &poll) { children.askToYield() }
                continue
            }
            crowding.end()
            try server.acceptOnce(until: .distantFuture, &poll) { socket, address in
                if let child = fork(server, socket, address) { children.insert(child) }
            }
        }
        server.listeners.close()
        try children.finish(server)
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
            server.refuse(socket, address)
            return nil
        }
    }

    private func serve(
        _ server: TCPServer, _ socket: consuming Descriptor, _ address: SocketAddress
    ) -> Never {
        ProcessSignals.becomeChild()
        server.listeners.close()
        let reaper = ProcessReaper()
        let scheduler = SoloScheduler(
            listeners: nil, deadlines: server.deadlines, reaper: reaper,
            obeysSecondStop: false, server: server)
        scheduler.run(server.makeConnection(socket, address, reaper))
        reaper.settle()
        Processes.exitNow(0)
    }
}
