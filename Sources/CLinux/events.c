#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <unistd.h>

static int add(int epoll, int descriptor, uint64_t token, uint32_t events) {
    struct epoll_event event = {.events = events};
    event.data.u64 = token;
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

int clinux_epoll_add_listener(int epoll, int descriptor, uint64_t token) {
    return add(epoll, descriptor, token, EPOLLIN | EPOLLEXCLUSIVE);
}

int clinux_epoll_add_readable(int epoll, int descriptor, uint64_t token) {
    return add(epoll, descriptor, token, EPOLLIN | EPOLLPRI);
}

int clinux_epoll_add_writable(int epoll, int descriptor, uint64_t token) {
    return add(epoll, descriptor, token, EPOLLOUT);
}

int clinux_epoll_remove(int epoll, int descriptor) {
    return epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, NULL);
}

int clinux_event_counter(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int clinux_signal_descriptor(void) {
    sigset_t blocked;  // by clinux_watch_signals: exactly those that it handles
    if (sigprocmask(SIG_BLOCK, NULL, &blocked)) return -1;
    return signalfd(-1, &blocked, SFD_NONBLOCK | SFD_CLOEXEC);
}

int clinux_take_signal(int descriptor) {
    struct signalfd_siginfo information;
    struct sigaction action;
    ssize_t count = read(descriptor, &information, sizeof information);
    if (count != sizeof information) return 0;
    int number = (int)information.ssi_signo;
    if (sigaction(number, NULL, &action) == 0 && !(action.sa_flags & SA_SIGINFO)
        && action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN)
        action.sa_handler(number);
    return number;
}

#ifndef RESOLVE_CACHED
#define RESOLVE_CACHED 0x20
#endif

static int open_beneath(
    int directory, const char *path, int flags, int anywhere, uint64_t and_resolve) {
    struct open_how how;
    memset(&how, 0, sizeof how);
    how.flags = (uint64_t)(unsigned)flags;
    how.resolve = (anywhere ? 0 : RESOLVE_BENEATH) | RESOLVE_NO_MAGICLINKS | and_resolve;
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

int clinux_open_beneath(int directory, const char *path, int flags, int anywhere) {
    return open_beneath(directory, path, flags, anywhere, 0);
}

int clinux_open_beneath_cached(int directory, const char *path, int flags, int anywhere) {
    static int lacks_cached;
    // A file system mounted beneath may be slow although the path is cached: opening a file may ask
    // its server.
    if (!lacks_cached) {
        int opened =
            open_beneath(directory, path, flags, anywhere, RESOLVE_NO_XDEV | RESOLVE_CACHED);
        if (opened >= 0 || errno != EINVAL) return opened;
    }
    int opened = open_beneath(directory, path, flags, anywhere, RESOLVE_NO_XDEV);
    if (opened >= 0) lacks_cached = 1;
    return opened;
}

int clinux_locate_on_same(int directory, const char *path, int anywhere) {
    return open_beneath(directory, path, O_PATH | O_CLOEXEC, anywhere, RESOLVE_NO_XDEV);
}

int clinux_open_directory_beneath(int directory, const char *path) {
    const int flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
    return open_beneath(directory, path, flags, 0, RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV);
}

int clinux_entry_status(int directory, const char *name, int asking, struct stat *status) {
    if (asking) return fstatat(directory, name, status, AT_SYMLINK_NOFOLLOW);
    struct statx found;
    const int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | AT_STATX_DONT_SYNC;
    if (statx(directory, name, flags, STATX_BASIC_STATS, &found)) return -1;
    memset(status, 0, sizeof *status);
    status->st_dev = makedev(found.stx_dev_major, found.stx_dev_minor);
    status->st_ino = found.stx_ino;
    status->st_mode = found.stx_mode;
    status->st_nlink = found.stx_nlink;
    status->st_size = (off_t)found.stx_size;
    status->st_blocks = (blkcnt_t)found.stx_blocks;
    status->st_mtim.tv_sec = found.stx_mtime.tv_sec;
    status->st_mtim.tv_nsec = found.stx_mtime.tv_nsec;
    status->st_ctim.tv_sec = found.stx_ctime.tv_sec;
    status->st_ctim.tv_nsec = found.stx_ctime.tv_nsec;
    return 0;
}

ssize_t clinux_pread_nowait(int descriptor, void *target, size_t count, off_t offset) {
    struct iovec part = {target, count};
    ssize_t moved = preadv2(descriptor, &part, 1, offset, RWF_NOWAIT);
    if (moved >= 0 || (errno != EOPNOTSUPP && errno != ENOSYS && errno != EINVAL)) return moved;
    return pread(descriptor, target, count, offset);
}

#ifndef SYS_cachestat
#define SYS_cachestat 451
#endif

struct cache_range {
    uint64_t offset, length;
};

struct cache_counts {
    uint64_t cached, dirty, writeback, evicted, recently_evicted;
};

static int can_read(int descriptor, off_t offset) {
    char byte;
    struct iovec part = {&byte, 1};
    return preadv2(descriptor, &part, 1, offset, RWF_NOWAIT) >= 0 || errno != EAGAIN;
}

int clinux_is_resident(int descriptor, off_t offset, size_t count) {
    static int lacks_cachestat;
    if (count == 0) return 1;
    if (!lacks_cachestat) {
        struct cache_range range = {(uint64_t)offset, count};
        struct cache_counts counts;
        if (syscall(SYS_cachestat, descriptor, &range, &counts, 0) == 0) {
            const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
            const uint64_t first = (uint64_t)offset / page;
            const uint64_t last = ((uint64_t)offset + count - 1) / page;
            return counts.cached >= last - first + 1;
        }
        if (errno == ENOSYS || errno == EPERM) lacks_cachestat = 1;
    }
    // cachestat(2) answers only to the file's owner and to those who may write to it. Else:
    // samples.
    const off_t last = offset + (off_t)count - 1;
    for (off_t place = offset; place < last; place += 32 * 1024) {
        if (!can_read(descriptor, place)) return 0;
    }
    return can_read(descriptor, last);
}

#ifndef XFS_SUPER_MAGIC
#define XFS_SUPER_MAGIC 0x58465342
#endif
#ifndef F2FS_SUPER_MAGIC
#define F2FS_SUPER_MAGIC 0xF2F52010
#endif
#ifndef BCACHEFS_SUPER_MAGIC
#define BCACHEFS_SUPER_MAGIC 0xca451a4e
#endif
#define ZFS_MAGIC 0x2fc12fc1

int clinux_file_system(int descriptor) {
    struct statfs system;
    if (fstatfs(descriptor, &system)) return clinux_remote;
    switch ((uint32_t)system.f_type) {
    case EXT4_SUPER_MAGIC:
    case XFS_SUPER_MAGIC:
    case BTRFS_SUPER_MAGIC:
    case TMPFS_MAGIC:
    case F2FS_SUPER_MAGIC:
    case BCACHEFS_SUPER_MAGIC:
    case ZFS_MAGIC:
    case RAMFS_MAGIC:
    case SQUASHFS_MAGIC:
    case ISOFS_SUPER_MAGIC:
    case MSDOS_SUPER_MAGIC:
        return clinux_reporting;
    // Changes made directly in a lower layer are not reported.
    case OVERLAYFS_SUPER_MAGIC:
        return clinux_silent;
    case PROC_SUPER_MAGIC:
    case SYSFS_MAGIC:
    case DEBUGFS_MAGIC:
    case TRACEFS_MAGIC:
    case CGROUP_SUPER_MAGIC:
    case CGROUP2_SUPER_MAGIC:
    case SECURITYFS_MAGIC:
    case SELINUX_MAGIC:
    case PSTOREFS_MAGIC:
    case EFIVARFS_MAGIC:
    case BINFMTFS_MAGIC:
        return clinux_generated;
    default:
        return clinux_remote;
    }
}

int clinux_inotify(void) { return inotify_init1(IN_NONBLOCK | IN_CLOEXEC); }

static int append(char *text, const char *more, int number) {
    size_t length = strlen(more);
    memcpy(text, more, length);
    char digits[12];
    int count = 0;
    do digits[count++] = (char)('0' + number % 10);
    while (number /= 10);
    while (count) text[length++] = digits[--count];
    text[length] = 0;
    return (int)length;
}

int clinux_inotify_watch(int inotify, int directory) {
    char path[48];
    append(path, "/proc/self/fd/", directory);
    return inotify_add_watch(
        inotify, path,
        IN_MODIFY | IN_ATTRIB | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO
            | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
}

int clinux_inotify_unwatch(int inotify, int watch) { return inotify_rm_watch(inotify, watch); }

static _Atomic int closing;

static void *close_one(void *argument) {
    close((int)(intptr_t)argument);
    closing--;
    return NULL;
}

// In C, so that the thread uses none of Swift's locks: decision 0010.
void clinux_close_apart(int descriptor) {
    enum { most = 4, stack = 64 * 1024 };
    void *argument = (void *)(intptr_t)descriptor;
    if (closing++ < most && clinux_start_thread(stack, close_one, argument) == 0) return;
    closing--;
    close(descriptor);
}

int clinux_inotify_event(
    const void *bytes, size_t count, int *watch, uint32_t *mask, const char **name) {
    const struct inotify_event *event = bytes;
    if (count < sizeof *event || count - sizeof *event < event->len) return 0;
    *watch = event->wd;
    *mask = event->mask;
    *name = event->len ? event->name : "";
    return (int)(sizeof *event + event->len);
}

int clinux_inotify_is_overflow(uint32_t mask) { return (mask & IN_Q_OVERFLOW) != 0; }

int clinux_inotify_is_directory(uint32_t mask) { return (mask & IN_ISDIR) != 0; }

void *clinux_shared_memory(size_t count) {
    void *memory =
        mmap(NULL, count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}
