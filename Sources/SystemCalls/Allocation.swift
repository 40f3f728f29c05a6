import CLinux

/// The memory that `malloc(3)` manages.
package enum Allocation {
    /// Gives blocks of at least 128 KB back to the kernel as soon as they are freed: `mallopt(3)`
    /// `M_MMAP_THRESHOLD`. By default the C library raises that size whenever a large block is
    /// freed, and keeps the memory of long listings.
    package static func returnLargeBlocks() { clinux_return_large_blocks() }
}
