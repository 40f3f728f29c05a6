// Writing the lines of a log without waiting for a reader.
#pragma once

#include <sys/types.h>

/// Gives `descriptor` an open file description of its own, with O_APPEND and O_NONBLOCK: open(2) of
/// /proc/self/fd, dup3(2). The old one may be shared with processes that expect to wait. On failure
/// (a socket, another user's pipe, no /proc) returns -1 and errno, and leaves the descriptor
/// unchanged.
int clinux_stop_waiting(int descriptor);

/// Enlarges a pipe to `size` bytes, or a half, a quarter and so on if that is what this user may
/// have: fcntl(2) F_SETPIPE_SZ. Never makes it smaller.
void clinux_enlarge_pipe(int descriptor, int size);

/// write(2) that does not wait, whatever the flags of `descriptor` are: pwritev2(2) with
/// RWF_NOWAIT, send(2) with MSG_DONTWAIT, or poll(2) and at most PIPE_BUF bytes, which a writable
/// pipe has room for. EAGAIN when nothing can be written now.
ssize_t clinux_write_now(int descriptor, const void *bytes, size_t count);

/// Whether the file ends with another byte than a line feed: fstat(2), and pread(2) of
/// /proc/self/fd. False for an empty file, true for one that cannot be read.
int clinux_ends_within_line(int descriptor);
