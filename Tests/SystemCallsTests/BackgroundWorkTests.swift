import Testing

@testable import SystemCalls

/// Work in threads: in which order, in how many, and how its end is learnt.
@Suite struct BackgroundWorkTests {
    /// What the bodies of jobs have noted.
    private struct Notes {
        var order: [UInt64] = []
        var running = 0
        var most = 0
    }

    private let notes = Guarded(Notes())

    /// The tokens of finished work, in the order in which it finished, once there are so many.
    private func tokens(_ count: Int, of work: BackgroundWork) throws -> [UInt64] {
        var poll = PollSet()
        poll.add(work.number, .readable)
        let limit = Instant.now.advanced(bySeconds: 20)
        var found: [UInt64] = []
        while found.count < count, Instant.now < limit {
            guard try poll.wait(until: limit) else { continue }
            found += work.takeFinished()
        }
        return found
    }

    @Test func inOrder() throws {
        let work = try BackgroundWork(mostThreads: 1)
        let numbers = Array(UInt64(0)..<200)
        for number in numbers {
            let isTaken = work.submit(number) { notes.withLock { $0.order.append(number) } }
            #expect(isTaken)
        }
        #expect(try tokens(numbers.count, of: work) == numbers)
        #expect(notes.withLock { $0.order } == numbers)
    }

    /// Each token once, whatever number of threads.
    @Test(arguments: [1, 3, BackgroundWork.maximumThreads]) func eachOnce(threads: Int) throws {
        let work = try BackgroundWork(mostThreads: threads)
        for round in 0..<5 {
            let numbers = Array(UInt64(round * 100)..<UInt64(round * 100 + 100))
            for number in numbers {
                let isTaken = work.submit(number) {}
                #expect(isTaken)
            }
            #expect(try tokens(numbers.count, of: work).sorted() == numbers)
            #expect(work.takeFinished().isEmpty)
        }
    }

    /// As many jobs at a time as there may be threads: all of them, and no more.
    @Test func threadBound() throws {
        let threads = 3
        let work = try BackgroundWork(mostThreads: threads)
        let (begun, mayEnd) = (Semaphore(), Semaphore())
        let job = { @Sendable in
            notes.withLock {
                $0.running += 1
                $0.most = max($0.most, $0.running)
            }
            begun.post()
            _ = mayEnd.wait(until: .distantFuture)
            notes.withLock { $0.running -= 1 }
        }
        for number in 0..<10 { #expect(work.submit(UInt64(number), job)) }
        let limit = Instant.now.advanced(bySeconds: 20)
        for number in 0..<threads { #expect(begun.wait(until: limit), "\(number)") }
        // One that waits begins when another one ends, not before.
        for _ in threads..<10 {
            mayEnd.post()
            #expect(begun.wait(until: limit))
        }
        for _ in 0..<threads { mayEnd.post() }
        #expect(try tokens(10, of: work).count == 10)
        #expect(notes.withLock { $0.most } == threads)
    }

    /// The caller has to do it.
    @Test func noThread() throws {
        let work = try BackgroundWork(mostThreads: 0)
        let isTaken = work.submit(1) { notes.withLock { $0.order.append(1) } }
        #expect(!isTaken && work.takeFinished().isEmpty)
        var poll = PollSet()
        poll.add(work.number, .readable)
        #expect(try !poll.wait(until: .now))
        #expect(notes.withLock { $0.order }.isEmpty)
    }

    /// The descriptor stays readable until all has been taken, and is not afterwards.
    @Test func readable() throws {
        let work = try BackgroundWork(mostThreads: 1)
        let isTaken = work.submit(7) {}
        #expect(isTaken)
        var poll = PollSet()
        poll.add(work.number, .readable)
        let limit = Instant.now.advanced(bySeconds: 20)
        for _ in 0..<2 { #expect(try poll.wait(until: limit)) }
        #expect(work.takeFinished() == [7])
        #expect(try !poll.wait(until: .now))
        #expect(work.takeFinished().isEmpty)
    }

    /// Something that a job holds.
    private final class Held: Sendable {
        private let atEnd: @Sendable () -> Void

        init(_ atEnd: @escaping @Sendable () -> Void) { self.atEnd = atEnd }

        deinit { atEnd() }

        func touch() {}
    }

    /// What a job holds is given up before its end can be learnt: what that ends in turn, such as a
    /// process, is known by then.
    @Test func nothingOutlivesAJob() throws {
        let work = try BackgroundWork(mostThreads: 1)
        for round in 1...2000 {
            let held = Held { notes.withLock { $0.running += 1 } }
            let isTaken = work.submit(7) { [held] in held.touch() }
            #expect(isTaken)
            _ = consume held
            #expect(try tokens(1, of: work) == [7])
            #expect(notes.withLock { $0.running } == round)
        }
    }

    /// The same while other jobs wait: a queue that is never empty keeps nothing.
    @Test func nothingOutlivesAJobInAQueue() throws {
        let work = try BackgroundWork(mostThreads: 1)
        let mayEnd = Semaphore()
        for round in 1...200 {
            let held = Held { notes.withLock { $0.running += 1 } }
            let isTaken = work.submit(7) { [held] in
                held.touch()
                _ = mayEnd.wait(until: .distantFuture)
            }
            #expect(isTaken)
            _ = consume held
            guard round > 2 else { continue }
            // The job two before this one ends, the next one begins, and this one waits.
            mayEnd.post()
            #expect(try tokens(1, of: work) == [7])
            #expect(notes.withLock { $0.running } == round - 2)
        }
        for _ in 0..<2 { mayEnd.post() }
        #expect(try tokens(2, of: work) == [7, 7])
    }
}
