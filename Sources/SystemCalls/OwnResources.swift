import CLinux
import Glibc

/// What this process has used, and how it may be treated: `getrusage(2)`, `prctl(2)`,
/// `setrlimit(2)`.
package enum OwnResources {
    /// CPU time and context switches of this process since it began.
    package struct Usage: Sendable {
        /// CPU time in user mode and in the kernel, in nanoseconds.
        package var user: Int64 = 0, system: Int64 = 0
        /// Times it waited, and times the CPU was taken away from it.
        package var voluntarySwitches: Int64 = 0, involuntarySwitches: Int64 = 0
        /// Nanoseconds that it could have run and had no processor: `/proc/self/schedstat`.
        package var runDelay: Int64 = 0
    }

    /// `getrusage(2)` of this process.
    package static var usage: Usage {
        var usage = Usage()
        unsafe clinux_usage(
            &usage.user, &usage.system, &usage.voluntarySwitches, &usage.involuntarySwitches)
        usage.runDelay = clinux_run_delay()
        return usage
    }

    /// Resident memory at its highest, in bytes.
    package static var peakResidentBytes: Int64 { clinux_peak_resident() }

    /// Processors that this process may run on.
    package static var processors: Int { Int(clinux_processors()) }

    /// Descriptors that this process may have at the same time.
    package static var descriptorLimit: Int { Int(clinux_descriptor_limit()) }

    /// Lets this process have as many descriptors as it may; returns how many.
    @discardableResult
    package static func raiseDescriptorLimit() -> Int { Int(clinux_raise_descriptor_limit()) }

    /// Wakes this process when a wait is over instead of up to 50 us later.
    package static func sharpenTimers() { _ = clinux_sharpen_timers() }

    /// Ends this process with `SIGKILL` when `parent` goes, or if it has gone already.
    package static func dieWithParent(_ parent: ProcessID) {
        _ = clinux_die_with_parent(parent.number)
    }

    /// Columns of the terminal on `descriptor`, nil when it is no terminal.
    package static func terminalColumns(_ descriptor: Int32) -> Int? {
        let columns = Int(clinux_terminal_columns(descriptor))
        return columns > 0 ? columns : nil
    }

    /// Sleeps for so many nanoseconds: `clock_nanosleep(2)`. A signal ends it early.
    package static func sleep(nanoseconds: Int64) {
        var time = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        _ = unsafe clock_nanosleep(CLOCK_MONOTONIC, 0, &time, nil)
    }

    /// The natural logarithm: `log(3)`.
    package static func logarithm(_ value: Double) -> Double { Glibc.log(value) }

    /// The exponential function: `exp(3)`.
    package static func exponential(_ value: Double) -> Double { Glibc.exp(value) }

    /// The angle in radians that has this tangent: `atan(3)`.
    package static func arcTangent(_ value: Double) -> Double { Glibc.atan(value) }

    /// The complementary error function: `erfc(3)`.
    package static func complementaryError(_ value: Double) -> Double { Glibc.erfc(value) }
}

/// SIGINT and SIGTERM as something to read: `signalfd(2)`. SIGPIPE is ignored from then on.
package struct StopDescriptor: ~Copyable {
    private let descriptor: Descriptor

    /// Blocks both signals and opens the descriptor.
    package init() throws(SystemError) {
        let number = try retrying("signalfd") { clinux_stop_descriptor() }
        descriptor = Descriptor(adopting: number)
    }

    /// For waiting.
    package var number: Int32 { descriptor.number }

    /// Takes a signal that has arrived; false when none has.
    package func take() -> Bool { clinux_take_stop(descriptor.number) != 0 }
}

/// A lock that processes forked from one another share: `fcntl(2)` on a `memfd_create(2)` file.
package struct ProcessLock: ~Copyable {
    private let descriptor: Descriptor

    /// A free lock.
    package init() throws(SystemError) {
        descriptor = Descriptor(adopting: try retrying("memfd_create") { clinux_lock_file() })
    }

    /// Waits for the lock and takes it. The end of the process gives it back.
    package func lock() throws(SystemError) {
        try retrying("fcntl") { clinux_lock(descriptor.number) }
    }

    /// Gives the lock back.
    package func unlock() throws(SystemError) {
        try retrying("fcntl") { clinux_unlock(descriptor.number) }
    }
}

extension Descriptor {
    /// Opens a file that a user named, to write it anew: `open(2)`, `O_CREAT | O_TRUNC`.
    package static func openForWriting(_ path: String) throws(SystemError) -> Descriptor {
        Descriptor(
            adopting: try retrying("open") {
                unsafe path.withCString { unsafe clinux_open_write($0) }
            })
    }

    /// A connected `unix(7)` stream socket.
    package static func connectedLocally(to path: String) throws(SystemError) -> Descriptor {
        Descriptor(
            adopting: try retrying("connect") {
                unsafe path.withCString { unsafe clinux_connect_local($0) }
            })
    }
}
