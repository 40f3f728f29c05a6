import CLinux
import Synchronization

/// A few counters that a process shares with the children it forks afterwards: `mmap(2)`.
@safe package final class SharedCounters: @unchecked Sendable {
    /// Each on a cache line of its own: every one is written by another process.
    private static let stride = 64

    /// How many there are.
    package let count: Int
    private let memory: UnsafeMutableRawPointer

    /// `count` counters of 0.
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

    /// Counter number `index`, as somebody has set it.
    package subscript(index: Int) -> Int {
        get { unsafe pointer(index).pointee.load(ordering: .relaxed) }
        set { unsafe pointer(index).pointee.store(newValue, ordering: .relaxed) }
    }

    /// Adds to a counter that others add to as well.
    /// - Returns: what it is then.
    package func add(_ index: Int, _ amount: Int) -> Int {
        unsafe pointer(index).pointee.add(amount, ordering: .relaxed).newValue
    }

    private func pointer(_ index: Int) -> UnsafeMutablePointer<Atomic<Int>> {
        precondition(index >= 0 && index < count)
        return unsafe (memory + index * Self.stride).assumingMemoryBound(to: Atomic<Int>.self)
    }
}
