import Glibc
import SystemPackage

extension Processes {
    /// Whether the process group that `leader` led has a member left: `kill(2)` with signal 0. An
    /// uncollected zombie counts as a member.
    package static func hasGroup(_ leader: ProcessID) -> Bool {
        precondition(leader.number > 1, "not a process group of a child")
        if Glibc.kill(-leader.number, 0) == 0 { return true }
        return currentErrno == .notPermitted
    }
}
