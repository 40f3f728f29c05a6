import CLinux
import Glibc
import SystemPackage

/// The signals of a process that does nothing but take them, one after another, and pass them on to
/// a child: `sigwaitinfo(2)`.
///
/// SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2 and SIGCHLD are blocked while this exists.
@safe package struct HeldSignals: ~Copyable {
    /// Blocks the signals. To be called before the first child is started, in a process with a
    /// single thread.
    package init() throws(SystemError) {
        try retrying("sigprocmask") { clinux_hold_signals() }
    }

    deinit { clinux_release_signals() }

    /// Starts this program once more, with the same arguments and environment and with signals as
    /// they were before: `vfork(2)`, `execv(3)`. The child is sent SIGTERM when this process ends.
    ///
    /// Not by `fork(2)` alone: in a forked process Swift's locks know the thread by the id of its
    /// parent's, and fail once there is a second thread (decision 0010).
    /// - Throws: the error of `execv(3)`, `ENOENT` without `/proc`.
    package func startAgain() throws(SystemError) -> ProcessID {
        var number: pid_t = -1
        let error = unsafe clinux_start_again(CommandLine.unsafeArgv, &number)
        if error != 0 {
            Processes.collectFailed(number)
            throw SystemError(call: "execv", errno: Errno(rawValue: error))
        }
        return ProcessID(number)
    }

    /// Waits for a signal and passes it on to `child`, which has not been collected. SIGCHLD is not
    /// passed on: it says that a child has ended.
    ///
    /// Nor is a SIGINT of the kernel: Ctrl-C sends one to each process of the terminal's foreground
    /// group, to the child as well, and a second one would have another meaning.
    package func passNext(to child: ProcessID) {
        var isByKernel: Int32 = 0
        let outcome = retrying { unsafe clinux_next_signal(&isByKernel) }
        guard case .success(let number) = outcome, number != SIGCHLD else { return }
        if number == SIGINT && isByKernel != 0 { return }
        _ = kill(child.number, number)
    }
}
