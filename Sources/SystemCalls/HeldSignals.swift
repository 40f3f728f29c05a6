import CLinux
import Glibc
import SystemPackage

/// The signals of a process that only takes them, one after another, and forwards them to a child:
/// `sigwaitinfo(2)`.
///
/// SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2 and SIGCHLD are blocked while this exists.
@safe package struct HeldSignals: ~Copyable {
    /// Blocks the signals. Call it before starting the first child, in a process with a single
    /// thread.
    package init() throws(SystemError) {
        try retrying("sigprocmask") { clinux_hold_signals() }
    }

    deinit { clinux_release_signals() }

    /// Starts this program once more, with the same arguments and environment and with signals as
    /// they were before: `vfork(2)`, `execv(3)`. The child is sent SIGTERM when this process ends.
    ///
    /// `fork(2)` alone does not suffice: Swift's locks in the child would identify its thread by
    /// the parent's thread id, and fail once a second thread exists (decision 0010).
    /// - Throws: the error of `execv(3)`, `ENOENT` without `/proc`.
    package func startAgain() throws(SystemError) -> ProcessID {
        var number: pid_t = 0
        let error = unsafe clinux_start_again(CommandLine.unsafeArgv, &number)
        if error != 0 { throw SystemError(call: "execv", errno: Errno(rawValue: error)) }
        return ProcessID(number)
    }

    /// Waits for a signal and forwards it to `child`, which must not have been collected. SIGCHLD
    /// is not forwarded: it reports the end of a child.
    ///
    /// Nor is a SIGINT from the kernel: Ctrl-C sends one to every process of the terminal's
    /// foreground group, including the child, which would take a second one as a request to end at
    /// once.
    package func passNext(to child: ProcessID) {
        var isByKernel: Int32 = 0
        let outcome = retrying { unsafe clinux_next_signal(&isByKernel) }
        guard case .success(let number) = outcome, number != SIGCHLD else { return }
        if number == SIGINT && isByKernel != 0 { return }
        _ = kill(child.number, number)
    }
}
