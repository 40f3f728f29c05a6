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
        var failures = WarningPace()
        try server.rehearse()
        // Where it cannot be, a request costs a tenth more, and nothing else differs.
        try? ProgramCode.enlargePages()
        try children.accept(server, maximum: maximumChildren) { children, socket, address in
            guard let child = fork(server, socket, address, &failures) else { return }
            children.insert(child)
        }
    }

    /// In the parent: the child's number, or nil when there is none because the fork failed.
    /// The child does not return.
    private func fork(
        _ server: TCPServer, _ socket: consuming Descriptor, _ address: SocketAddress,
        _ failures: inout WarningPace
    ) -> ProcessID? {
        do {
            switch try Processes.fork() {
            case .parent(let child): return child
            case .child: serve(server, socket, address)
            }
        } catch {
            if failures.allows(at: .now) { server.warn("Cannot fork: \(error.errno)") }
            server.refuse(socket, address)
            return nil
        }
    }

    private func serve(
        _ server: TCPServer, _ socket: consuming Descriptor, _ address: SocketAddress
    ) -> Never {
        StopSignals.becomeChild()
        server.listeners.close()
        let reaper = server.reaper
        let scheduler = SoloScheduler(
            listeners: nil, deadlines: server.deadlines, reaper: reaper,
            obeysSecondStop: false, server: server)
        scheduler.run(server.makeConnection(socket, address))
        reaper.settle()
        Processes.exitNow(0)
    }
}
