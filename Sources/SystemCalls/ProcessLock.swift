import CLinux

/// A lock shared by a process and those that it forks afterwards: a record lock, `fcntl(2)`, on a
/// file of `memfd_create(2)`.
///
/// It excludes processes, not the threads of one process.
package struct ProcessLock: ~Copyable {
    private let descriptor: Descriptor

    /// A lock that no process holds.
    package init() throws(SystemError) {
        descriptor = Descriptor(adopting: try retrying("memfd_create") { clinux_lock_file() })
    }

    /// Waits until no other process holds the lock, and takes it: `F_SETLKW`. When the process
    /// ends, the kernel releases it.
    package func lock() throws(SystemError) {
        try retrying("fcntl") { clinux_lock(descriptor.number) }
    }

    /// Releases the lock.
    package func unlock() throws(SystemError) {
        try retrying("fcntl") { clinux_unlock(descriptor.number) }
    }
}
