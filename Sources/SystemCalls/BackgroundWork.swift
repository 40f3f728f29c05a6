import CLinux
import Glibc
import SystemPackage

/// A pool of threads for work that may wait for a disk, so that an event loop does not.
///
/// The loop submits work under a token. When the work has finished, a descriptor becomes readable
/// (`eventfd(2)`). Work that has not begun can be cancelled, and leaves nothing behind then.
/// Threads are started when they are needed, up to a limit, and do not end. A process that has
/// submitted work has several threads and must not fork any more.
package final class BackgroundWork: Sendable {
    /// The usual limit of threads. A disk is faster with several requests at a time. When a file
    /// system does not respond and all threads wait for it, further work waits as well.
    package static let maximumThreads = 16
    /// Jobs that wait, beyond which the queue is crowded: new ones would wait for many seconds.
    package static let maximumWaiting = 1024
    /// Bytes of a thread's stack, many times what the deepest work uses.
    private static let stackSize = 512 * 1024

    private struct Job: Sendable {
        let token: UInt64
        let body: @Sendable () -> Void
    }

    private struct State {
        var waiting = TicketQueue<Job>()
        var finished: [UInt64] = []
        var threads = 0
        var idle = 0
    }

    private let state = Guarded(State())
    private let available = Semaphore()
    private let counter: Descriptor
    private let mostThreads: Int
    private let givesWay: Bool

    /// A pool without threads: `eventfd(2)`.
    /// - Parameters:
    ///   - mostThreads: the limit of threads; with 0, `submit` always returns nil.
    ///   - givesWay: whether its threads leave most of a processor's time to others that want it.
    package init(mostThreads: Int, givesWay: Bool = false) throws(SystemError) {
        self.mostThreads = mostThreads
        self.givesWay = givesWay
        counter = Descriptor(adopting: try retrying("eventfd") { clinux_event_counter() })
    }

    /// The number of the descriptor, lent for a wait. It is readable when work has finished since
    /// `takeFinished` was called.
    package var number: Int32 { counter.number }

    /// Whether `maximumWaiting` jobs wait. More can be submitted all the same; whoever has an
    /// alternative to a job should choose it.
    package var isCrowded: Bool { state.withLock { $0.waiting.count } >= Self.maximumWaiting }

    /// Queues `body` for a thread. The caller must not use what `body` uses until `takeFinished`
    /// has returned `token`, or `cancel` has returned true.
    /// - Returns: a number above 0 for `cancel`; nil when there is no thread and none can be
    ///   started. `body` is not queued then, and the caller has to run it.
    package func submit(_ token: UInt64, _ body: @escaping @Sendable () -> Void) -> UInt64? {
        let wantsThread = state.withLock { state in
            state.idle <= state.waiting.count && state.threads < mostThreads
        }
        if wantsThread { _ = startThread() }
        if state.withLock({ $0.threads }) == 0 { return nil }
        let ticket = state.withLock { $0.waiting.append(Job(token: token, body: body)) }
        available.post()
        return ticket
    }

    /// Forgets a job that has not begun, and all that it holds.
    /// - Parameter ticket: what `submit` has returned for it.
    /// - Returns: false when it has begun, or is done: its token is still to come, or has come.
    @discardableResult
    package func cancel(_ ticket: UInt64) -> Bool {
        // What it holds goes on return, when others can use the queue again.
        let job = state.withLock { $0.waiting.remove(ticket) }
        guard job != nil else { return false }
        // No thread wakes up for it, unless one has already.
        _ = available.wait(until: .now)
        return true
    }

    /// The tokens of the work that has finished since the last call, in the order of its end. Does
    /// not wait.
    package func takeFinished() -> [UInt64] {
        let buffer = ByteBuffer(initial: 8, maximum: 8)
        _ = try? buffer.read(from: counter)
        return state.withLock { state in
            let finished = state.finished
            state.finished.removeAll()
            return finished
        }
    }

    private func startThread() -> Bool {
        state.withLock {
            $0.threads += 1
            $0.idle += 1
        }
        do {
            try Threads.start(stackSize: Self.stackSize) { self.work() }
            return true
        } catch {
            state.withLock {
                $0.threads -= 1
                $0.idle -= 1
            }
            return false
        }
    }

    private func work() {
        if givesWay { Threads.giveWay() }
        while true {
            _ = available.wait(until: .distantFuture)
            guard let token = runNext() else { continue }
            state.withLock { state in
                state.finished.append(token)
                state.idle += 1
            }
            try? counter.writeAll([1, 0, 0, 0, 0, 0, 0, 0])
        }
    }

    /// Runs the next job. Releases what the job owns before its end is announced: a process that
    /// ends with the job must be known to the loop by then.
    private func runNext() -> UInt64? {
        guard let job = takeJob() else { return nil }
        job.body()
        return job.token
    }

    private func takeJob() -> Job? {
        state.withLock { state in
            guard let job = state.waiting.removeFirst() else { return nil }
            state.idle -= 1
            return job
        }
    }
}
