internal import Logging
internal import SystemCalls

/// The assignment's core: P processes, each making R requests one after another.
package struct ClientRun {
    private let plan: ClientPlan
    private let sink: ResponseSink

    /// A run whose processes all dump their responses into `sink`.
    package init(_ plan: ClientPlan, sink: ResponseSink) {
        self.plan = plan
        self.sink = sink
    }

    /// Forks the processes, waits for all of them and logs how each ended. The kernel kills them
    /// when this process ends, whatever ends it.
    ///
    /// - Returns: the exit status of the first process to end without success; 0 when all
    ///   succeeded.
    package func run() -> Int32 {
        var children: [ProcessID] = []
        var status = ExitStatus.success
        let parent = ProcessID.current
        for _ in 0..<plan.processes {
            switch Result(catching: { () throws(SystemError) in try Processes.fork() }) {
            case .success(.child):
                Processes.dieWithParent(parent)
                Processes.exitNow(ClientProcess(plan, sink: sink).run())
            case .success(.parent(let child)): children.append(child)
            case .failure(let error):
                StandardError.line("thor: cannot start a process: \(error)")
                status = ExitStatus.system
            }
        }
        for _ in children {
            guard let (child, end) = Processes.waitAny() else { break }
            let childStatus =
                switch end {
                case .exited(let status): status
                case .signalled(let signal): 128 + signal
                }
            plan.log.debug("Process \(child.number) terminated with exit status \(childStatus)")
            if status == ExitStatus.success { status = childStatus }
        }
        return status
    }
}
