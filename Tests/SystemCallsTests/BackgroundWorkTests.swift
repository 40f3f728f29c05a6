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
            let ticket = work.submit(number) { notes.withLock { $0.order.append(number) } }
            #expect(ticket != nil)
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
                let ticket = work.submit(number) {}
                #expect(ticket != nil)
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
        for number in 0..<10 {
            let ticket = work.submit(UInt64(number), job)
            #expect(ticket != nil)
        }
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
        let ticket = work.submit(1) { notes.withLock { $0.order.append(1) } }
        #expect(ticket == nil && work.takeFinished().isEmpty)
        var poll = PollSet()
        poll.add(work.number, .readable)
        #expect(try !poll.wait(until: .now))
        #expect(notes.withLock { $0.order }.isEmpty)
    }

    /// The descriptor stays readable until all has been taken, and is not afterwards.
    @Test func readable() throws {
        let work = try BackgroundWork(mostThreads: 1)
        let ticket = work.submit(7) {}
        #expect(ticket != nil)
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
            let ticket = work.submit(7) { [held] in held.touch() }
            #expect(ticket != nil)
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
            let ticket = work.submit(7) { [held] in
                held.touch()
                _ = mayEnd.wait(until: .distantFuture)
            }
            #expect(ticket != nil)
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

    // MARK: Cancelling

    /// A pool of one thread that is busy until `mayEnd` is raised.
    private func busyWork(_ mayEnd: Semaphore) throws -> (work: BackgroundWork, ticket: UInt64) {
        let work = try BackgroundWork(mostThreads: 1)
        let begun = Semaphore()
        let submitted = work.submit(0) {
            begun.post()
            _ = mayEnd.wait(until: .distantFuture)
        }
        let ticket = try #require(submitted)
        #expect(begun.wait(until: Instant.now.advanced(bySeconds: 20)))
        return (work, ticket)
    }

    /// A job that waits is forgotten at once, with what it holds, and the others are done in order.
    @Test func aJobThatWaitsIsForgotten() throws {
        let mayEnd = Semaphore()
        let (work, running) = try busyWork(mayEnd)
        let tickets = (1...5).map { number in
            let held = Held { notes.withLock { $0.running += 1 } }
            return work.submit(UInt64(number)) { [held] in
                held.touch()
                notes.withLock { $0.order.append(UInt64(number)) }
            } ?? 0
        }
        for number in [2, 4] {
            #expect(work.cancel(tickets[number - 1]))
            #expect(!work.cancel(tickets[number - 1]), "once")
        }
        #expect(notes.withLock { $0.running } == 2, "what they held has gone")
        #expect(!work.cancel(running), "it has begun")
        mayEnd.post()
        #expect(try tokens(4, of: work) == [0, 1, 3, 5])
        #expect(notes.withLock { $0.order } == [1, 3, 5])
        #expect(!work.cancel(tickets[0]), "it is done")
        // Threads are woken for what is left, and for what comes.
        let ticket = work.submit(6) {}
        #expect(ticket != nil)
        #expect(try tokens(1, of: work) == [6])
    }

    /// Jobs that come and are cancelled, any number of them, while a thread is busy.
    @Test func cancelledJobsAreNoCrowd() throws {
        let mayEnd = Semaphore()
        let (work, _) = try busyWork(mayEnd)
        for number in 1...5000 {
            let ticket = work.submit(UInt64(number)) {} ?? 0
            if number > 3 { #expect(work.cancel(ticket)) }
        }
        #expect(!work.isCrowded)
        mayEnd.post()
        #expect(try tokens(4, of: work) == [0, 1, 2, 3])
    }

    /// The bound is of jobs that wait.
    @Test func crowd() throws {
        let mayEnd = Semaphore()
        let (work, _) = try busyWork(mayEnd)
        var last: UInt64 = 0
        for number in 1...BackgroundWork.maximumWaiting {
            #expect(!work.isCrowded)
            last = work.submit(UInt64(number)) {} ?? 0
        }
        #expect(work.isCrowded)
        #expect(work.cancel(last) && !work.isCrowded)
        mayEnd.post()
        #expect(try tokens(BackgroundWork.maximumWaiting, of: work).last == last - 2)
    }
}
