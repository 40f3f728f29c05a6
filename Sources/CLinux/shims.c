#define _GNU_SOURCE
#include "CLinux.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <linux/sockios.h>
#include <spawn.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int clinux_accept(int listener, struct sockaddr_storage *address, socklen_t *length) {
    *length = sizeof *address;
    return accept4(listener, (struct sockaddr *)address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int clinux_open_beneath(int directory, const char *path, int flags) {
    struct open_how how;
    memset(&how, 0, sizeof how);
    how.flags = (uint64_t)(unsigned)flags;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
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

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int clinux_unacknowledged(int socket) {
    int count = 0;
    return ioctl(socket, SIOCOUTQ, &count) ? 0 : count;
}

int clinux_has_ended(pid_t pid) {
    siginfo_t info;
    info.si_pid = 0;
    return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid;
}

static sigset_t wait_mask;
static int watching;

int clinux_poll(struct pollfd *entries, unsigned count, int64_t timeout_ns) {
    struct timespec timeout = {timeout_ns / 1000000000, timeout_ns % 1000000000};
    return ppoll(entries, count, timeout_ns < 0 ? NULL : &timeout, watching ? &wait_mask : NULL);
}

int clinux_may_execute(int descriptor) {
    return faccessat(descriptor, "", X_OK, AT_EACCESS | AT_EMPTY_PATH) == 0;
}

int clinux_is_regular(mode_t mode) { return S_ISREG(mode); }
int clinux_is_directory(mode_t mode) { return S_ISDIR(mode); }

int clinux_spawn(const struct clinux_program *what, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int error = posix_spawn_file_actions_init(&actions);
    if (error) return error;
    error = posix_spawnattr_init(&attributes);
    if (error) {
        posix_spawn_file_actions_destroy(&actions);
        return error;
    }
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    error = posix_spawn_file_actions_adddup2(&actions, what->standard_input, 0);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, what->standard_output, 1);
    if (!error) error = posix_spawn_file_actions_addfchdir_np(&actions, what->directory);
    // Close-on-exec covers what this process opened; this is for what it was started with.
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (!error)
        error = posix_spawn(
            pid, what->path, &actions, &attributes, what->arguments, what->environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

int clinux_exited(int status) { return WIFEXITED(status); }
int clinux_exit_status(int status) { return WEXITSTATUS(status); }
int clinux_term_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

static volatile sig_atomic_t stop_count;
static volatile sig_atomic_t last_stop;

static void count_stop(int number) {
    stop_count = stop_count + 1;
    last_stop = number;
}

static volatile sig_atomic_t is_child;
static volatile sig_atomic_t abandoned;
static volatile sig_atomic_t yield_requested;

static void note_order(int number) {
    if (!is_child) return;
    if (number == SIGUSR1) abandoned = 1;
    else yield_requested = 1;
}

static void note_child(int number) { (void)number; }  // ends a wait with EINTR, so that it is reaped

int clinux_watch_signals(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    sigfillset(&action.sa_mask);
    static const int heeded[] = {SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGUSR1, SIGUSR2};
    const int count = sizeof heeded / sizeof heeded[0];
    sigset_t block;
    sigemptyset(&block);
    for (int i = 0; i < count; i++) sigaddset(&block, heeded[i]);
    if (sigprocmask(SIG_BLOCK, &block, &wait_mask)) return -1;
    for (int i = 0; i < count; i++) sigdelset(&wait_mask, heeded[i]);
    watching = 1;
    action.sa_handler = SIG_IGN;
    if (sigaction(SIGPIPE, &action, NULL)) return -1;
    action.sa_handler = note_child;
    action.sa_flags = SA_NOCLDSTOP;
    if (sigaction(SIGCHLD, &action, NULL)) return -1;
    action.sa_handler = note_order;
    action.sa_flags = 0;
    if (sigaction(SIGUSR1, &action, NULL) || sigaction(SIGUSR2, &action, NULL)) return -1;
    action.sa_handler = count_stop;
    struct sigaction hangup;
    if (sigaction(SIGHUP, NULL, &hangup)) return -1;
    if (hangup.sa_handler != SIG_IGN && sigaction(SIGHUP, &action, NULL)) return -1;
    if (sigaction(SIGINT, &action, NULL)) return -1;
    return sigaction(SIGTERM, &action, NULL);
}

int clinux_is_abandoned(void) { return abandoned; }
int clinux_stop_count(void) { return stop_count; }

void clinux_become_child(void) {
    is_child = 1;
    stop_count = 0;
}

int clinux_take_yield_request(void) {
    int requested = yield_requested;
    yield_requested = 0;
    return requested;
}

int clinux_is_writable(int descriptor, int milliseconds) {
    struct pollfd entry = {descriptor, POLLOUT, 0};
    return poll(&entry, 1, milliseconds) > 0;
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
