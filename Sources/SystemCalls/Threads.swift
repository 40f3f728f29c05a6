import CLinux
import Glibc
import SystemPackage

/// Threads: `pthread_create(3)`.
package enum Threads {
    /// Starts a detached thread that runs `body` and then ends.
    ///
    /// All signals are blocked in it, but for the one by which `ThreadOrders` interrupts its waits:
    /// the main thread handles signals. A process with a second thread must not fork.
    /// - Parameter stackSize: bytes, at least `PTHREAD_STACK_MIN`. Pages take memory when they are
    ///   first used.
    /// - Throws: `EAGAIN` when the limit of threads is reached or memory has run out.
    package static func start(
        stackSize: Int, _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) {
        let job = unsafe Unmanaged.passRetained(ThreadBody(body))
        let error = unsafe clinux_start_thread(
            stackSize,
            { argument in
                unsafe Unmanaged<ThreadBody>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, job.toOpaque())
        if error == 0 { return }
        unsafe job.release()
        throw SystemError(call: "pthread_create", errno: Errno(rawValue: error))
    }

    /// Lowers the priority of the calling thread for good, to a third of the usual share of a
    /// processor that others want too: `setpriority(2)`, which concerns one thread on Linux.
    static func giveWay() { _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 5) }

    /// Runs `body` in a new thread and waits until it has returned.
    ///
    /// For the work of a forked process that will have further threads. Swift's locks, those of its
    /// runtime included, store the kernel's id of a thread when it first uses one. After `fork(2)`
    /// the thread of the child has another id than the one stored; if another thread then waits for
    /// a lock that it holds, both repeat a failing system call for ever. A new thread stores its
    /// own id. From then on it also handles the signals of the process.
    /// - Parameter stackSize: as for `start`.
    /// - Returns: false when no thread could be started: `body` has not run then.
    /// - Throws: the error of `body`.
    package static func runApart(
        stackSize: Int, _ body: @escaping @Sendable () throws(SystemError) -> Void
    ) throws(SystemError) -> Bool {
        let end = Semaphore()
        let outcome = Guarded(Result<Void, SystemError>?.none)
        do {
            try start(stackSize: stackSize) {
                clinux_take_over_signals()
                let result = Result { () throws(SystemError) in try body() }
                outcome.withLock { $0 = result }
                end.post()
            }
        } catch {
            return false
        }
        while !end.wait(until: .distantFuture) {}
        try outcome.withLock { $0 }?.get()
        return true
    }
}

/// The function that a new thread runs.
private final class ThreadBody {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// A semaphore of one process: `sem_init(3)`.
@safe package final class Semaphore: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    /// A semaphore with the count 0.
    package init() { _ = unsafe sem_init(semaphore, 0, 0) }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    /// Increments the count, which ends the wait of one thread: `sem_post(3)`.
    package func post() { unsafe sem_post(semaphore) }

    /// Waits until the count is above 0, and decrements it: `sem_clockwait(3)`.
    /// - Returns: false when `deadline` has passed before; the count is unchanged then.
    package func wait(until deadline: Instant) -> Bool {
        if deadline == .distantFuture {
            if case .success = retrying({ unsafe sem_wait(semaphore) }) { return true }
            return false
        }
        let result = retrying {
            unsafe clinux_semaphore_wait(semaphore, deadline.nanoseconds)
        }
        if case .success = result { return true }
        return false
    }
}

/// A value that one thread at a time can use: `pthread_mutex_lock(3)`.
///
/// Used in place of the standard library's `Mutex`, which the thread sanitizer does not recognise:
/// it reports a race in each use.
@safe package final class Guarded<Value: ~Copyable>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var value: Value

    /// A value with a mutex of its own.
    package init(_ value: consuming Value) {
        self.value = value
        _ = unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// Locks the mutex for the time of `body`, which may change the value. `body` must be short,
    /// since other threads wait for it, and must not lock the same value: it would wait for itself.
    package func withLock<R>(_ body: (inout Value) -> R) -> R {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body(&value)
    }

    /// Puts another value in place of this one.
    /// - Returns: the one before.
    package func exchange(_ new: consuming Value) -> Value {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        swap(&value, &new)
        return new
    }
}
