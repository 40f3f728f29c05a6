#!/usr/bin/env bash
# Where the time goes: what a model does for one request on a connection of its own.
#   costs.csv     page faults (from /proc), context switches (perf) and system calls (strace)
#   syscalls.csv  the system calls by name
#   sharing.csv   memory of a server with 16 connections open: shared, and each process's own
# What perf or strace may not do on this machine is skipped and told.
# QUICK=1 is a small version, DATA the directory, TRIALS the number of trials, FRESH=1 measures anew.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

REQUESTS=${QUICK:+50}
REQUESTS=${REQUESTS:-400}
trials_unless_given 10 2
HELD=16

# None of these runs in a subshell, as they start servers: the figure is left in FIGURE.

# ask COUNT CONNECTIONS: so many requests for the 1 KB file.
ask() {
    (($1 == 0)) || thor --close -c "$2" -r $(($1 / $2)) "http://127.0.0.1:$SERVER_PORT/1KB.bin"
}

# Faults of the tree, those of children that have ended included: all of a forking server's.
faults_per_request() { # MODEL
    local before after
    server_start "$1" || return 1
    ask 20 1 || return 1
    before=$(server_stat 10 11)
    ask "$REQUESTS" 1 || return 1
    # A child may still be ending.
    sleep 0.1
    after=$(server_stat 10 11)
    # One that has gone has no faults.
    alive "$SERVER_PID" || return 1
    server_stop
    FIGURE=$(echo "$before $after" \
        | awk -v n="$REQUESTS" '{ printf "%.6g\n", ($3 + $4 - $1 - $2) / n }')
}

# watched TOOL... : starts a model under a tool that reports when the server ends, asks for COUNT
# requests, and ends the server itself, not the tool.
watched() { # MODEL COUNT TOOL...
    local model=$1 count=$2 turn server='' status=0
    shift 2
    WATCHER=("$@")
    server_start "$model" || status=1
    WATCHER=()
    if ((status == 0)); then ask "$count" 1 || status=1; fi
    { read -r server < "/proc/$SERVER_PID/task/$SERVER_PID/children"; } 2> /dev/null || true
    # A server that has ended by itself has not been watched to its end.
    if [[ -z $server ]] || ! kill -TERM "${server%% *}" 2> /dev/null; then status=1; fi
    for ((turn = 0; turn < 500; turn++)); do
        alive "$SERVER_PID" || break
        sleep 0.01
    done
    server_stop
    return $status
}

# A count over a server's whole life, less the same without requests, by the number of requests.
switches_per_request() { # MODEL
    local count
    local -a seen=()
    for count in 0 "$REQUESTS"; do
        watched "$1" "$count" perf stat -x, -e context-switches -o "$WORK/perf" || return 1
        seen+=("$(awk -F, '$3 ~ /^context-switches/ { print $1 }' "$WORK/perf")")
        # perf may not have counted, and says so in place of the number.
        [[ ${seen[-1]} =~ ^[0-9]+$ ]] || return 1
    done
    FIGURE=$(awk -v a="${seen[0]}" -v b="${seen[1]}" -v n="$REQUESTS" \
        'BEGIN { printf "%.6g\n", (b - a) / n }')
}

