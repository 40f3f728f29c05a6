import CLinux

extension Processes {
    /// Makes the kernel end this process with SIGKILL when its parent ends: `prctl(2)`
    /// `PR_SET_PDEATHSIG`. If the parent has ended already, this process ends at once with status
    /// 137.
    /// - Parameter parent: the process that has forked this one.
    package static func dieWithParent(_ parent: ProcessID) {
        _ = clinux_die_with_parent(parent.number)
    }
}
