import SystemCalls
import Testing

@testable import Sockets

/// What is done about connections that wait for a place, and how often.
@Suite struct CrowdingTests {
    private static let start = Instant(nanoseconds: 5_000_000_000)

    private static func after(_ seconds: Double) -> Instant {
        Instant(nanoseconds: start.nanoseconds + Int64((seconds * 1000).rounded()) * 1_000_000)
    }

    private struct Check {
        let seconds: Double
        let isWaitedFor: Bool
        var asks = false
        var warns = false
    }

    private func run(_ crowding: Crowding, _ checks: [Check]) {
        var crowding = crowding
        for check in checks {
            let now = Self.after(check.seconds)
            #expect(crowding.nextCheck(after: now) == nil, "\(check.seconds) s")
            let response = crowding.saw(isWaitedFor: check.isWaitedFor, at: now)
            #expect(
                response == Crowding.Response(asksToYield: check.asks, warns: check.warns),
                "\(check.seconds) s")
        }
    }

    /// Where all places are taken, the first one that waits counts. Places that are free for a
    /// moment in between, seen or not, do not make it begin anew.
    @Test func places() {
        run(
            .ofPlaces(4, requestInterval: 1),
            [
                Check(seconds: 0, isWaitedFor: true, asks: true, warns: true),
                Check(seconds: 1, isWaitedFor: true, asks: true),
                Check(seconds: 2, isWaitedFor: false),
                Check(seconds: 2, isWaitedFor: true, asks: true),
                Check(seconds: 59.9, isWaitedFor: true, asks: true),
                Check(seconds: 60.9, isWaitedFor: true, asks: true, warns: true),
                Check(seconds: 61.9, isWaitedFor: true, asks: true),
            ])
    }

    @Test func placesAreNotCheckedBetweenRequests() {
        var crowding = Crowding.ofPlaces(4, requestInterval: 1)
        _ = crowding.saw(isWaitedFor: true, at: Self.start)
        #expect(crowding.nextCheck(after: Self.after(0.999)) == Self.after(1))
        #expect(crowding.nextCheck(after: Self.after(1)) == nil)
        #expect(crowding.warning == "All 4 connections are in use, others wait")
    }

    /// A connection that is accepted within 20 ms was not left waiting.
    @Test func workers() {
        run(
            .ofWorkers(),
            [
                Check(seconds: 0, isWaitedFor: true),
                Check(seconds: 0.02, isWaitedFor: false),
                Check(seconds: 0.03, isWaitedFor: true),
                Check(seconds: 0.05, isWaitedFor: true, asks: true, warns: true),
                Check(seconds: 0.15, isWaitedFor: true, asks: true),
                Check(seconds: 0.25, isWaitedFor: false),
                Check(seconds: 60, isWaitedFor: true),
                Check(seconds: 60.02, isWaitedFor: true, asks: true),
                Check(seconds: 60.12, isWaitedFor: true, asks: true, warns: true),
            ])
    }

    @Test func workersAreCheckedAgainAfterAMoment() {
        var crowding = Crowding.ofWorkers()
        #expect(!crowding.isSuspected)
        _ = crowding.saw(isWaitedFor: true, at: Self.start)
        #expect(crowding.isSuspected)
        #expect(crowding.nextCheck(after: Self.after(0.019)) == Self.after(0.02))
        _ = crowding.saw(isWaitedFor: true, at: Self.after(0.02))
        #expect(crowding.nextCheck(after: Self.after(0.119)) == Self.after(0.12))
    }

    /// Once a minute, whatever happens in between.
    @Test func warningPace() {
        var pace = WarningPace()
        let allowed = (0..<13_514).filter { pace.allows(at: Self.after(Double($0) / 100)) }
        #expect(allowed == [0, 6000, 12_000])
    }
}
