package import SystemCalls

/// Keeps a number of worker processes running: replaces those that die (`WorkerPlace`), forwards
/// signals, and ends them with the server.
///
/// The master does nothing but wait. When the master is killed, the kernel sends the workers a
/// stop signal.
package struct WorkerSupervisor {
    /// Exit status of a worker after a system call failed: `EX_OSERR` of sysexits.h.
    private static let failure: Int32 = 71

    private let count: Int
    /// Whether workers are asked to give up silent connections while others wait to be accepted.
    private let asksForRoom: Bool

    /// A supervisor of `count` workers.
    /// - Parameter asksForRoom: whether a silent client can hold up a worker. If so, all workers
    ///   are asked to give way (`ProcessSignals.takeYieldRequest`) while connections wait to be
    ///   accepted.
    package init(count: Int, asksForRoom: Bool = false) {
        self.count = count
        self.asksForRoom = asksForRoom
    }

    /// Runs `work` in each worker, with the worker's index from 0, until a stop signal has arrived
    /// and all workers have ended. A worker ends when `work` returns; it must do so soon after
    /// `ProcessSignals.count` exceeds 0.
    package func run(
        _ server: TCPServer, _ work: (Int) throws(SystemError) -> Void
    ) throws(SystemError) {
        var places = [WorkerPlace](repeating: WorkerPlace(), count: count)
        var children = ChildProcesses(places: FreePlaces(server.scoreboard))
        var crowding = asksForRoom ? Crowding.ofWorkers() : nil
        var poll = PollSet()
        try server.rehearse()
        while ProcessSignals.count == 0 {
            children.tend(server) { process, end in
                guard let index = places.firstIndex(where: { $0.process == process }) else {
                    return
                }
                places[index].lose(at: .now)
                server.warn(Self.message(end, places[index]))
            }
            for index in places.indices {
                guard let start = places[index].nextStart, start <= .now else { continue }
                let place = children.takePlace()
                fill(&places[index], place, server, work)
                if let child = places[index].process {
                    children.insert(child, at: place)
                } else {
                    children.giveBack(place)
                }
            }
            let next = places.compactMap(\.nextStart).min() ?? .distantFuture
            if crowding != nil {
                try crowding?.wait(server, &poll, until: next) { children.askToYield() }
            } else {
                poll.removeAll()
                _ = try server.wait(&poll, until: next)
            }
        }
        server.listeners.close()
        try children.finish(server)
    }

    private static func message(_ end: ProcessEnd, _ place: WorkerPlace) -> String {
        let how =
            switch end {
            case .exited(let status): "with status \(status)"
            case .signalled(let signal): "by signal \(signal)"
            }
        return "A worker has ended \(how); another one starts \(place.announcement)"
    }

    /// Starts a worker, or postpones it if the fork fails. Does not return in the worker.
    private func fill(
        _ place: inout WorkerPlace, _ index: Int, _ server: TCPServer,
        _ work: (Int) throws(SystemError) -> Void
    ) {
        let master = ProcessID.current
        do {
            switch try Processes.fork() {
            case .parent(let child): place.take(child, at: .now)
            case .child:
                ProcessSignals.becomeChild()
                server.logs.forget()
                ProcessSignals.stopWithParent(master)
                run(index, server, work)
            }
        } catch {
            place.postpone(from: .now)
            server.warn(
                "Cannot start a worker: \(error.errno); next try \(place.announcement)")
        }
    }

    private func run(
        _ index: Int, _ server: TCPServer, _ work: (Int) throws(SystemError) -> Void
    ) -> Never {
        var status: Int32 = 0
        do {
            try work(index)
        } catch {
            server.warn("A worker cannot go on: \(error)")
            status = Self.failure
        }
        server.logs.settle(seconds: LineSinks.lastSeconds)
        Processes.exitNow(status)
    }
}
