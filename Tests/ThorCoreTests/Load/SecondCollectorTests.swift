import Testing

@testable import ThorCore

@Suite struct SecondCollectorTests {
    @Test func secondsOfSeveralProcessesAreAddedUpInOrder() {
        var collector = SecondCollector(processes: 2)
        func report(_ number: UInt64, _ sent: UInt64) -> SecondReport {
            var report = SecondReport(number: number, length: 1_000_000_000 + sent)
            report.sent = sent
            return report
        }
        collector.add(report(1, 10))
        collector.add(report(0, 1))
        #expect(collector.takeComplete().isEmpty)
        collector.add(report(1, 20))
        #expect(collector.takeComplete().isEmpty, "second 0 comes first")
        collector.add(report(0, 2))
        let complete = collector.takeComplete()
        #expect(complete.map(\.number) == [0, 1])
        #expect(complete.map(\.sent) == [3, 30])
        #expect(complete.map(\.length) == [1_000_000_002, 1_000_000_020])
        // One that is gone is not waited for.
        collector.add(report(2, 5))
        collector.lost()
        #expect(collector.takeComplete().map(\.sent) == [5])
        collector.add(report(3, 7))
        collector.add(report(3, 8))
        #expect(collector.takeRest().map(\.sent) == [15])
        #expect(collector.takeRest().isEmpty)
    }
}
