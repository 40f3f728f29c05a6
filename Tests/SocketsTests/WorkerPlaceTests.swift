import SystemCalls
import Testing

@testable import Sockets

/// When the next worker starts after one has died, or could not be started.
@Suite struct WorkerPlaceTests {
    private static let begin = Instant(nanoseconds: 7_000_000_000)

    private static func after(milliseconds: Int64) -> Instant {
        Instant(nanoseconds: begin.nanoseconds + milliseconds * 1_000_000)
    }

    private enum Event {
        /// A worker takes the place.
        case taken
        /// It dies.
        case lost
        /// None can be started.
        case failed
    }

    private struct Step {
        let milliseconds: Int64
        let event: Event
        /// When the next worker starts; nil while there is one.
        let next: Int64?
    }

    private func run(_ steps: [Step]) throws {
        var place = WorkerPlace()
        // Any process that is there; nothing is done to it.
        let process = ProcessID.current
        #expect(try #require(place.nextStart) <= Self.begin, "at once")
        for step in steps {
            let now = Self.after(milliseconds: step.milliseconds)
            switch step.event {
            case .taken: place.take(process, at: now)
            case .lost: place.lose(at: now)
            case .failed: place.postpone(from: now)
            }
            #expect(
                place.nextStart == step.next.map(Self.after(milliseconds:)),
                "\(step.event) after \(step.milliseconds) ms")
            #expect((place.process == nil) == (step.event != .taken))
        }
    }

    /// Each death within a second puts the next start off by twice as much, up to two seconds.
    @Test func dyingYoung() throws {
        try run([
            Step(milliseconds: 0, event: .taken, next: nil),
            Step(milliseconds: 10, event: .lost, next: 60),
            Step(milliseconds: 60, event: .taken, next: nil),
            Step(milliseconds: 60, event: .lost, next: 160),
            Step(milliseconds: 160, event: .taken, next: nil),
            Step(milliseconds: 200, event: .lost, next: 400),
            Step(milliseconds: 400, event: .taken, next: nil),
            Step(milliseconds: 400, event: .lost, next: 800),
            Step(milliseconds: 800, event: .taken, next: nil),
            Step(milliseconds: 800, event: .lost, next: 1600),
            Step(milliseconds: 1600, event: .taken, next: nil),
            Step(milliseconds: 1600, event: .lost, next: 3200),
            Step(milliseconds: 3200, event: .taken, next: nil),
            Step(milliseconds: 4199, event: .lost, next: 6199),
            Step(milliseconds: 6199, event: .taken, next: nil),
            Step(milliseconds: 6200, event: .lost, next: 8200),
        ])
    }

    /// One that has lived for a second is replaced at once, and the next death is the first again.
    @Test func dyingOld() throws {
        try run([
            Step(milliseconds: 0, event: .taken, next: nil),
            Step(milliseconds: 1000, event: .lost, next: 1000),
            Step(milliseconds: 1005, event: .taken, next: nil),
            Step(milliseconds: 1006, event: .lost, next: 1056),
            Step(milliseconds: 1060, event: .taken, next: nil),
            Step(milliseconds: 1061, event: .lost, next: 1161),
            Step(milliseconds: 1161, event: .taken, next: nil),
            Step(milliseconds: 9000, event: .lost, next: 9000),
            Step(milliseconds: 9000, event: .taken, next: nil),
            Step(milliseconds: 9001, event: .lost, next: 9051),
        ])
    }

    @Test func failingToStart() throws {
        try run([
            Step(milliseconds: 0, event: .failed, next: 50),
            Step(milliseconds: 50, event: .failed, next: 150),
            Step(milliseconds: 150, event: .taken, next: nil),
            Step(milliseconds: 200, event: .lost, next: 400),
        ])
    }

    @Test func announcements() {
        var place = WorkerPlace()
        place.take(.current, at: Self.begin)
        place.lose(at: Self.after(milliseconds: 1500))
        #expect(place.announcement == "at once")
        place.postpone(from: Self.after(milliseconds: 1500))
        #expect(place.announcement == "in 0.05 s")
    }
}
