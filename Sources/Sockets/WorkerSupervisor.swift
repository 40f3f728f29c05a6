package import SystemCalls

/// Keeps a number of worker processes running: replaces those that die, passes signals on, ends
/// them with the server.
///
/// The master does nothing but wait. A worker that dies is replaced at once; one that dies young is
/// replaced later and later, so that a fault that every worker has costs next to nothing. When the
/// master is killed, the kernel tells the workers to stop.
package struct WorkerSupervisor {
    /// Seconds within which a worker's death is taken for a fault that the next one will have too.
    private static let youth = 1.0
    /// Seconds before a worker is started whose predecessor died young; twice as many each time.
    private static let firstDelay = 0.05
    /// Most seconds before a worker is started.
    private static let longestDelay = 2.0
    /// What a worker ends with that the system has failed (sysexits.h).
    private static let failure: Int32 = 71

    /// The place of one worker, taken by another when it dies.
    private struct Slot {
        var process: ProcessID?
        /// When the worker was started, or the next one is to be.
        var start = Instant(nanoseconds: 0)
        /// Seconds that its start was put off; 0 while all is well.
        var delay = 0.0
    }

    private let count: Int
    /// Whether connections that nobody accepts make the workers give up silent ones.
    private let asksForRoom: Bool

    /// A supervisor of `count` workers.
    /// - Parameter asksForRoom: whether a worker can be held up by a silent client: then all are
    ///   asked to give way (`ProcessSignals.takeYieldRequest`) while connections wait to be
    ///   accepted.
    package init(count: Int, asksForRoom: Bool = false) {
        self.count = count
        self.asksForRoom = asksForRoom
    }

    /// Has `work` done by each worker, with its number from 0, until a stop signal has come and all
    /// have ended. A worker ends when `work` returns, which it is to do soon after
    /// `ProcessSignals.count` is above 0.
    package func run(
        _ server: TCPServer, _ work: (Int) throws(SystemError) -> Void
    ) throws(SystemError) {
        var slots = [Slot](repeating: Slot(), count: count)
        var children = ChildProcesses()
        var crowd = CrowdWatch(isNeeded: asksForRoom)
        var poll = PollSet()
        try server.rehearse()
        while ProcessSignals.count == 0 {
            children.heedHangup(server)
            children.collect { process, end in
                guard let index = slots.firstIndex(where: { $0.process == process }) else { return }
                bury(&slots[index], end, server)
            }
            var next = Instant.distantFuture
            for index in slots.indices where slots[index].process == nil {
                if slots[index].start <= .now { start(index, &slots[index], server, work) }
                if let child = slots[index].process {
                    children.insert(child)
                } else {
                    next = min(next, slots[index].start)
                }
            }
            try crowd.wait(server, &poll, until: next) { children.askToYield() }
        }
        server.listeners.close()
        try children.finish(server)
    }

    /// Starts a worker, or puts it off when it cannot be. The worker does not return.
    private func start(
        _ index: Int, _ slot: inout Slot, _ server: TCPServer,
        _ work: (Int) throws(SystemError) -> Void
    ) {
        let master = ProcessID.current
        do {
            switch try Processes.fork() {
            case .parent(let child):
                slot.process = child
                slot.start = .now
            case .child:
                ProcessSignals.becomeChild()
                ProcessSignals.stopWithParent(master)
                run(index, server, work)
            }
        } catch {
            postpone(&slot)
            server.warn("Cannot start a worker: \(error.errno); next try in \(Self.text(slot))")
        }
    }

    private func run(
        _ index: Int, _ server: TCPServer, _ work: (Int) throws(SystemError) -> Void
    ) -> Never {
        do {
            try work(index)
        } catch {
            server.warn("A worker cannot go on: \(error)")
            Processes.exitNow(Self.failure)
        }
        Processes.exitNow(0)
    }

    /// A worker has died: its place is to be filled.
    private func bury(_ slot: inout Slot, _ end: ProcessEnd, _ server: TCPServer) {
        let age = Instant.now.nanoseconds(since: slot.start)
        slot.process = nil
        if Double(age) < Self.youth * 1e9 {
            postpone(&slot)
        } else {
            slot.delay = 0
            slot.start = .now
        }
        let how =
            switch end {
            case .exited(let status): "with status \(status)"
            case .signalled(let signal): "by signal \(signal)"
            }
        let delay = slot.delay == 0 ? "at once" : "in \(Self.text(slot))"
        server.warn("A worker has ended \(how); another one starts \(delay)")
    }

    private func postpone(_ slot: inout Slot) {
        slot.delay = min(max(Self.firstDelay, 2 * slot.delay), Self.longestDelay)
        slot.start = Instant.now.advanced(bySeconds: slot.delay)
    }

    private static func text(_ slot: Slot) -> String { "\(slot.delay) s" }
}
