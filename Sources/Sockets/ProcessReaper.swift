import Synchronization
package import SystemCalls

/// Collects the child processes that connections have done with, so that none stays a zombie, and
/// ends those that do not end by themselves when asked.
///
/// Connections of several threads may share one.
package final class ProcessReaper: Sendable {
    /// Seconds for a process to end after it has closed its output, and after it has been asked to.
    private static let patience = 2.0

    private struct Pending {
        let process: ProcessID
        /// When the next step is due.
        var due: Instant
        /// Whether it has been asked to end: then the next step is to end it.
        var isAsked: Bool
    }

    private let pending = Guarded<[Pending]>([])
    /// How many are pending, for those who need not wait for the lock to know that none is.
    private let count = Atomic<Int>(0)
    private let wakesMain: Bool

    /// A reaper with nothing to do.
    /// - Parameter wakesMain: whether processes come from other threads than the one that collects,
    ///   which is then woken to learn when to collect.
    package init(wakesMain: Bool = false) { self.wakesMain = wakesMain }

    /// Takes over a process that has closed its output or whose output is not wanted any more.
    /// - Parameter end: ask it to end, with its whole group.
    func adopt(_ process: ProcessID, end: Bool) {
        // In this order: while the leader is not collected its number cannot be another group's,
        // and a group outlives a leader that has left others behind.
        if end { Processes.terminateGroup(process) }
        if Processes.reap(process) != nil { return }
        let item = Pending(
            process: process, due: Instant.now.advanced(bySeconds: Self.patience), isAsked: end)
        pending.withLock { pending in
            pending.append(item)
            count.store(pending.count, ordering: .relaxed)
        }
        // SIGCHLD may have come, and the collecting been done, before it was on the list.
        if wakesMain { ProcessSignals.wakeMain() }
    }

    /// Whether no process is awaited.
    package var isIdle: Bool { count.load(ordering: .relaxed) == 0 }

    /// When to call `collect` even if no child has ended.
    package var deadline: Instant {
        if isIdle { return .distantFuture }
        return pending.withLock { $0.map(\.due).min() } ?? .distantFuture
    }

    /// Collects those that have ended, ends those whose time is up.
    package func collect(now: Instant) {
        if isIdle { return }
        pending.withLock { pending in
            pending.removeAll { Processes.reap($0.process) != nil }
            for index in pending.indices where now >= pending[index].due {
                if pending[index].isAsked {
                    Processes.killGroup(pending[index].process)
                } else {
                    Processes.terminateGroup(pending[index].process)
                }
                pending[index].isAsked = true
                pending[index].due = now.advanced(bySeconds: Self.patience)
            }
            count.store(pending.count, ordering: .relaxed)
        }
    }

    /// Waits for the last ones when this process is about to end, asking and making them end as
    /// ever; not for long once it has been told to stop, and not at all when it is given up.
    package func settle() {
        let start = Instant.now
        var nothing = PollSet()
        while true {
            let now = Instant.now
            collect(now: now)
            if isIdle { return }
            let isStopping = ProcessSignals.count > 0
            let end = start.advanced(bySeconds: isStopping ? Self.stopGrace : 3 * Self.patience)
            if now >= end || ProcessSignals.isAbandoned { break }
            _ = try? nothing.wait(until: min(end, deadline))
        }
        pending.withLock { pending in
            for item in pending { Processes.killGroup(item.process) }
        }
        _ = try? nothing.wait(until: Instant.now.advanced(bySeconds: Self.reapSeconds))
        collect(now: .now)
    }

    /// Seconds that a script which is about to exit is awaited by a process that was told to stop.
    static let stopGrace = 0.25
    /// Seconds in which a process that was killed is gone.
    private static let reapSeconds = 0.05
}
