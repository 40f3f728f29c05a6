/// What the generator cost its own machine, and how promptly it did its work: the answer to "was it
/// my server, or my generator?"
package struct SelfWatch: Equatable, Sendable {
    /// Processes that generated load.
    package var processes: UInt64 = 0
    /// Wall-clock time of all processes together, in nanoseconds.
    package var wall: UInt64 = 0
    /// CPU time in user mode, of all processes, in nanoseconds.
    package var user: UInt64 = 0
    /// CPU time in the kernel, of all processes, in nanoseconds.
    package var system: UInt64 = 0
    /// CPU time spent spinning for a slot to fall due: it is no work and delays nothing.
    package var spun: UInt64 = 0
    /// The highest CPU share of any process, spinning left out, in thousandths.
    package var busiest: UInt64 = 0
    /// Time that processes could have run and had to wait for a processor, in nanoseconds.
    package var runDelay: UInt64 = 0
    /// Times that the kernel took the CPU away from a process that still had work.
    package var involuntarySwitches: UInt64 = 0
    /// Times that a process gave the CPU up to wait.
    package var voluntarySwitches: UInt64 = 0
    /// Largest resident memory of any process, in bytes.
    package var residentBytes: UInt64 = 0

    /// Nothing measured yet.
    package init() {}

    /// CPU seconds per wall-clock second and process, spinning left out: 1 is all of a core.
    package var share: Double {
        wall == 0 ? 0 : Double(user + system - min(spun, user + system)) / Double(wall)
    }

    /// The part of the time in which a process could have run and had to wait for a processor.
    package var starvedShare: Double { wall == 0 ? 0 : Double(runDelay) / Double(wall) }

    /// The share of the busiest process.
    package var busiestShare: Double { Double(busiest) / 1000 }

    /// Adds what another process has seen.
    package mutating func add(_ other: SelfWatch) {
        let (busy, resident) = (
            max(busiest, other.busiest), max(residentBytes, other.residentBytes)
        )
        for field in Self.fields { self[keyPath: field.path] += other[keyPath: field.path] }
        busiest = busy
        residentBytes = resident
    }

    /// The plain counts under their names in results.
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
