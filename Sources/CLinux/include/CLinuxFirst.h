// What process 1 of a PID namespace needs: to start the server as its child, and to take signals.
#pragma once

#include <sys/types.h>

/// Blocks SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2 and SIGCHLD, which clinux_next_signal takes,
/// and gives SIGCHLD its default action: sigprocmask(2), sigaction(2). -1 and errno on failure.
int clinux_hold_signals(void);

/// Undoes that.
void clinux_release_signals(void);

/// Starts this program once more, with these arguments and this environment, as a child with the
/// signals of before clinux_hold_signals: vfork(2), execv(3). It is sent SIGTERM when this process
/// ends (prctl(2) PR_SET_PDEATHSIG). Returns 0 or an error number; then
/// `child` is one that the caller has to collect, or is left alone or -1.
int clinux_start_again(char *const arguments[], pid_t *child);

/// Waits for one of the signals held: sigwaitinfo(2). Returns its number, -1 and errno on failure.
/// `by_kernel` is set to whether no process has sent it: a terminal has, to a group of processes.
int clinux_next_signal(int *by_kernel);
