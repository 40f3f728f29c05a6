import Synchronization
import SystemCalls
import Testing

/// What work owned has ended when its end is reported: a loop that hears of it may rely on it, and
/// may go to sleep for long.
@Suite struct FinishedWorkTests {
    /// Sets a flag when it ends, which takes it a while.
    private final class Owned: Sendable {
        private let hasEnded: Flag
        init(_ hasEnded: Flag) { self.hasEnded = hasEnded }
        deinit {
            var nothing = PollSet()
            _ = try? nothing.wait(until: Instant.now.advanced(bySeconds: 0.02))
            hasEnded.set()
        }
        func use() {}
    }

    private final class Flag: Sendable {
        private let value = Atomic(false)
        func set() { value.store(true, ordering: .releasing) }
        var isSet: Bool { value.load(ordering: .acquiring) }
    }

    /// Submits work that alone owns something.
    private func submit(_ token: UInt64, to background: BackgroundWork, _ flag: Flag) {
        let owned = Owned(flag)
        #expect(background.submit(token) { owned.use() })
    }

    private func awaitFinished(_ background: BackgroundWork) throws -> [UInt64] {
        var poll = PollSet()
        poll.add(background.number, .readable)
        #expect(try poll.wait(until: Instant.now.advanced(bySeconds: 20)))
        return background.takeFinished()
    }

    @Test func endsBeforeItIsReported() throws {
        let background = try BackgroundWork(mostThreads: 1)
        for token in 0..<5 {
            let flag = Flag()
            submit(UInt64(token), to: background, flag)
            #expect(try awaitFinished(background) == [UInt64(token)])
            #expect(flag.isSet)
        }
    }

    /// Also while other work waits.
    @Test func isNotKeptByWhatWaits() throws {
        let background = try BackgroundWork(mostThreads: 1)
        let (flag, gate, begin) = (Flag(), Semaphore(), Semaphore())
        #expect(background.submit(0) { _ = begin.wait(until: .distantFuture) })
        submit(1, to: background, flag)
        #expect(background.submit(2) { _ = gate.wait(until: .distantFuture) })
        #expect(background.submit(3) {})
        begin.post()
        var finished: [UInt64] = []
        while !finished.contains(1) { finished += try awaitFinished(background) }
        #expect(flag.isSet)
        gate.post()
        while finished.count < 4 { finished += try awaitFinished(background) }
    }
}
