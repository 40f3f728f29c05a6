import CLinux

/// The memory that `malloc(3)` manages.
package enum Allocation {
    /// Gives blocks of at least 512 KB back to the kernel as soon as they are freed: `mallopt(3)`
    /// `M_MMAP_THRESHOLD`. By default the C library raises the size from which it does so with each
    /// large block that is freed, and keeps what listings of many entries have used.
    package static func returnLargeBlocks() { clinux_return_large_blocks() }
}
