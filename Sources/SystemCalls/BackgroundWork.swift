import CLinux
import Glibc
import SystemPackage

/// Threads for work that may wait for a disk, so that a loop need not.
///
/// A loop submits work under a token and hears of its end through a descriptor that becomes
/// readable (`eventfd(2)`). Threads are started when they are needed, up to a limit, and stay. A
/// process that has submitted work has several threads and must not fork any more.
package final class BackgroundWork: Sendable {
    /// Threads at most. Disks profit from some requests at a time; a hung file system holds up all
    /// that is submitted here once all of them wait for it.
    package static let maximumThreads = 16
    /// Bytes: what the deepest work uses, many times over.
    private static let stackSize = 512 * 1024

    private struct Job: Sendable {
        let token: UInt64
        let body: @Sendable () -> Void
    }

    private struct State {
        /// Waiting jobs; those before `first` are done with.
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

    /// No thread yet.
    /// - Parameter mostThreads: threads at most; without any, the caller has to do all the work.
    package init(mostThreads: Int) throws(SystemError) {
        self.mostThreads = mostThreads
        counter = Descriptor(adopting: try retrying("eventfd") { clinux_event_counter() })
    }

    /// Becomes readable when work has finished.
    package var number: Int32 { counter.number }

    /// Has a thread do `body`. What it uses must not be touched before `takeFinished` has told
    /// `token`.
    /// - Returns: false when there is no thread and none can be had: the caller has to do it.
    package func submit(_ token: UInt64, _ body: @escaping @Sendable () -> Void) -> Bool {
        let wantsThread = state.withLock { state in
            state.idle <= state.waiting.count - state.first
                && state.threads < mostThreads
        }
        if wantsThread { _ = startThread() }
        if state.withLock({ $0.threads }) == 0 { return false }
        state.withLock { $0.waiting.append(Job(token: token, body: body)) }
        available.post()
        return true
    }

    /// The tokens of work that has finished since the last call.
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
            guard let token = doJob() else { continue }
            state.withLock { state in
                state.finished.append(token)
                state.idle += 1
            }
            try? counter.writeAll([1, 0, 0, 0, 0, 0, 0, 0])
        }
    }

    /// Does the next job. What only the job owned ends here, before the job is reported as done: a
    /// loop may go to sleep for long after the report.
    private func doJob() -> UInt64? {
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
            }
            state.idle -= 1
            return job
        }
    }
}
