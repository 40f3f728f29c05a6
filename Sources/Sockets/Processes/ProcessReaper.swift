import Synchronization
package import SystemCalls

/// Ends and collects child processes whose owner (`RunningProcess`) has ended. A process whose
/// output is no longer needed gets SIGTERM, as does its group; one that has closed its output may
/// first exit by itself. After the grace, the group gets SIGKILL, and so does the process itself,
/// which may have left its group. Members of the group are ended even after the leader has been
/// collected. The reaper waits at most another grace for members that remain after SIGKILL: zombies
/// whose parent is another process. Owners in several threads may share one reaper.
package final class ProcessReaper: Sendable {
    /// Seconds for a process to exit after it has closed its output, and again after SIGTERM.
    package static let grace = 2.0
    /// Seconds between checks whether the group of a collected leader still has members. The kernel
    /// assigns process numbers in turn, so none is reused in that time.
    private static let groupInterval = 0.1

    private enum Stage {
        /// It may exit by itself; SIGTERM comes next.
        case mayExit
        /// It was asked to end by SIGTERM; SIGKILL comes next.
        case asked
        /// SIGKILL was sent.
        case killed
    }

    private struct Pending {
        let process: ProcessID
        /// When the next step is due.
        var due: Instant
        var stage: Stage
        /// Whether the process has been collected and only its group is left.
        var isCollected = false

        /// When the next step or check of the group is due.
        func next(after now: Instant) -> Instant {
            isCollected ? min(due, now.advanced(bySeconds: ProcessReaper.groupInterval)) : due
        }
    }

    private let pending = Guarded<[Pending]>([])
    /// The number of pending processes, readable without the lock.
    private let count = Atomic<Int>(0)
    private let wakesMain: Bool

    /// A reaper with nothing to do.
    /// - Parameter wakesMain: whether `collect` is called by the main thread and `adopt` by others,
    ///   which then wake it.
    package init(wakesMain: Bool = false) { self.wakesMain = wakesMain }

    /// Takes over a child, which the reaper then ends and collects.
    /// - Parameter asking: whether to send SIGTERM to it and its group now; otherwise it may first
    ///   exit by itself.
    func adopt(_ process: ProcessID, asking: Bool) {
        if asking { Self.ask(process) }
        let due = Instant.now.advanced(bySeconds: Self.grace)
        var item = Pending(process: process, due: due, stage: asking ? .asked : .mayExit)
        if Self.isFinished(&item) { return }
        pending.withLock { pending in
            pending.append(item)
            count.store(pending.count, ordering: .relaxed)
        }
        // SIGCHLD may have arrived, and `collect` run, before the child was on the list.
        if wakesMain { ProcessSignals.wakeMain() }
    }

    /// Whether no process is pending.
    package var isIdle: Bool { count.load(ordering: .relaxed) == 0 }

    /// When to call `collect` even if no child has ended.
    package var deadline: Instant {
        if isIdle { return .distantFuture }
        let now = Instant.now
        return pending.withLock { $0.map { $0.next(after: now) }.min() } ?? .distantFuture
    }

    /// Collects the processes that have ended and ends those whose time is up.
    package func collect(now: Instant) {
        if isIdle { return }
        pending.withLock { pending in
            for index in pending.indices.reversed() where Self.isFinished(&pending[index]) {
                pending.remove(at: index)
            }
            for index in pending.indices.reversed() where now >= pending[index].due {
                pending[index].due = now.advanced(bySeconds: Self.grace)
                if Self.takeStep(&pending[index]) { pending.remove(at: index) }
            }
            count.store(pending.count, ordering: .relaxed)
        }
    }

    /// Takes the step that follows when the time of a stage is up.
    /// - Returns: whether nothing is left to be done.
    private static func takeStep(_ item: inout Pending) -> Bool {
        switch item.stage {
        case .mayExit:
            ask(item.process)
            item.stage = .asked
        case .asked:
            kill(item)
            item.stage = .killed
        // After SIGKILL a child of this process is collected as soon as it has ended.
        case .killed: return item.isCollected
        }
        return false
    }

    /// Collects the process if it has ended.
    /// - Returns: whether nothing is left to be done.
    private static func isFinished(_ item: inout Pending) -> Bool {
        if !item.isCollected { item.isCollected = Processes.reap(item.process) != nil }
        guard item.isCollected else { return false }
        // A script that exited by itself may leave a background process running.
        return item.stage == .mayExit || !Processes.hasGroup(item.process)
    }

    /// SIGTERM to the group, and to a leader that may have left it.
    private static func ask(_ process: ProcessID) {
        Processes.terminateGroup(process)
        Processes.terminate(process)
    }

    private static func kill(_ item: Pending) {
        Processes.killGroup(item.process)
        if !item.isCollected { Processes.kill(item.process) }
    }

    /// Ends and collects the remaining processes before this process exits, with SIGTERM and
    /// SIGKILL as usual. Waits at most `stopGrace` seconds after a stop signal, and not at all when
    /// this process was abandoned.
    package func settle() {
        let start = Instant.now
        var nothing = PollSet()
        while true {
            let now = Instant.now
            collect(now: now)
            if isIdle { return }
            let isStopping = ProcessSignals.count > 0
            let end = start.advanced(bySeconds: isStopping ? Self.stopGrace : 3 * Self.grace)
            if now >= end || ProcessSignals.isAbandoned { break }
            _ = try? nothing.wait(until: min(end, deadline))
        }
        pending.withLock { $0.forEach(Self.kill) }
        _ = try? nothing.wait(until: Instant.now.advanced(bySeconds: Self.reapSeconds))
        collect(now: .now)
    }

    /// Seconds that a process waits for an exiting script after a stop signal.
    static let stopGrace = 0.25
    /// Seconds within which a killed process has ended.
    private static let reapSeconds = 0.05
}
