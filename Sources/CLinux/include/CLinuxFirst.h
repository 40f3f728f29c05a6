// What process 1 of a PID namespace needs: to start the server as its child, and to take signals.
#pragma once

#include <sys/types.h>

/// Blocks SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2 and SIGCHLD, which clinux_next_signal takes,
/// and gives SIGCHLD its default action: sigprocmask(2), sigaction(2). -1 and errno on failure.
int clinux_hold_signals(void);

/// Undoes clinux_hold_signals.
void clinux_release_signals(void);

/// Starts this program again as a child, with these arguments, this environment, and signals as
/// before clinux_hold_signals: vfork(2), execv(3). The kernel sends it SIGTERM when this process
/// ends (prctl(2) PR_SET_PDEATHSIG). Returns 0 or an error number.
int clinux_start_again(char *const arguments[], pid_t *child);

/// Waits for one of the signals held: sigwaitinfo(2). Returns its number, -1 and errno on failure.
/// Sets `by_kernel` to whether the kernel sent it, as a terminal does to a group of processes, and
/// not a process.
int clinux_next_signal(int *by_kernel);
