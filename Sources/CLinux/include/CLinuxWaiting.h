// Waits in nanoseconds and the process's own resource usage: what a load generator needs besides
// CLinux.h.
#pragma once

#include <stdint.h>
#include <sys/epoll.h>
#include <sys/types.h>

/// epoll_pwait2(2) without a mask; `timeout_ns` < 0 waits for ever. Falls back to epoll_wait(2),
/// rounding up to milliseconds, on kernels before 5.11.
int clinux_epoll_wait(int epoll, struct epoll_event *events, int capacity, int64_t timeout_ns);

/// epoll_ctl(2): adds `descriptor` for reading, writing and its peer's end, edge-triggered.
int clinux_epoll_watch(int epoll, int descriptor, uint64_t token);

/// Blocks SIGINT and SIGTERM, ignores SIGPIPE, and returns a non-blocking descriptor that becomes
/// readable when one of the two arrives: signalfd(2).
int clinux_stop_descriptor(void);

/// Lets timers expire when they are due instead of up to 50 us later: prctl(2) PR_SET_TIMERSLACK.
int clinux_sharpen_timers(void);

/// Ends this process with SIGKILL when its parent ends, or now if it has ended: prctl(2)
/// PR_SET_PDEATHSIG. A SIGTERM would be blocked.
int clinux_die_with_parent(pid_t parent);

/// A unix(7) stream socket connected to `path`, non-blocking and closed on exec; -1 and errno.
int clinux_connect_local(const char *path);

/// getrusage(2) RUSAGE_SELF: nanoseconds and counts in the order of the parameters.
void clinux_usage(int64_t *user, int64_t *system, int64_t *voluntary, int64_t *involuntary);

/// The most memory that has been resident, in bytes: getrusage(2) ru_maxrss. After exec it includes
/// the time before.
int64_t clinux_peak_resident(void);

/// Nanoseconds in which this process was ready to run but had no processor: the second number of
/// /proc/self/schedstat; 0 when the kernel does not provide it.
int64_t clinux_run_delay(void);

/// Processors that this process may run on: sched_getaffinity(2).
int clinux_processors(void);

/// Raises the soft limit of descriptors to the hard one: setrlimit(2). Returns the limit.
int64_t clinux_raise_descriptor_limit(void);

/// Restores the old soft limit. For a child before exec, whose program did not ask for the raise.
void clinux_lower_descriptor_limit(void);

/// The soft limit of descriptors: getrlimit(2).
int64_t clinux_descriptor_limit(void);

/// An anonymous file for locks between processes: memfd_create(2).
int clinux_lock_file(void);

/// Waits for and takes the lock of such a file, or gives it back: fcntl(2) F_SETLKW.
int clinux_lock(int descriptor);
int clinux_unlock(int descriptor);

/// Columns of the terminal behind `descriptor`, 0 when it is not a terminal: ioctl(2) TIOCGWINSZ.
int clinux_terminal_columns(int descriptor);

/// open(2) for writing, emptied or created with mode 0666 less the umask.
int clinux_open_write(const char *path);
