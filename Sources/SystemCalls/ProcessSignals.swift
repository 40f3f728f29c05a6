import CLinux
import Glibc
import SystemPackage

/// The signals that a server handles: requests to stop, to reopen logs and, in a child, requests of
/// its parent.
///
/// SIGINT and SIGTERM ask to stop, and so does SIGHUP if the terminal has hung up (decision 0008).
/// They, SIGUSR1 and SIGUSR2 (from the parent) and SIGCHLD are blocked except inside `PollSet.wait`
/// and `ExclusiveWait.wait`, which they interrupt. So a signal cannot arrive unnoticed between a
/// check of `count` and the wait after it. SIGPIPE and SIGXFSZ are ignored.
///
/// In a thread that has `ThreadOrders`, `count`, `isAbandoned` and `takeYieldRequest` return what
/// those say.
package enum ProcessSignals {
    /// Installs the handlers and blocks the signals: `sigaction(2)`, `sigprocmask(2)`. Call it
    /// once, in the main thread, before the first wait. SIGHUP stays ignored if it was (`nohup`).
    package static func watch() throws(SystemError) {
        try retrying("sigaction") { clinux_watch_signals() }
    }

    /// Ignores SIGXFSZ: a write beyond the limit of a file's size (`RLIMIT_FSIZE`) then fails with
    /// `EFBIG` instead of ending this process. `watch` does so, too.
    package static func ignoreSizeLimit() { _ = clinux_ignore_size_limit() }

    /// The number of stop signals received. The first one asks to finish the requests in flight, a
    /// second one to end at once.
    package static var count: Int { Int(clinux_stop_count()) }

    /// Whether the parent has asked this child to end at once, with its scripts: SIGUSR1.
    package static var isAbandoned: Bool { clinux_is_abandoned() != 0 }

    /// Whether the parent has asked since the last call that a silent connection be closed for one
    /// that waits: SIGUSR2.
    package static func takeYieldRequest() -> Bool { clinux_take_yield_request() != 0 }

    /// Whether SIGHUP has asked since the last call that log files be reopened.
    package static func takeReopenRequest() -> Bool { clinux_take_reopen_request() != 0 }

    /// Resets `count` and the request to reopen logs, and enables SIGUSR1 and SIGUSR2. Call it once
    /// in a forked child.
    package static func becomeChild() { clinux_become_child() }

    /// Makes the kernel send this process SIGTERM when its parent ends: `prctl(2)`
    /// `PR_SET_PDEATHSIG`. If the parent has ended already, the signal is sent at once.
    /// - Parameter parent: the process that has forked this one.
    package static func stopWithParent(_ parent: ProcessID) {
        _ = clinux_end_with_parent(parent.number)
    }

    /// Interrupts a wait of the main thread, or the next one, by a SIGCHLD. Any thread may call it.
    package static func wakeMain() { clinux_wake_main() }

    /// Ends this process by the last stop signal, with that signal's default action, so that a
    /// shell sees the true cause. Process 1 of a namespace, which no such signal ends, exits with
    /// 128 and the number of the signal.
    package static func die() -> Never {
        let last = clinux_last_stop_signal()
        clinux_die_of(last == 0 ? SIGTERM : last)
        _exit(128 + SIGTERM)
    }
}
