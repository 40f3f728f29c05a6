import CLinux
import Glibc
import SystemPackage

/// The signals that end a server: counted by a handler, seen by whoever waits.
///
/// SIGINT and SIGTERM count, and SIGHUP when it tells that the terminal has gone (decision 0008);
/// they, a parent's orders (SIGUSR1, SIGUSR2) and SIGCHLD are blocked except inside `PollSet.wait`
/// and `ExclusiveWait.wait`, which they interrupt; so no signal arrives between looking at the
/// count and going to sleep. SIGPIPE and SIGXFSZ are ignored.
///
/// In a thread with `ThreadOrders` all of this tells what those say.
package enum StopSignals {
    /// Starts counting. To be called once, by the main thread, before the first wait.
    package static func watch() throws(SystemError) {
        try retrying("sigaction") { clinux_watch_signals() }
    }

    /// Ignores SIGXFSZ: a write beyond the limit of a file's size (`RLIMIT_FSIZE`) then fails with
    /// `EFBIG` instead of ending this process. `watch` does so, too.
    package static func ignoreSizeLimit() { _ = clinux_ignore_size_limit() }

    /// Stop signals received so far. A second one means: at once.
    package static var count: Int { Int(clinux_stop_count()) }

    /// Whether the parent has given this child up.
    package static var isAbandoned: Bool { clinux_is_abandoned() != 0 }

    /// Whether the parent has asked for room since this was read last.
    package static func takeYieldRequest() -> Bool { clinux_take_yield_request() != 0 }

    /// Whether SIGHUP has asked to reopen logs since this was read last.
    package static func takeReopenRequest() -> Bool { clinux_take_reopen_request() != 0 }

    /// To be called in a forked child: it has received none yet, whatever its parent has, and heeds
    /// its parent's orders from now on.
    package static func becomeChild() { clinux_become_child() }

    /// Has this process told to stop when `parent` ends without having told it: `prctl(2)`
    /// `PR_SET_PDEATHSIG`.
    package static func stopWithParent(_ parent: ProcessID) {
        _ = clinux_end_with_parent(parent.number)
    }

    /// Ends a wait of the main thread, which looks around then.
    package static func wakeMain() { clinux_wake_main() }

    /// Ends this process as the last stop signal would have done had nobody handled it, so that a
    /// shell sees the true cause.
    package static func die() -> Never {
        let last = clinux_last_stop_signal()
        clinux_die_of(last == 0 ? SIGTERM : last)
        _exit(128 + SIGTERM)
    }
}

/// What the main thread tells one of the others, as a parent process tells a child by signals.
@safe package final class ThreadOrders: @unchecked Sendable {
    private let orders: OpaquePointer

    /// No orders yet.
    package init() {
        guard let created = unsafe clinux_orders_create() else {
            preconditionFailure("out of memory")
        }
        unsafe orders = created
    }

    deinit { unsafe clinux_orders_destroy(orders) }

    /// Makes `StopSignals` mean these in the thread that calls it, until it says `leave`.
    package func heed() { unsafe clinux_heed(orders) }

    /// The calling thread heeds no orders any more. None may be given from then on.
    package static func leave() { clinux_heed_nothing() }

    /// Tells the thread to stop, as SIGTERM tells a process.
    package func stop() { unsafe clinux_order(orders, clinux_order_stop) }

    /// Gives the thread up: it is to end what it does at once.
    package func abandon() { unsafe clinux_order(orders, clinux_order_abandon) }

    /// Asks the thread to give way if its client is silent.
    package func askToYield() { unsafe clinux_order(orders, clinux_order_yield) }
}
