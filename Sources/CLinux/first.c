#define _GNU_SOURCE
#include "CLinuxFirst.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

// The signals held, and the mask and action before.
static sigset_t held, mask_before;
static struct sigaction children_before;

int clinux_hold_signals(void) {
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGCHLD};
    sigemptyset(&held);
    for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) sigaddset(&held, numbers[i]);
    // A process that ignores SIGCHLD receives none, and cannot get the exit status of its children.
    struct sigaction by_default;
    memset(&by_default, 0, sizeof by_default);
    by_default.sa_handler = SIG_DFL;
    if (sigaction(SIGCHLD, &by_default, &children_before)) return -1;
    return sigprocmask(SIG_BLOCK, &held, &mask_before);
}

void clinux_release_signals(void) {
    sigaction(SIGCHLD, &children_before, NULL);
    sigprocmask(SIG_SETMASK, &mask_before, NULL);
}

// In the new process, which shares the old one's memory until it executes. Returns the error
// number.
static int start(const char *path, char *const arguments[]) {
    if (prctl(PR_SET_PDEATHSIG, (unsigned long)SIGTERM, 0, 0, 0) == -1) return errno;
    clinux_release_signals();
    // By its path, so that it keeps its name; by the link if the path does not resolve any more.
    execv(path, arguments);
    execv("/proc/self/exe", arguments);
    return errno;
}

int clinux_start_again(char *const arguments[], pid_t *child) {
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length == -1) return errno;
    path[length] = 0;
    volatile int error = 0;
    pid_t started = vfork();
    if (started == 0) {
        error = start(path, arguments);
        _exit(127);
    }
    if (started == -1) return errno;
    if (error) {
        while (waitpid(started, NULL, 0) == -1 && errno == EINTR) {}
        return error;
    }
    *child = started;
    return 0;
}

int clinux_next_signal(int *by_kernel) {
    siginfo_t information;
    int number = sigwaitinfo(&held, &information);
    if (number > 0) *by_kernel = information.si_code == SI_KERNEL;
    return number;
}
