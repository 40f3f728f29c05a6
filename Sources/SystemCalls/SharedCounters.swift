import CLinux
import Synchronization

/// Counters that a process shares with the children that it forks afterwards: `mmap(2)`
/// `MAP_SHARED | MAP_ANONYMOUS`. Each access is atomic, and orders no other memory access
/// (`relaxed`). A copy refers to the same counters.
@safe package struct SharedCounters: @unchecked Sendable {
    /// Bytes between counters: each has a cache line of its own, as different processes write them.
    private static let stride = 64

    /// The number of counters.
    package let count: Int
    private let memory: UnsafeMutableRawPointer

    /// Counters that are all 0. The memory is never unmapped.
    /// - Throws: `ENOMEM`.
    package init(count: Int) throws(SystemError) {
        guard let memory = unsafe clinux_shared_memory(count * Self.stride) else {
            throw SystemError(call: "mmap", errno: currentErrno)
        }
        self.count = count
        unsafe self.memory = memory
        for index in 0..<count {
            unsafe (memory + index * Self.stride).initializeMemory(
                as: Atomic<Int>.self, to: Atomic(0))
        }
    }

    /// The value of counter number `index`, from 0 to `count - 1`, which any process may have set.
    package subscript(index: Int) -> Int {
        get { unsafe pointer(index).pointee.load(ordering: .relaxed) }
        nonmutating set { unsafe pointer(index).pointee.store(newValue, ordering: .relaxed) }
    }

    /// Adds `amount` to counter number `index`, also when other processes do so.
    /// - Returns: the sum.
    @discardableResult
    package func add(_ amount: Int, to index: Int) -> Int {
        unsafe pointer(index).pointee.add(amount, ordering: .relaxed).newValue
    }

    /// Sets counter number `index` to 0.
    /// - Returns: its value before.
    func take(_ index: Int) -> Int { unsafe pointer(index).pointee.exchange(0, ordering: .relaxed) }

    /// Sets counter number `index` to `new` if it is `old`.
    /// - Returns: whether it was.
    @discardableResult
    func exchange(_ index: Int, from old: Int, to new: Int) -> Bool {
        let outcome = unsafe pointer(index).pointee.compareExchange(
            expected: old, desired: new, ordering: .relaxed)
        return outcome.exchanged
    }

    private func pointer(_ index: Int) -> UnsafeMutablePointer<Atomic<Int>> {
        precondition(index >= 0 && index < count)
        return unsafe (memory + index * Self.stride).assumingMemoryBound(to: Atomic<Int>.self)
    }
}
