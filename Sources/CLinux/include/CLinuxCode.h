// The program's own machine code in memory.
#pragma once

/// Puts the machine code of this program, a static executable at fixed addresses, into pages of 2
/// MB that belong to no file: mmap(2), madvise(2) with MADV_COLLAPSE (Linux 6.1), mremap(2).
/// Returns 0. On failure returns -1 and errno, and leaves the code as it was: ENOEXEC for another
/// kind of executable, ENOTSUP for another size of page, ENOMEM, or an error of these calls. Only
/// for a process with one thread.
int clinux_enlarge_code_pages(void);
