// Starting programs. Everything between vfork(2) and the end of `become` runs in the new process,
// on the memory of the old one, whose thread is suspended until the new one executes or exits.
#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Which call failed, and its errno: written in the new process, read in the old one.
struct failure {
    const char *call;
    int error;
};

static void note(volatile struct failure *failure, const char *call) {
    failure->error = errno;
    failure->call = call;
}

// Bytes at the start of a file that may name an interpreter (BINPRM_BUF_SIZE).
enum { line_size = 256 };

// Reads `#!interpreter argument` into `line` as the kernel does (execve(2), "Interpreter scripts"):
// `*argument` is NULL when there is none. Returns the interpreter; NULL and errno without one:
// ENOENT for a file of another kind, ENOEXEC for a line that names none or is too long.
static char *find_interpreter(int file, char line[line_size + 1], char **argument) {
    memset(line, 0, line_size + 1);
    if (pread(file, line, line_size, 0) == -1) return NULL;
    errno = ENOENT;
    if (line[0] != '#' || line[1] != '!') return NULL;
    errno = ENOEXEC;
    char *end = strchr(line, '\n');
    char *name = line + 2 + strspn(line + 2, " \t");
    char *rest = name + strcspn(name, " \t");
    if (!end) {
        end = line + line_size - 1;
        // The interpreter's name may be cut off: a part of it must not be executed.
        if (rest > end) return NULL;
    }
    while (end > name && (end[-1] == ' ' || end[-1] == '\t')) end--;
    if (end == name) return NULL;
    *end = 0;
    *argument = NULL;
    if (rest < end && *rest) {
        *rest++ = 0;
        *argument = rest + strspn(rest, " \t");
    }
    return name;
}

// Executes the interpreter of a script as the kernel does, but without opening the script by name.
static void execute_interpreter(int file, const struct clinux_program *what) {
    char line[line_size + 1];
    char *argument;
    char *interpreter = find_interpreter(file, line, &argument);
    if (!interpreter) return;
    int count = 0;
    while (what->arguments[count]) count++;
    char *arguments[count + 3];
    char **next = arguments;
    *next++ = interpreter;
    if (argument) *next++ = argument;
    *next++ = (char *)what->path;
    for (int index = 1; index < count; index++) *next++ = what->arguments[index];
    *next = NULL;
    execve(interpreter, arguments, what->environment);
}

static int is_same(const struct stat *one, const struct stat *other) {
    return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

// Executes the file that has been found through a symbolic link, which may lead elsewhere by now. A
// script's path must stay the link's, which its interpreter opens and shows as $0; so the kernel,
// which would follow the link once more, is not asked to execute it. Returns the call that failed.
static const char *execute_target(const struct stat *found, const struct clinux_program *what) {
    syscall(SYS_execveat, what->located, "", what->arguments, what->environment, AT_EMPTY_PATH);
    // ENOENT: it is a script, and the kernel has no name for it that outlives the descriptor.
    if (errno != ENOENT) return "execveat";
    struct stat opened;
    errno = what->opened == clinux_unreadable ? EACCES : ESTALE;
    if (what->opened < 0) return "execveat";
    if (fstat(what->opened, &opened) == -1) return "fstat";
    errno = ESTALE;
    if (!is_same(found, &opened)) return "execveat";
    execute_interpreter(what->opened, what);
    return "execve";
}

// Executes the file that is `located`, and nothing else: it is compared by device and inode with
// what is about to be executed. The kernel follows no link in its last step. Returns the call that
// failed.
static const char *execute_located(const struct clinux_program *what) {
    struct stat found, named;
    if (fstat(what->located, &found) == -1) return "fstat";
    errno = EACCES;
    if (!S_ISREG(found.st_mode)) return "execveat";
    if (fstatat(AT_FDCWD, what->path, &named, AT_SYMLINK_NOFOLLOW) == -1) {
        if (errno != ENOENT) return "fstatat";
    } else if (S_ISLNK(named.st_mode)) {
        return execute_target(&found, what);
    } else if (is_same(&found, &named)) {
        const int flags = AT_SYMLINK_NOFOLLOW;
        syscall(
            SYS_execveat, AT_FDCWD, what->path, what->arguments, what->environment, flags);
        if (errno != ELOOP) return "execveat";
    }
    // Others may exchange files while this goes on, as a release of a site does.
    errno = ESTALE;
    return "execveat";
}

// Closes the descriptors from `first` up to `end`, which is kept. Close-on-exec covers what this
// process opened; this is for what it was started with.
static int close_up_to(int first, int end) {
    if (end <= first) return 0;
    return (int)syscall(SYS_close_range, (unsigned)first, (unsigned)end - 1, 0U);
}

// Closes all descriptors from 3 on but two, which are closed on exec.
static int close_others(int one, int other) {
    int low = one < other ? one : other, high = one < other ? other : one;
    if (close_up_to(3, low) == -1) return -1;
    if (close_up_to(low < 3 ? 3 : low + 1, high) == -1) return -1;
    return (int)syscall(SYS_close_range, high < 3 ? 3U : (unsigned)high + 1, ~0U, 0U);
}

// Sets the signals, group and parent-death signal of the new process. Returns the call that failed,
// or NULL.
static const char *settle(pid_t parent) {
    struct sigaction by_default;
    memset(&by_default, 0, sizeof by_default);
    by_default.sa_handler = SIG_DFL;
    for (int number = 1; number <= SIGRTMAX; number++) sigaction(number, &by_default, NULL);
    if (setpgid(0, 0) == -1) return "setpgid";
    // A killed parent cannot end its script, so the kernel does.
    if (prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0, 0, 0) == -1) return "prctl";
    errno = ESRCH;
    return getppid() == parent ? NULL : "getppid";
}

// In the new process: nothing here may change memory that the old one uses afterwards. Returns the
// call that failed.
static const char *become(const struct clinux_program *what, pid_t parent) {
    const char *call = settle(parent);
    if (call) return call;
    if (dup2(what->standard_input, 0) == -1 || dup2(what->standard_output, 1) == -1) return "dup2";
    if (fchdir(what->directory) == -1) return "fchdir";
    if (close_others(what->located, what->opened) == -1) return "close_range";
    clinux_lower_descriptor_limit();
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (what->located != -1) return execute_located(what);
    execve(what->path, what->arguments, what->environment);
    return "execve";
}

int clinux_spawn(const struct clinux_program *what, pid_t *pid, const char **call) {
    sigset_t all, before;
    volatile struct failure failure = {NULL, 0};
    pid_t parent = getpid();
    // No handler of this process may run in the new one, which shares its memory.
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t started = vfork();
    if (started == 0) {
        note(&failure, become(what, parent));
        _exit(127);
    }
    if (started == -1) note(&failure, "vfork");
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!failure.call) {
        *pid = started;
        return 0;
    }
    // The start failed: collect the process here, so that no other code sees its end.
    if (started != -1) while (waitpid(started, NULL, 0) == -1 && errno == EINTR) {}
    *call = failure.call;
    return failure.error;
}
