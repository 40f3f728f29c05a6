package import SystemCalls

/// A child process for each connection; the parent only accepts, counts and collects.
package struct ForkModel: ConcurrencyModel {
    private let maximumChildren: Int

    /// The model.
    /// - Parameter maximumChildren: connections served at the same time; more wait in the backlog.
    package init(maximumChildren: Int) {
        self.maximumChildren = maximumChildren
    }

    package var places: Int { maximumChildren }

    package func serve(_ server: TCPServer) throws(SystemError) {
        var children = ChildProcesses(places: FreePlaces(server.scoreboard))
        var failures = WarningPace()
        try server.rehearse()
        // On failure a request costs a tenth more; nothing else differs.
        try? ProgramCode.enlargePages()
        try children.accept(server, maximum: maximumChildren) { children, socket, address in
            let place = children.takePlace()
            if let child = fork(server, socket, address, place, &failures) {
                children.insert(child, at: place)
            } else {
                children.giveBack(place)
            }
        }
    }

    /// Forks. Returns the child's number to the parent, nil if the fork failed. Does not return in
    /// the child.
    private func fork(
        _ server: TCPServer, _ socket: consuming Descriptor, _ address: SocketAddress,
        _ place: Int, _ failures: inout WarningPace
    ) -> ProcessID? {
        do {
            switch try Processes.fork() {
            case .parent(let child): return child
            case .child: serve(server, socket, address, at: place)
            }
        } catch {
            if failures.allows(at: .now) { server.warn("Cannot fork: \(error.errno)") }
            server.refuse(socket, address)
            return nil
        }
    }

    private func serve(
        _ server: TCPServer, _ socket: consuming Descriptor, _ address: SocketAddress,
        at place: Int
    ) -> Never {
        ProcessSignals.becomeChild()
        server.logs.forget()
        server.listeners.close()
        let reaper = server.reaper
        let scheduler = SoloScheduler(
            listeners: nil, deadlines: server.deadlines, reaper: reaper,
            obeysSecondStop: false, server: server, logs: server.logs)
        scheduler.run(server.makeConnection(socket, address, at: place))
        reaper.settle()
        server.logs.settle(seconds: LineSinks.childSeconds)
        Processes.exitNow(0)
    }
}
