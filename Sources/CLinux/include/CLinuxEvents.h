// What an event loop needs besides CLinux.h: readiness, notices of changed files, and calls that
// fail instead of waiting for a disk. Each function is named for the call that it wraps.
#pragma once

#include <stdint.h>
#include <sys/epoll.h>
#include <sys/types.h>

/// epoll_ctl(2): adds a listening socket, level-triggered; EPOLLEXCLUSIVE wakes one of the waiting
/// processes.
int clinux_epoll_add_listener(int epoll, int descriptor, uint64_t token);

/// epoll_ctl(2): adds `descriptor` for reading, or for urgent data (EPOLLPRI), level-triggered.
int clinux_epoll_add_readable(int epoll, int descriptor, uint64_t token);

/// epoll_ctl(2): adds `descriptor` for writing, level-triggered.
int clinux_epoll_add_writable(int epoll, int descriptor, uint64_t token);

/// epoll_ctl(2): removes `descriptor`.
int clinux_epoll_remove(int epoll, int descriptor);

/// A signalfd(2) of the signals that clinux_watch_signals handles, non-blocking.
int clinux_signal_descriptor(void);

/// Reads one signal from a signalfd(2) and calls its handler, if there is one: its number, 0 when
/// none waits.
int clinux_take_signal(int descriptor);

/// eventfd(2): a counter to wake a loop with, non-blocking.
int clinux_event_counter(void);

/// openat2(2) as clinux_open_beneath, and with RESOLVE_CACHED: EAGAIN when the path is not in the
/// kernel's cache, so that looking it up might wait for a disk. A kernel before 5.12 just opens.
/// With RESOLVE_NO_XDEV as well: EXDEV when the path leads to another file system or outside.
int clinux_open_beneath_cached(int directory, const char *path, int flags, int anywhere);

/// openat2(2) as clinux_open_beneath, with RESOLVE_NO_XDEV and O_PATH: EXDEV when the path leads to
/// another file system, or outside.
int clinux_locate_on_same(int directory, const char *path, int anywhere);

/// openat2(2) with RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS, RESOLVE_NO_XDEV and
/// O_PATH | O_DIRECTORY.
int clinux_open_directory_beneath(int directory, const char *path);

/// What `name` in `directory` is, not following a symbolic link: fstatat(2), or if `asking` is 0
/// statx(2) with AT_STATX_DONT_SYNC, which asks no other machine and no other process, and for
/// which an empty name is the directory itself, or whatever else the descriptor is of.
int clinux_entry_status(int directory, const char *name, int asking, struct stat *status);

/// preadv2(2) with RWF_NOWAIT: EAGAIN when the bytes are not in memory. On a file system without
/// RWF_NOWAIT it reads as pread(2) does.
ssize_t clinux_pread_nowait(int descriptor, void *target, size_t count, off_t offset);

/// Whether a range of a file is in memory: cachestat(2) where the kernel has it (6.5), else a test
/// of one byte in each 32 KB. True when neither can tell.
int clinux_is_resident(int descriptor, off_t offset, size_t count);

/// The kind of a file system, by its type: fstatfs(2).
enum {
    clinux_remote,     ///< access may ask another machine or process and take any time; or unknown
    clinux_silent,     ///< on this machine, but inotify(7) does not report every change
    clinux_reporting,  ///< files change only through this kernel, which reports every change
    clinux_generated   ///< the kernel generates the content at each read; the size says nothing
};
int clinux_file_system(int descriptor);

/// inotify_init1(2), non-blocking.
int clinux_inotify(void);

/// inotify_add_watch(2) on the directory behind a descriptor, for changes of its entries and of
/// their content.
int clinux_inotify_watch(int inotify, int directory);

/// inotify_rm_watch(2).
int clinux_inotify_unwatch(int inotify, int watch);

/// Closes a descriptor for which close(2) takes milliseconds, such as an inotify instance, in a
/// thread of its own; in the calling thread if none can be started or four are already closing one.
void clinux_close_apart(int descriptor);

/// The next event in `bytes`: its watch, mask and name. Returns the length of the event, 0 at the
/// end.
int clinux_inotify_event(
    const void *bytes, size_t count, int *watch, uint32_t *mask, const char **name);

/// IN_Q_OVERFLOW; IN_ISDIR.
int clinux_inotify_is_overflow(uint32_t mask);
int clinux_inotify_is_directory(uint32_t mask);

/// Zeroed memory that this process and its future children share: mmap(2). NULL on failure.
void *clinux_shared_memory(size_t count);
