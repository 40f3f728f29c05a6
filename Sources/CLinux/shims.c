#define _GNU_SOURCE
#include "CLinux.h"

#include <dirent.h>
#include <malloc.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int clinux_accept(int listener, struct sockaddr_storage *address, socklen_t *length) {
    *length = sizeof *address;
    return accept4(listener, (struct sockaddr *)address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int clinux_o_path(void) { return O_PATH; }

int clinux_openat(int directory, const char *path, int flags) {
    return openat(directory, path, flags);
}

ssize_t clinux_getdents(int directory, void *records, size_t size) {
    return getdents64(directory, records, size);
}

int clinux_open_append(const char *path) {
    return open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640);
}

int clinux_reopen_append(const char *path) {
    const int flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY;
    int descriptor = open(path, flags | O_NONBLOCK, 0640);
    if (descriptor != -1) fcntl(descriptor, F_SETFL, O_APPEND);
    return descriptor;
}

int clinux_replace(int source, int target) { return dup3(source, target, O_CLOEXEC); }

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int clinux_unacknowledged(int socket) {
    int count = 0;
    return ioctl(socket, SIOCOUTQ, &count) ? 0 : count;
}

int clinux_open_process(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int clinux_has_ended(pid_t pid) {
    siginfo_t info;
    info.si_pid = 0;
    return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid;
}

// The mask of this thread's waits; NULL leaves its mask as it is.
static _Thread_local const sigset_t *wait_mask;

int clinux_poll(struct pollfd *entries, unsigned count, int64_t timeout_ns) {
    struct timespec timeout = {timeout_ns / 1000000000, timeout_ns % 1000000000};
    return ppoll(entries, count, timeout_ns < 0 ? NULL : &timeout, wait_mask);
}

int clinux_epoll_wait_one(int epoll, int milliseconds) {
    struct epoll_event event;
    int count = epoll_pwait(epoll, &event, 1, milliseconds, wait_mask);
    if (count > 0) return (int)event.data.u64;
    if (count == 0) errno = ETIME;
    return -1;
}

int clinux_may_execute(int descriptor) {
    return faccessat(descriptor, "", X_OK, AT_EACCESS | AT_EMPTY_PATH) == 0;
}

int clinux_is_regular(mode_t mode) { return S_ISREG(mode); }
int clinux_is_directory(mode_t mode) { return S_ISDIR(mode); }

int clinux_exited(int status) { return WIFEXITED(status); }
int clinux_exit_status(int status) { return WEXITSTATUS(status); }
int clinux_term_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

// Orders to a process or to one of its threads. Written by signal handlers and by other threads.
struct clinux_orders {
    _Atomic int stops;
    _Atomic int abandoned;
    _Atomic int yield;
    _Atomic int is_attached;
    pthread_t thread;
};

static struct clinux_orders process_orders;
static _Thread_local struct clinux_orders *orders = &process_orders;
static _Atomic int last_stop;
static _Atomic int is_child;
static _Atomic int reopen_requested;
static int had_terminal;
static pthread_t main_thread;

static void count_stop(int number) {
    process_orders.stops++;
    last_stop = number;
}

// Whether there is a controlling terminal: opening tty(4) fails with ENXIO once it has hung up.
// After any other failure, such as EMFILE, a terminal is assumed.
static int has_terminal(void) {
    int terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (terminal == -1) return errno != ENXIO && errno != EIO && errno != ENOENT;
    close(terminal);
    return 1;
}

static void note_hangup(int number) {
    int saved = errno;
    if (had_terminal && !has_terminal()) count_stop(number);
    else reopen_requested = 1;
    errno = saved;
}

static void note_order(int number) {
    // For a thread this signal only interrupts a wait; its orders are in `orders`.
    if (!is_child || orders != &process_orders) return;
    if (number == SIGUSR1) process_orders.abandoned = 1;
    else process_orders.yield = 1;
}

// Interrupts a wait (EINTR), so that the child is reaped.
static void note_child(int number) { (void)number; }

static int handle(int number, void (*handler)(int), int flags) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    sigfillset(&action.sa_mask);
    action.sa_handler = handler;
    action.sa_flags = flags;
    return sigaction(number, &action, NULL);
}

int clinux_ignore_size_limit(void) { return handle(SIGXFSZ, SIG_IGN, 0); }

// The masks of the thread that handles signals: outside of waits, and inside.
static sigset_t watching_mask, waiting_mask;
static int is_watching;