calls_per_request() { # MODEL: total, and each in $WORK/calls
    local count
    for count in 0 "$REQUESTS"; do
        watched "$1" "$count" strace -f -c -U calls,name -o "$WORK/calls.$count" || return 1
    done
    FIGURE=$(awk -v n="$REQUESTS" -v model="$1" -v names="$WORK/calls" '
        NF != 2 || $1 !~ /^[0-9]+$/ || $2 == "total" { next }
        { calls[$2] += FNR == NR ? -$1 : $1 }
        END {
            printf "" > names
            for (name in calls) {
                each = calls[name] / n
                if (each < 0.01) continue
                sum += each
                printf "%s,%s,%.6g\n", model, name, each > names
            }
            printf "%.6g\n", sum
        }' "$WORK/calls.0" "$WORK/calls.$REQUESTS")
}

# Connections that are kept and idle between two requests: each has its process or thread.
sharing() { # MODEL: processes, resident, proportional, own to each, all in megabytes
    local pid status=0
    server_start "$1" || return 1
    thor_begin -c $HELD -R $HELD -d 3s "http://127.0.0.1:$SERVER_PORT/1KB.bin"
    patiently sleep 1
    for pid in $(server_processes); do
        # What may not be read, or has ended meanwhile, must not count as nothing.
        awk '{ kb[$1] = $2 } END { if (!("Pss:" in kb)) exit 1; print kb["Rss:"], kb["Pss:"],
            kb["Private_Clean:"] + kb["Private_Dirty:"] }' "/proc/$pid/smaps_rollup" || status=1
    done > "$WORK/sharing"
    if ! alive "$THOR_PID" || ! alive "$SERVER_PID" || [[ ! -s $WORK/sharing ]]; then status=1; fi
    kill -KILL "$THOR_PID" 2> /dev/null || true
    thor_end 2> /dev/null || true
    server_stop
    ((status == 0)) || return 1
    FIGURE=$(awk '{ rss += $1; pss += $2; own += $3 }
        END { printf "%d,%.6g,%.6g,%.6g\n", NR, rss * 1024 / 1e6, pss * 1024 / 1e6,
            own * 1024 / 1e6 / NR }' "$WORK/sharing")
}

may_use_perf() {
    command -v perf > /dev/null \
        && perf stat -x, -e context-switches -o "$WORK/perf" true 2> /dev/null \
        && awk -F, '$3 == "context-switches" && $1 ~ /^[0-9]+$/ { found = 1 }
            END { exit !found }' "$WORK/perf"
}

may_use_strace() {
    command -v strace > /dev/null && strace -f -c -o "$WORK/strace" true 2> /dev/null
}

COSTS=server,trial,faults_per_request,switches_per_request,calls_per_request
SHARING=server,trial,processes,resident_mb,proportional_mb,own_mb_each

# What a program calls does not vary from run to run enough to be asked for each time; by name it is
# written down once, and of the trial that counts: the row of costs.csv comes last.
add_counts() { # MODEL TRIAL
    local faults switches='' calls=''
    faults_per_request "$1" || return 1
    faults=$FIGURE
    if [[ $PERF ]]; then
        switches_per_request "$1" || return 1
        switches=$FIGURE
    fi
    if [[ $STRACE ]] && (($2 <= 3)); then
        calls_per_request "$1" || return 1
        calls=$FIGURE
        if ! grep -qs "^$1," "$DATA/syscalls.csv"; then
            add_row "$DATA/syscalls.csv" server,call,calls_per_request "$(cat "$WORK/calls")"
        fi
    fi
    add_row "$DATA/costs.csv" $COSTS "$1,$2,$faults,$switches,$calls"
}

add_sharing() { # MODEL TRIAL
    sharing "$1" || return 1
    add_row "$DATA/sharing.csv" $SHARING "$1,$2,$FIGURE"
}

# attempt KIND FILE MODEL TRIAL: one row, tried again like any other trial. Rows are known by model and trial.
attempt() {
    local number
    if grep -qs "^$3,$4," "$DATA/$2"; then return; fi
    for ((number = 1; number <= ATTEMPTS; number++)); do
        if "add_$1" "$3" "$4"; then return; fi
        REASON="what $3 costs could not be counted: $(tail -n 1 "$WORK/thor.err" 2> /dev/null || true)"
        server_stop
        reject costs "$1,$3,close,closed,1,-,$4" "$number"
    done
}

plan() { tr ' ' '\n' <<< "$MODELS"; }

lab_begin costs syscalls sharing
find_models
make_plan costs plan "$DATA/sharing.csv" 2
if [[ $COUNT ]]; then
    count_trials costs $((${#PLAN[@]} - PLAN_DONE))
    exit 0
fi
PERF='' STRACE=''
if may_use_perf; then PERF=yes; else say "Skipped: perf may not count context switches here."; fi
if may_use_strace; then STRACE=yes; else say "Skipped: strace may not trace here."; fi
remember perf "${PERF:-no}"
remember strace "${STRACE:-no}"
progress_begin costs $((${#PLAN[@]} - PLAN_DONE)) "$PLAN_DONE"
for line in "${PLAN[@]}"; do
    # The last of a trial's two rows is the one of sharing.csv; what gave up its three attempts is tried again.
    if [[ ${KNOWN[$line]:-} ]] && grep -qs "^$line," "$DATA/costs.csv"; then continue; fi
    progress "what ${line%,*} costs, trial ${line#*,}"
    attempt counts costs.csv "${line%,*}" "${line#*,}"
    attempt sharing sharing.csv "${line%,*}" "${line#*,}"
done
progress_end
