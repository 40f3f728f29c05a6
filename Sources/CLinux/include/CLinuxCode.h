// The program's own machine code in memory.
#pragma once

/// Puts the machine code of this program, a static executable at fixed addresses, into pages of
/// 2 MB that belong to no file: mmap(2), madvise(2) with MADV_COLLAPSE (Linux 6.1), mremap(2).
/// Returns 0; -1 and errno when that cannot be, and then the code is as it was: ENOEXEC for another
/// kind of executable, ENOTSUP for another size of page, ENOMEM, or what the kernel says. Only for
/// a process with one thread.
int clinux_enlarge_code_pages(void);
