import CLinux

/// CPU time and context switches of this process since it began: `getrusage(2)` `RUSAGE_SELF`.
/// Children are not included.
package struct ResourceUsage: Sendable {
    /// CPU time in user mode and in the kernel, in nanoseconds, counted in microseconds.
    package private(set) var user: Int64 = 0, system: Int64 = 0
    /// Context switches: those in which the process began to wait, and those in which the kernel
    /// gave the processor to another one.
    package private(set) var voluntarySwitches: Int64 = 0, involuntarySwitches: Int64 = 0
    /// Nanoseconds in which the process was ready to run and had no processor, from
    /// `/proc/self/schedstat`. 0 where the kernel does not keep that count.
    package private(set) var runDelay: Int64 = 0

    /// The usage so far.
    package static var current: ResourceUsage {
        var usage = ResourceUsage()
        unsafe clinux_usage(
            &usage.user, &usage.system, &usage.voluntarySwitches, &usage.involuntarySwitches)
        usage.runDelay = clinux_run_delay()
        return usage
    }

    /// The most memory that has been resident at a time, in bytes: `ru_maxrss`. After `execve(2)`
    /// it includes what the process was before.
    package static var peakResidentBytes: Int64 { clinux_peak_resident() }
}
