import CLinux
import Glibc
import SystemPackage

/// A pool of threads for work that may wait for a disk, so that an event loop does not.
///
/// The loop submits work under a token. When the work has finished, a descriptor becomes readable
/// (`eventfd(2)`). Threads are started when they are needed, up to a limit, and do not end. A
/// process that has submitted work has several threads and must not fork any more.
package final class BackgroundWork: Sendable {
    /// The usual limit of threads. A disk is faster with several requests at a time. When a file
    /// system does not respond and all threads wait for it, further work waits as well.
    package static let maximumThreads = 16
    /// Bytes of a thread's stack, many times what the deepest work uses.
    private static let stackSize = 512 * 1024

    private struct Job: Sendable {
        let token: UInt64
        let body: @Sendable () -> Void
    }

    private struct State {
        /// Waiting jobs; nil before `first`, so that what a started job owns is not kept until the
        /// queue is empty.
        var waiting: [Job?] = []
        var first = 0
        var finished: [UInt64] = []
        var threads = 0
        var idle = 0
    }

    private let state = Guarded(State())
    private let available = Semaphore()
    private let counter: Descriptor
    private let mostThreads: Int

    /// A pool without threads: `eventfd(2)`.
    /// - Parameter mostThreads: the limit of threads; with 0, `submit` always returns false.
    package init(mostThreads: Int) throws(SystemError) {
        self.mostThreads = mostThreads
        counter = Descriptor(adopting: try retrying("eventfd") { clinux_event_counter() })
    }

    /// The number of the descriptor, lent for a wait. It is readable when work has finished since
    /// `takeFinished` was called.
    package var number: Int32 { counter.number }

    /// Queues `body` for a thread. The caller must not use what `body` uses until `takeFinished`
    /// has returned `token`. The queue has no limit of its own.
    /// - Returns: false when there is no thread and none can be started. `body` is not queued then,
    ///   and the caller has to run it.
    package func submit(_ token: UInt64, _ body: @escaping @Sendable () -> Void) -> Bool {
        let needsThread = state.withLock { state in
            state.idle <= state.waiting.count - state.first
                && state.threads < mostThreads
        }
        if needsThread { _ = startThread() }
        if state.withLock({ $0.threads }) == 0 { return false }
        state.withLock { $0.waiting.append(Job(token: token, body: body)) }
        available.post()
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
            guard state.first < state.waiting.count else { return nil }
            let job = state.waiting[state.first].take()
            state.first += 1
            if state.first == state.waiting.count {
                state.waiting.removeAll(keepingCapacity: true)
                state.first = 0
            } else if state.first >= Self.mostTaken, state.first > state.waiting.count / 2 {
                state.waiting.removeFirst(state.first)
                state.first = 0
            }
            state.idle -= 1
            return job
        }
    }

    /// The most empty places at the front of the queue before they are removed.
    private static let mostTaken = 256
}
