import CLinux

/// The machine code of this program, as it is mapped into memory.
package enum ProgramCode {
    /// Moves the code into anonymous pages of 2 MB, so that a forked child takes no page fault on
    /// it: `mmap(2)`, `madvise(2)` `MADV_COLLAPSE` (Linux 6.1), `mremap(2)`. Its addresses stay the
    /// same. Only for a process with a single thread.
    /// - Throws: `ENOEXEC` when this is not a static executable (a debug build), `ENOTSUP` for
    ///   another size of page, `ENOMEM`, or the error of one of the calls. The code is unchanged
    ///   then.
    package static func enlargePages() throws(SystemError) {
        guard clinux_enlarge_code_pages() == 0 else {
            throw SystemError(call: "mremap", errno: currentErrno)
        }
    }
}
