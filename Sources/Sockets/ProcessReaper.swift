package import SystemCalls

/// Collects the child processes that connections have done with, so that none stays a zombie, and
/// ends those that do not end by themselves when asked.
package final class ProcessReaper {
    /// Seconds between asking a process group to end and ending it.
    private static let patience = 2.0

    private struct Pending {
        let process: ProcessID
        var killAt: Instant?
    }

    private var pending: [Pending] = []

    /// A reaper with nothing to do.
    package init() {}

    /// Takes over a process that has closed its output or whose output is not wanted any more.
    /// - Parameter end: ask it to end, with its whole group.
    func adopt(_ process: ProcessID, end: Bool) {
        // In this order: while the leader is not collected its number cannot be another group's,
        // and a group outlives a leader that has left others behind.
        if end { Processes.terminateGroup(process) }
        if Processes.reap(process) != nil { return }
        pending.append(
            Pending(
                process: process,
                killAt: end ? Instant.now.advanced(bySeconds: Self.patience) : nil))
    }

    /// Whether a process is still awaited.
    package var isIdle: Bool { pending.isEmpty }

    /// When to call `collect` even if no child has ended.
    package var deadline: Instant {
        pending.compactMap(\.killAt).min() ?? .distantFuture
    }

    /// Collects those that have ended, ends those whose time is up.
    package func collect(now: Instant) {
        if pending.isEmpty { return }
        pending.removeAll { Processes.reap($0.process) != nil }
        for index in pending.indices {
            guard let killAt = pending[index].killAt, now >= killAt else { continue }
            Processes.killGroup(pending[index].process)
            pending[index].killAt = nil
        }
    }

    /// Waits a while for the last ones: for a process that is about to exit.
    /// - Parameter seconds: after which those left are ended.
    package func settle(seconds: Double) {
        let end = Instant.now.advanced(bySeconds: seconds)
        var nothing = PollSet()
        while true {
            let now = Instant.now
            collect(now: now)
            if pending.isEmpty { return }
            if now >= end { break }
            _ = try? nothing.wait(until: min(end, deadline))
        }
        for item in pending where item.killAt != nil { Processes.killGroup(item.process) }
        collect(now: .now)
    }
}
