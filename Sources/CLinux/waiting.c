#define _GNU_SOURCE
#include "CLinuxWaiting.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

int clinux_epoll_wait(int epoll, struct epoll_event *events, int capacity, int64_t timeout_ns) {
    static int lacks_pwait2;
    // The older call suffices without a timeout in nanoseconds, and costs less.
    if (timeout_ns <= 0) return epoll_wait(epoll, events, capacity, timeout_ns < 0 ? -1 : 0);
    if (!lacks_pwait2) {
        struct timespec timeout = {timeout_ns / 1000000000, timeout_ns % 1000000000};
        int count = (int)syscall(SYS_epoll_pwait2, epoll, events, capacity, &timeout, NULL, 0);
        if (count >= 0 || errno != ENOSYS) return count;
        lacks_pwait2 = 1;
    }
    int64_t milliseconds = (timeout_ns + 999999) / 1000000;
    return epoll_wait(epoll, events, capacity, milliseconds > 60000 ? 60000 : (int)milliseconds);
}

int clinux_epoll_watch(int epoll, int descriptor, uint64_t token) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET};
    event.data.u64 = token;
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

int clinux_stop_descriptor(void) {
    sigset_t stops;
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &stops, NULL) == -1) return -1;
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &stops, SFD_NONBLOCK | SFD_CLOEXEC);
}

int clinux_sharpen_timers(void) { return prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0); }

int clinux_die_with_parent(pid_t parent) {
    if (prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0, 0, 0) == -1) return -1;
    // If the parent ended before the call, no signal is sent.
    if (getppid() != parent) _exit(128 + SIGKILL);
    return 0;
}

int clinux_connect_local(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, path);
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor == -1) return -1;
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0) return descriptor;
    int error = errno;
    close(descriptor);
    errno = error;
    return -1;
}

static int64_t nanoseconds(struct timeval time) {
    return (int64_t)time.tv_sec * 1000000000 + (int64_t)time.tv_usec * 1000;
}

void clinux_usage(int64_t *user, int64_t *system, int64_t *voluntary, int64_t *involuntary) {
    struct rusage usage;
    memset(&usage, 0, sizeof usage);
    getrusage(RUSAGE_SELF, &usage);
    *user = nanoseconds(usage.ru_utime);
    *system = nanoseconds(usage.ru_stime);
    *voluntary = usage.ru_nvcsw;
    *involuntary = usage.ru_nivcsw;
}

int64_t clinux_peak_resident(void) {
    struct rusage usage;
    memset(&usage, 0, sizeof usage);
    getrusage(RUSAGE_SELF, &usage);
    return (int64_t)usage.ru_maxrss * 1024;
}

int64_t clinux_run_delay(void) {
    int file = open("/proc/self/schedstat", O_RDONLY | O_CLOEXEC);
    if (file == -1) return 0;
    char text[128];
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return 0;
    text[count] = '\0';
    char *second = strchr(text, ' ');
    return second == NULL ? 0 : strtoll(second, NULL, 10);
}

int clinux_processors(void) {
    cpu_set_t processors;
    if (sched_getaffinity(0, sizeof processors, &processors) == -1) return 1;
    return CPU_COUNT(&processors);
}

static struct rlimit limit_before;

int64_t clinux_raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == -1) return 0;
    if (limit_before.rlim_max == 0) limit_before = limit;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    return (int64_t)limit.rlim_cur;
}

void clinux_lower_descriptor_limit(void) {
    if (limit_before.rlim_max != 0) setrlimit(RLIMIT_NOFILE, &limit_before);
}

int64_t clinux_descriptor_limit(void) {
    struct rlimit limit;
    return getrlimit(RLIMIT_NOFILE, &limit) == -1 ? 0 : (int64_t)limit.rlim_cur;
}

int clinux_lock_file(void) { return memfd_create("thor-lock", MFD_CLOEXEC); }

static int set_lock(int descriptor, short type) {
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET};
    return fcntl(descriptor, F_SETLKW, &lock);
}

int clinux_lock(int descriptor) { return set_lock(descriptor, F_WRLCK); }
int clinux_unlock(int descriptor) { return set_lock(descriptor, F_UNLCK); }

int clinux_terminal_columns(int descriptor) {
    struct winsize size;
    if (!isatty(descriptor)) return 0;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

int clinux_open_write(const char *path) {
    return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
}
