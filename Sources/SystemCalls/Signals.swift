import CLinux
import Glibc
import SystemPackage

/// The signals that end a server: counted by a handler, seen by whoever waits.
///
/// SIGINT, SIGTERM and SIGHUP count; they, a parent's orders (SIGUSR1, SIGUSR2) and SIGCHLD are
/// blocked except inside `PollSet.wait`, which they interrupt; so no signal arrives between looking
/// at the count and going to sleep. SIGPIPE is ignored.
package enum StopSignals {
    /// Starts counting. To be called once, before the first wait.
    package static func watch() throws(SystemError) {
        try retrying("sigaction") { clinux_watch_signals() }
    }

    /// Stop signals received so far. A second one means: at once.
    package static var count: Int { Int(clinux_stop_count()) }

    /// Whether the parent has given this child up.
    package static var isAbandoned: Bool { clinux_is_abandoned() != 0 }

    /// Whether the parent has asked for room since this was read last.
    package static func takeYieldRequest() -> Bool { clinux_take_yield_request() != 0 }

    /// To be called in a forked child: it has received none yet, whatever its parent has, and heeds
    /// its parent's orders from now on.
    package static func becomeChild() { clinux_become_child() }

    /// Ends this process as the last stop signal would have done had nobody handled it, so that a
    /// shell sees the true cause.
    package static func die() -> Never {
        let last = clinux_last_stop_signal()
        clinux_die_of(last == 0 ? SIGTERM : last)
        _exit(128 + SIGTERM)
    }
}
