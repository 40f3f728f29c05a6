/// The generator's own costs, and how promptly it worked: they show whether the server or the
/// generator was slow.
package struct SelfWatch: Equatable, Sendable {
    /// Processes that generated load.
    package var processes: UInt64 = 0
    /// Wall-clock time, the sum over processes, in nanoseconds.
    package var wall: UInt64 = 0
    /// CPU time in user mode, the sum over processes, in nanoseconds.
    package var user: UInt64 = 0
    /// CPU time in the kernel, the sum over processes, in nanoseconds.
    package var system: UInt64 = 0
    /// CPU time spent polling until a slot was due, in nanoseconds. It delays nothing.
    package var spun: UInt64 = 0
    /// The largest CPU share of a process, in thousandths of a core, without polling.
    package var busiest: UInt64 = 0
    /// Time that processes were ready to run and waited for a processor, in nanoseconds.
    package var runDelay: UInt64 = 0
    /// Times that the kernel took the processor from a process that still had work.
    package var involuntarySwitches: UInt64 = 0
    /// Times that a process gave up the processor to wait.
    package var voluntarySwitches: UInt64 = 0
    /// Largest resident memory of any process, in bytes.
    package var residentBytes: UInt64 = 0

    /// Costs of nothing.
    package init() {}

    /// CPU seconds per wall-clock second and process, without polling: 1 is a whole core.
    package var share: Double {
        wall == 0 ? 0 : Double(user + system - min(spun, user + system)) / Double(wall)
    }

    /// The share of time in which a process was ready to run and waited for a processor.
    package var starvedShare: Double { wall == 0 ? 0 : Double(runDelay) / Double(wall) }

    /// The CPU share of the busiest process: 1 is a whole core.
    package var busiestShare: Double { Double(busiest) / 1000 }

    /// Adds the costs of another process.
    package mutating func add(_ other: SelfWatch) {
        let (busy, resident) = (
            max(busiest, other.busiest), max(residentBytes, other.residentBytes)
        )
        for field in Self.fields { self[keyPath: field.path] += other[keyPath: field.path] }
        busiest = busy
        residentBytes = resident
    }

    /// The plain counts by their names in results.
    static var fields: [(name: String, path: WritableKeyPath<SelfWatch, UInt64>)] {
        [
            ("processes", \.processes), ("wall_ns", \.wall), ("cpu_user_ns", \.user),
            ("cpu_system_ns", \.system), ("cpu_spun_ns", \.spun),
            ("busiest_permille", \.busiest),
            ("run_delay_ns", \.runDelay), ("involuntary_switches", \.involuntarySwitches),
            ("voluntary_switches", \.voluntarySwitches), ("resident_bytes", \.residentBytes),
        ]
    }
}
