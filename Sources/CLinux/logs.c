#define _GNU_SOURCE
#include "CLinuxLogs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

// Opens the file of `descriptor` again. This is not possible for a socket.
static int open_again(int descriptor, int flags) {
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    return open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

int clinux_stop_waiting(int descriptor) {
    int own = open_again(descriptor, O_WRONLY | O_APPEND);
    if (own == -1) return -1;
    int result = dup3(own, descriptor, O_CLOEXEC);
    close(own);
    return result == -1 ? -1 : 0;
}

void clinux_enlarge_pipe(int descriptor, int size) {
    int now = fcntl(descriptor, F_GETPIPE_SZ);
    if (now == -1) return;
    while (size > now && fcntl(descriptor, F_SETPIPE_SZ, size) == -1) size /= 2;
}

ssize_t clinux_write_now(int descriptor, const void *bytes, size_t count) {
    struct iovec part = {(void *)bytes, count};
    ssize_t written = pwritev2(descriptor, &part, 1, -1, RWF_NOWAIT);
    if (written >= 0 || (errno != EOPNOTSUPP && errno != EINVAL && errno != ENOSYS)) return written;
    written = send(descriptor, bytes, count, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (written >= 0 || errno != ENOTSOCK) return written;
    struct pollfd entry = {descriptor, POLLOUT, 0};
    if (poll(&entry, 1, 0) > 0)
        return write(descriptor, bytes, count < PIPE_BUF ? count : PIPE_BUF);
    errno = EAGAIN;
    return -1;
}

int clinux_ends_within_line(int descriptor) {
    struct stat status;
    if (fstat(descriptor, &status) == 0 && status.st_size == 0) return 0;
    int reading = open_again(descriptor, O_RDONLY);
    if (reading == -1) return 1;
    char last = 0;
    ssize_t count = pread(reading, &last, 1, status.st_size - 1);
    close(reading);
    return count != 1 || last != '\n';
}
