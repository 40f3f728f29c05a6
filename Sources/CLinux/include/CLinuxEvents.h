// What an event loop needs beside CLinux.h: readiness, notices of changed files, and calls that
// fail instead of waiting for a disk. Each function is named for the call that it stands for.
#pragma once

#include <stdint.h>
#include <sys/epoll.h>
#include <sys/types.h>

/// epoll_ctl(2): adds a listening socket, level-triggered; EPOLLEXCLUSIVE wakes one of those that
/// wait.
int clinux_epoll_add_listener(int epoll, int descriptor, uint64_t token);

/// epoll_ctl(2): adds `descriptor` for reading, or for urgent news (EPOLLPRI), level-triggered.
int clinux_epoll_add_readable(int epoll, int descriptor, uint64_t token);

/// epoll_ctl(2): removes `descriptor`.
int clinux_epoll_remove(int epoll, int descriptor);

/// A signalfd(2) of the signals that clinux_watch_signals heeds, non-blocking.
int clinux_signal_descriptor(void);

/// Reads one signal from it and notes it as the handler would have: its number, 0 when none waits.
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

/// preadv2(2) with RWF_NOWAIT: EAGAIN when the bytes are not in memory. A file system that cannot
/// tell is read as by pread(2).
ssize_t clinux_pread_nowait(int descriptor, void *target, size_t count, off_t offset);

/// Whether a range of a file is in memory: cachestat(2) where the kernel has it (6.5), else a look
/// at a byte of each 32 KB. Believed to be when neither can tell.
int clinux_is_resident(int descriptor, off_t offset, size_t count);

/// What can be expected of a file system: fstatfs(2).
enum {
    clinux_remote,  ///< it may ask another machine or process, which may take any time; or unknown
    clinux_silent,  ///< it lies in this machine, but not every change is told of by inotify(7)
    clinux_telling,   ///< files change only through this kernel, which tells of every change
    clinux_generated  ///< the kernel makes up files as they are read, whatever their size says
};
int clinux_file_system(int descriptor);

/// inotify_init1(2), non-blocking.
int clinux_inotify(void);

/// inotify_add_watch(2) on the directory behind a descriptor, for all that changes which files it
/// has and what is in them.
int clinux_inotify_watch(int inotify, int directory);

/// inotify_rm_watch(2).
int clinux_inotify_unwatch(int inotify, int watch);

/// Closes a descriptor for which close(2) takes milliseconds, such as an inotify instance, in a
/// thread of its own; here when there is none to be had, or when four are at it already.
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
