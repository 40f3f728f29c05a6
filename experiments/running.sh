# shellcheck shell=bash
# One run at a time in a directory, and a clean end of it: by itself, by Ctrl-C, by a signal. What a run
# leaves behind that was killed, the next one clears. Sourced by lib.sh.
#
# $DATA/.running is there while a run goes on. The lock on it belongs to the run, its lines name what
# would have to be cleared: "process ID START", "work DIRECTORY". A process is known by its id together
# with the time it was started at, so that no id that was given away again is taken for it; a cgroup
# has both of its run in its name, and before them the number of the PID namespace: containers may share
# cgroups, and a run in one cannot see whether that of another goes on.

# shellcheck disable=SC2034
LOCK='' TOLD='' WORK='' GROUP='' GROUP_ROOT=''
SERVER_PID='' THOR_PID='' NEIGHBOUR_PID='' PATIENT_PID='' ENDED=0

# stat_of PROCESS: STAT has the fields of /proc/PROCESS/stat from the third on; 1 when it has gone.
stat_of() {
    local text
    { read -r text < "/proc/$1/stat"; } 2> /dev/null || return 1
    read -ra STAT <<< "${text##*) }"
}

# alive PROCESS: and not a zombie, to which signals can be sent as well.
alive() { stat_of "$1" && [[ ${STAT[0]} != Z ]]; }

# started_at PROCESS TIME: whether it is that one, and still there; TIME in ticks since the machine began.
started_at() { stat_of "$1" && [[ ${STAT[19]} = "$2" ]]; }

# take_lock: on a file that is taken away at the end, so it may not be the one of that name any more.
take_lock() {
    while :; do
        exec {LOCK}<> "$DATA/.running"
        flock -n "$LOCK" || die "another run is measuring in $DATA: wait for it, or set DATA"
        [[ ! $DATA/.running -ef /proc/$$/fd/$LOCK ]] || break
        exec {LOCK}>&-
    done
    stat_of $$
    NAMESPACE=$(readlink /proc/self/ns/pid || true)
    NAMESPACE=${NAMESPACE//[!0-9]/} NAMESPACE=${NAMESPACE:-0}
    RUN=spidey-lab-$NAMESPACE-$$-${STAT[19]}
}

# note_processes: for the next run, should this one be killed. Whoever starts one calls this.
note_processes() {
    local pid
    {
        for pid in $SERVER_PID $THOR_PID $NEIGHBOUR_PID $PATIENT_PID; do
            if stat_of "$pid"; then echo "process $pid ${STAT[19]}"; fi
        done
        echo "work $WORK"
    } 2> /dev/null > "$DATA/.running" || true
}

# patiently COMMAND...: in the background and waited for, so that a signal is handled at once.
patiently() {
    local status=0
    "$@" {LOCK}>&- {TOLD}>&- &
    PATIENT_PID=$!
    note_processes
    wait "$PATIENT_PID" || status=$?
    PATIENT_PID=''
    return $status
}

# end_noted: kills the processes in $DATA/.running and what descends from them, removes the temporary
# directory. How many processes are in ENDED.
end_noted() {
    local kind what pid
    local -a tree
    ENDED=0
    while read -r kind what; do
        case $kind in
            process)
                # shellcheck disable=SC2086
                started_at $what || continue
                # All are found before the first is ended: orphans would not be.
                mapfile -t tree < <(descendants "${what% *}")
                for pid in "${tree[@]}"; do
                    if kill -KILL "$pid" 2> /dev/null; then ((ENDED += 1)); fi
                done ;;
            work) if [[ $what = */spidey-lab.* && -d $what ]]; then rm -rf "$what"; fi ;;
        esac
    done < "$DATA/.running"
}

# descendants PROCESS: it and what it has started, one a line.
descendants() {
    local child file
    local -a children=()
    echo "$1"
    for file in "/proc/$1/task/"*/children; do
        { read -ra children < "$file"; } 2> /dev/null || true
        for child in "${children[@]}"; do descendants "$child"; done
        children=()
    done
}

# end_group GROUP: kills what is in a cgroup, and removes it. Processes that this process cannot see
# have the number 0 there.
end_group() {
    local pid turn
    for ((turn = 0; turn < 200; turn++)); do
        if rmdir "$1" 2> /dev/null || [[ ! -d $1 ]]; then return 0; fi
        while read -r pid; do
            if ((pid > 0)) && kill -KILL "$pid" 2> /dev/null; then ((ENDED += 1)); fi
        done < "$1/cgroup.procs" || true
        sleep 0.01
    done
    say "What is in $1 cannot be ended."
}

# clear_leftovers: of a run that was killed in this directory, and the servers of runs elsewhere. Runs
# that go on are left alone, as are those of other containers and everything that no run of the lab has
# started.
clear_leftovers() {
    local group
    end_noted
    for group in ${GROUP_ROOT:+"$GROUP_ROOT/spidey-lab-$NAMESPACE"-*}; do
        [[ $group =~ /spidey-lab-[0-9]+-([0-9]+)-([0-9]+)-[0-9]+$ ]] || continue
        if started_at "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"; then continue; fi
        end_group "$group"
    done
    if ((ENDED > 0)); then say "Ended $ENDED processes that a killed run had left behind."; fi
}

# lab_end: at once. What is running was interrupted, so nobody wants its result.
lab_end() {
    local pid group
    trap - EXIT
    trap '' INT TERM HUP
    end_noted
    for pid in $(jobs -p); do kill -KILL "$pid" 2> /dev/null || true; done
    for group in ${GROUP_ROOT:+"$GROUP_ROOT/$RUN"-*}; do end_group "$group"; done
    # The shell tells of each job that was killed when it is waited for.
    wait 2> /dev/null || true
    if [[ $WORK ]]; then rm -rf "$WORK"; fi
    rm -f "$DATA/.running"
}

interrupted() { # STATUS
    trap '' INT TERM HUP
    # A trap is entered with what the command that it interrupts had redirected.
    exec 2>&"$TOLD"
    progress_clear
    lab_end
    say "Interrupted. What is measured is in $DATA; the same command goes on from here." || true
    exit "$1"
}
