import SystemCalls

/// Process 1 of a PID namespace, as a container has it.
///
/// Process 1 has to collect every orphan of its namespace, such as a process that a script has left
/// running. So a server that finds itself to be process 1 starts itself once more as a child, and
/// process 1 does nothing but collect orphans and pass signals on. In every model the server then
/// has no children but those that it has started.
package enum FirstProcess {
    /// Status of a process that a signal ended, as shells have it: this and the signal's number.
    private static let signalled: Int32 = 128

    /// Does nothing in a process that is not process 1. Process 1 does not return: it ends when the
    /// server has ended, with the same status, or with 128 and the number of the signal that ended
    /// it. The kernel kills what still runs in the namespace then.
    ///
    /// To be called before anything is opened: a listening socket that process 1 had as well would
    /// stay open when the server closes it. Without `/proc` the server cannot be started again, and
    /// this process serves as any other would.
    package static func attend() {
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
