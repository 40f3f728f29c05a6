import CLinux

/// The machine code of this program in memory.
package enum ProgramCode {
    /// Puts it into pages of 2 MB that belong to no file, so that a forked child has all of it
    /// without a page fault: `mmap(2)`, `madvise(2)`, `mremap(2)`.
    /// - Throws: whatever keeps the kernel from it, `ENOEXEC` when this is not a static executable
    ///   (a debug build). The code then stays where it is.
    package static func enlargePages() throws(SystemError) {
        guard clinux_enlarge_code_pages() == 0 else {
            throw SystemError(call: "mremap", errno: currentErrno)
        }
    }
}