int clinux_watch_signals(void) {
    static const int handled[] = {SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGUSR1, SIGUSR2};
    const int count = sizeof handled / sizeof handled[0];
    sigset_t block;
    sigemptyset(&block);
    for (int i = 0; i < count; i++) sigaddset(&block, handled[i]);
    if (pthread_sigmask(SIG_BLOCK, &block, &waiting_mask)) return -1;
    if (pthread_sigmask(SIG_BLOCK, NULL, &watching_mask)) return -1;
    for (int i = 0; i < count; i++) sigdelset(&waiting_mask, handled[i]);
    is_watching = 1;
    clinux_take_over_signals();
    had_terminal = has_terminal();
    struct sigaction hangup;
    if (sigaction(SIGHUP, NULL, &hangup)) return -1;
    if (hangup.sa_handler != SIG_IGN && handle(SIGHUP, note_hangup, 0)) return -1;
    if (clinux_ignore_size_limit()) return -1;
    if (handle(SIGPIPE, SIG_IGN, 0) || handle(SIGCHLD, note_child, SA_NOCLDSTOP)) return -1;
    if (handle(SIGUSR1, note_order, 0) || handle(SIGUSR2, note_order, 0)) return -1;
    return handle(SIGINT, count_stop, 0) || handle(SIGTERM, count_stop, 0) ? -1 : 0;
}

void clinux_take_over_signals(void) {
    if (!is_watching) return;
    pthread_sigmask(SIG_SETMASK, &watching_mask, NULL);
    wait_mask = &waiting_mask;
    main_thread = pthread_self();
}

int clinux_is_abandoned(void) { return orders->abandoned; }
int clinux_stop_count(void) { return orders->stops; }

void clinux_become_child(void) {
    is_child = 1;
    process_orders.stops = 0;
    reopen_requested = 0;
}

static int take(_Atomic int *flag) { return *flag && atomic_exchange(flag, 0); }

int clinux_take_yield_request(void) { return take(&orders->yield); }
int clinux_take_reopen_request(void) { return take(&reopen_requested); }
void clinux_wake_main(void) { pthread_kill(main_thread, SIGCHLD); }

struct clinux_orders *clinux_orders_create(void) { return calloc(1, sizeof(struct clinux_orders)); }
void clinux_orders_destroy(struct clinux_orders *which) { free(which); }

// The mask of a thread's wait: all blocked but SIGUSR2, which interrupts it.
static sigset_t nudge_mask;

static void fill_nudge_mask(void) {
    sigfillset(&nudge_mask);
    sigdelset(&nudge_mask, SIGUSR2);
}

void clinux_attach_orders(struct clinux_orders *which) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, fill_nudge_mask);
    which->thread = pthread_self();
    which->is_attached = 1;
    orders = which;
    wait_mask = &nudge_mask;
}

void clinux_detach_orders(void) {
    orders = &process_orders;
    wait_mask = NULL;
}

void clinux_order(struct clinux_orders *which, enum clinux_order order) {
    switch (order) {
    case clinux_order_stop: which->stops++; break;
    case clinux_order_abandon: which->abandoned = 1; break;
    case clinux_order_yield: which->yield = 1; break;
    }
    // A thread that attaches later checks its orders before it waits.
    if (which->is_attached) pthread_kill(which->thread, SIGUSR2);
}

int clinux_end_with_parent(pid_t parent) {
    if (prctl(PR_SET_PDEATHSIG, (unsigned long)SIGTERM, 0, 0, 0) == -1) return -1;
    // If the parent ended before the call, no signal is sent.
    // Sent to the process: the thread that handles signals takes it.
    if (getppid() != parent) kill(getpid(), SIGTERM);
    return 0;
}

int clinux_start_thread(size_t stack_size, void *(*body)(void *), void *argument) {
    pthread_attr_t attributes;
    sigset_t all, before;
    pthread_t thread;
    int error = pthread_attr_init(&attributes);
    if (error) return error;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    error = pthread_attr_setstacksize(&attributes, stack_size);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (!error) error = pthread_create(&thread, &attributes, body, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return error;
}

int clinux_semaphore_wait(sem_t *semaphore, int64_t deadline_ns) {
    struct timespec deadline = {deadline_ns / 1000000000, deadline_ns % 1000000000};
    return sem_clockwait(semaphore, CLOCK_MONOTONIC, &deadline);
}

void clinux_host_name(char *name, int capacity) {
    if (gethostname(name, (size_t)capacity)) name[0] = 0;
    name[capacity - 1] = 0;
}

int clinux_last_stop_signal(void) { return last_stop; }

void clinux_die_of(int number) {
    sigset_t mask;
    signal(number, SIG_DFL);
    sigemptyset(&mask);
    sigaddset(&mask, number);
    raise(number);
    sigprocmask(SIG_UNBLOCK, &mask, NULL);
    _exit(128 + number);
}

void clinux_return_large_blocks(void) { mallopt(M_MMAP_THRESHOLD, 128 * 1024); }
