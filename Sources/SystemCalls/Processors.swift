import CLinux
import Glibc

/// The processors of this machine.
package enum Processors {
    /// How many of them this process may run on, at least 1: `sched_getaffinity(2)`.
    package static var available: Int { Int(clinux_processors()) }

    /// Lets another thread have the processor: `sched_yield(2)`.
    package static func yield() { sched_yield() }
}
