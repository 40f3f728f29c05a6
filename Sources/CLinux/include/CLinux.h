// What Swift's Glibc module lacks: declarations that it does not import, functions that it hides
// behind _GNU_SOURCE, macros that it cannot translate, and the programs' signal handlers. Each
// function is named for the call that it wraps and behaves like it, errno included.
#pragma once

#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "CLinuxCode.h"
#include "CLinuxEvents.h"
#include "CLinuxFirst.h"
#include "CLinuxLogs.h"
#include "CLinuxWaiting.h"

/// accept4(2) with SOCK_NONBLOCK | SOCK_CLOEXEC.
int clinux_accept(int listener, struct sockaddr_storage *address, socklen_t *length);

/// openat2(2) with RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS: the path cannot leave `directory`.
/// Without RESOLVE_BENEATH if it may lead `anywhere`.
int clinux_open_beneath(int directory, const char *path, int flags, int anywhere);

/// open(2)'s O_PATH, which hides behind _GNU_SOURCE.
int clinux_o_path(void);

/// openat(2), without a mode: creates nothing.
int clinux_openat(int directory, const char *path, int flags);

/// getdents64(2).
ssize_t clinux_getdents(int directory, void *records, size_t size);

/// open(2) for appending, created with mode 0640 when absent.
int clinux_open_append(const char *path);

/// The same without waiting for the reader of a FIFO: ENXIO when there is none.
int clinux_reopen_append(const char *path);

/// dup3(2) with O_CLOEXEC.
int clinux_replace(int source, int target);

/// pipe2(2) with O_CLOEXEC.
int clinux_pipe(int ends[2]);

/// ioctl(2) SIOCOUTQ: bytes in a socket's send queue that the peer has not acknowledged; 0 on
/// failure.
int clinux_unacknowledged(int socket);

/// waitid(2) with WNOHANG | WNOWAIT: whether this child has ended and waits to be collected.
int clinux_has_ended(pid_t pid);

/// pidfd_open(2), closed on exec.
int clinux_open_process(pid_t pid);

/// ppoll(2) with `wait_mask` in force while it waits; `timeout_ns` < 0 waits for ever.
int clinux_poll(struct pollfd *entries, unsigned count, int64_t timeout_ns);

/// Whether this process may execute `descriptor`'s file: faccessat2(2), AT_EACCESS, AT_EMPTY_PATH.
int clinux_may_execute(int descriptor);

/// S_IFMT bits and the like, which are macros with casts.
int clinux_is_regular(mode_t mode);
int clinux_is_directory(mode_t mode);

/// The program of a child, its working directory and its descriptors 0 and 1.
struct clinux_program {
    const char *path;        // relative to `directory`
    char *const *arguments;  // ended by NULL
    char *const *environment;
    int directory;           // the child's working directory, a descriptor
    int standard_input;
    int standard_output;
    int located;  // the file that `path` must lead to, O_PATH; -1 when it may lead anywhere
    int opened;   // the same file, for reading, if `path` is a symbolic link; else -1
};

/// In place of a descriptor that is `opened`: the file may not be read.
enum { clinux_unreadable = -2 };

/// Starts a program as posix_spawn(3) would: in a process group of its own, default signal
/// handling, nothing blocked, no descriptor above 2. Unlike posix_spawn it lets the kernel end the
/// program with SIGKILL when the thread that started it ends. No other file is executed than the
/// one that is `located`, whatever happens to names meanwhile: ESTALE when `path` leads elsewhere.
/// Returns 0 or an error number, and then `call` is the C name of the call that failed, and `pid`
/// the child in which it failed, which the caller must collect, or -1.
int clinux_spawn(const struct clinux_program *what, pid_t *pid, const char **call);

/// WIFEXITED, WEXITSTATUS and WTERMSIG.
int clinux_exited(int status);
int clinux_exit_status(int status);
int clinux_term_signal(int status);

/// Makes this thread, the main one, count SIGINT, SIGTERM, and SIGHUP if the terminal of this
/// moment has hung up since. Any other SIGHUP asks to reopen logs, unless it is ignored (nohup).
/// These, SIGUSR1, SIGUSR2 and SIGCHLD are blocked except while clinux_poll or
/// clinux_epoll_wait_one waits. SIGPIPE and SIGXFSZ are ignored. The handlers allocate nothing and
/// take no lock.
int clinux_watch_signals(void);

/// Ignores SIGXFSZ: a write beyond RLIMIT_FSIZE fails with EFBIG instead of ending the process.
int clinux_ignore_size_limit(void);

/// From now on this thread handles signals in place of the one that called clinux_watch_signals,
/// which must not call clinux_poll any more. Does nothing if no thread did.
void clinux_take_over_signals(void);

/// Makes this process a forked child: resets its count of stop signals, and enables its parent's
/// SIGUSR1 and SIGUSR2, which a server itself ignores.
void clinux_become_child(void);

/// Makes the kernel send this process SIGTERM when its parent ends; sends it now if the parent has
/// ended: prctl(2) PR_SET_PDEATHSIG.
int clinux_end_with_parent(pid_t parent);

/// Whether SIGUSR1 has arrived: the parent abandons this child, which ends at once with its script.
/// In a thread with orders: whether these say so.
int clinux_is_abandoned(void);

/// Whether SIGUSR2 has arrived since the last call: the parent asks for room, and a child whose
/// client is silent gives way. In a thread with orders: whether these say so.
int clinux_take_yield_request(void);

/// Whether SIGHUP has asked to reopen logs since the last call.
int clinux_take_reopen_request(void);

/// Ends a wait of the main thread.
void clinux_wake_main(void);

/// Orders to one thread, given by others.
struct clinux_orders;
enum clinux_order { clinux_order_stop, clinux_order_abandon, clinux_order_yield };

/// Creates orders for a thread (NULL when out of memory), and frees them.
struct clinux_orders *clinux_orders_create(void);
void clinux_orders_destroy(struct clinux_orders *which);

/// Makes this thread follow these orders from now on, which interrupt its waits; or no orders.
void clinux_attach_orders(struct clinux_orders *which);
void clinux_detach_orders(void);

/// Gives an order to the thread that has attached these or will; it must not have ended.
void clinux_order(struct clinux_orders *which, enum clinux_order order);

/// epoll_pwait(2): the `token` of a ready descriptor. -1 and ETIME when the time is over, -1 and
/// EINTR when a signal has arrived. `milliseconds` < 0 waits for ever.
int clinux_epoll_wait_one(int epoll, int milliseconds);

/// pthread_create(3), detached, with every signal blocked. Returns 0 or an error number, as it
/// does.
int clinux_start_thread(size_t stack_size, void *(*body)(void *), void *argument);

/// sem_clockwait(3) on CLOCK_MONOTONIC, until `deadline_ns` of that clock.
int clinux_semaphore_wait(sem_t *semaphore, int64_t deadline_ns);

/// mallopt(3) M_MMAP_THRESHOLD: blocks of 128 KB and more are mapped, and unmapped when freed.
void clinux_return_large_blocks(void);

/// gethostname(2); the empty string when it fails.
void clinux_host_name(char *name, int capacity);

/// How many stop signals have arrived.
int clinux_stop_count(void);

/// Undoes clinux_watch_signals and delivers `signal` to this process with its default action.
void clinux_die_of(int signal);
int clinux_last_stop_signal(void);
