import CLinux
import Glibc
import SystemPackage

/// Threads: `pthread_create(3)`.
package enum Threads {
    /// Starts a thread that runs `body` and then ends; nobody waits for it.
    ///
    /// No signal is ever delivered to it, except for what `ThreadOrders` says: signals are the main
    /// thread's business. Nothing may fork once there is a second thread.
    /// - Parameter stackSize: bytes, at least `PTHREAD_STACK_MIN`. Only what is touched is taken.
    /// - Throws: `EAGAIN` when there may be no more threads.
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

    /// Runs `body` in a thread of its own and waits for its end.
    ///
    /// For the work of a forked process that will have further threads. Swift's locks, those of its
    /// runtime included, know a thread by an id that they ask the kernel for once. The thread that
    /// has forked goes on in the child under another id without their knowing, and as soon as
    /// another thread waits for a lock that it holds, both ask the kernel for ever. A fresh thread
    /// asks anew. It also looks after the process's signals from then on.
    /// - Parameter stackSize: as for `start`.
    /// - Returns: false when there may be no more threads: then nothing was done.
    /// - Throws: what `body` throws.
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

/// What a thread is to run.
private final class ThreadBody {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// A count that threads wait for: `sem_init(3)`.
@safe package final class Semaphore: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    /// A count of 0.
    package init() { _ = unsafe sem_init(semaphore, 0, 0) }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    /// Adds one, which lets one waiting thread go on: `sem_post(3)`.
    package func post() { unsafe sem_post(semaphore) }

    /// Waits for the count to be above 0 and takes one: `sem_clockwait(3)`.
    /// - Returns: false when `deadline` has come first.
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

/// A value that one thread at a time may look at: `pthread_mutex_lock(3)`.
///
/// Not the standard library's `Mutex`, because the thread sanitizer does not see through that one
/// and would find a race in each use.
@safe package final class Guarded<Value>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var value: Value

    /// Guards a value from now on.
    package init(_ value: Value) {
        self.value = value
        _ = unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// Lends the value. `body` must be short and must not ask for the same value again.
    package func withLock<R>(_ body: (inout Value) -> R) -> R {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body(&value)
    }
}
