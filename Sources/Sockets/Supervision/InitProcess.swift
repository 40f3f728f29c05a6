import SystemCalls

/// The duties of process 1 in a PID namespace, such as a container's. Process 1 must collect every
/// orphan of its namespace, such as a background process of a script. So a server that runs as
/// process 1 starts itself again as a child. Process 1 then only collects orphans and forwards
/// signals, and in every model the server has only the children that it started.
package enum InitProcess {
    /// Exit status for a process ended by a signal: this plus the signal's number, as in shells.
    private static let signalled: Int32 = 128

    /// Returns at once in a process that is not process 1. In process 1 it does not return: it
    /// exits when the server has ended, with the same status, or with 128 plus the number of the
    /// signal that ended it. The kernel then kills what still runs in the namespace.
    ///
    /// Call it before opening anything: a listening socket that process 1 also held would stay open
    /// after the server closes it. Without `/proc` the server cannot be started again; then process
    /// 1 returns and serves itself.
    package static func runIfNeeded() {
        guard ProcessID.current.number == 1, let status = try? supervise() else { return }
        Processes.exitNow(status)
    }

    /// Starts the server and waits for its end.
    private static func supervise() throws(SystemError) -> Int32 {
        let signals = try HeldSignals()
        let server = try signals.startAgain()
        while true {
            while let (process, end) = Processes.reapAny() {
                if process == server { return status(end) }
            }
            signals.passNext(to: server)
        }
    }

    private static func status(_ end: ProcessEnd) -> Int32 {
        switch end {
        case .exited(let status): status
        case .signalled(let signal): signalled + signal
        }
    }
}
