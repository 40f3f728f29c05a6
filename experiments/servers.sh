# shellcheck shell=bash
# Servers: starting, waiting until they answer, stopping, and what they cost. Sourced by lib.sh.

# launch COMMAND...: in a cgroup of its own, on its cores, its output in $WORK/server.*; under WATCHER,
# a tool that looks at it, if there is one.
launch() {
    GROUP=''
    if [[ $GROUP_ROOT ]]; then
        GROUP=$GROUP_ROOT/$RUN-$((LAUNCHED = ${LAUNCHED:-0} + 1))
        mkdir "$GROUP"
    fi
    # Emptied here, because what the last server wrote must not be taken for this one's.
    : > "$WORK/server.err"
    (
        trap - INT TERM HUP EXIT
        if [[ $GROUP ]]; then echo "$BASHPID" > "$GROUP/cgroup.procs" || exit 1; fi
        # In a session of its own: when it ends, Apache signals the whole group it is in.
        exec setsid "${PIN_SERVER[@]}" "${WATCHER[@]}" "$@"
    ) < /dev/null > "$WORK/server.out" 2> "$WORK/server.err" {LOCK}>&- {TOLD}>&- &
    SERVER_PID=$!
    note_processes
}

# server_start NAME: a model of Spidey, a peer of bench/peers, or `floorN`, the bare epoll program of
# bench/ that burns N nanoseconds for each request. Sets SERVER_PORT; 1 when it does not answer.
server_start() {
    case $1 in
        single* | fork* | prefork* | thread* | event*) start_spidey "$1" ;;
        *) start_at_free_port "$1" ;;
    esac
}

# Spidey takes a free port and says which. `event1` is the event model with one worker, and `-again`
# behind a name makes another name for the same.
start_spidey() {
    local turn arguments=(--mode "${1%-again}")
    if [[ $1 = event1 ]]; then arguments=(--mode event --workers 1); fi
    launch "$SPIDEY" "${arguments[@]}" --grace 1 -d "$WORK/site" -p 0
    for ((turn = 0; turn < 500; turn++)); do
        SERVER_PORT=$(sed -n 's#.*http://127\.0\.0\.1:\([0-9]*\)/.*#\1#p;' "$WORK/server.err")
        [[ -z $SERVER_PORT ]] || return 0
        alive "$SERVER_PID" || break
        sleep 0.01
    done
    return 1
}

# Others are told a port that nobody listens on; should one be taken in between, the next is tried.
start_at_free_port() {
    local try turn
    for ((try = 0; try < 5; try++)); do
        SERVER_PORT=$((20000 + RANDOM % 10000))
        if "$THOR" --connect-timeout 1 -I "http://127.0.0.1:$SERVER_PORT/" > /dev/null 2>&1; then
            continue
        fi
        rm -rf "${WORK:?}/home"
        mkdir -m 755 "$WORK/home"
        case $1 in
            apache-*) launch "$ROOT/bench/peers/apache" \
                "$SERVER_PORT" "$WORK/site" "$WORK/home" "${1#apache-}" ;;
            floor*) launch "$WORK/floor" "$SERVER_PORT" "${1#floor}" ;;
            *) launch "$ROOT/bench/peers/$1" "$SERVER_PORT" "$WORK/site" "$WORK/home" ;;
        esac
        for ((turn = 0; turn < 200; turn++)); do
            if "$THOR" --connect-timeout 1 -o /dev/null "http://127.0.0.1:$SERVER_PORT/1KB.bin" \
                > /dev/null 2>&1; then
                return 0
            fi
            alive "$SERVER_PID" || break
            sleep 0.02
        done
        server_stop
    done
    return 1
}

# find_models: those that this Spidey has, in the order of the documentation, in MODELS.
find_models() {
    local model
    MODELS=''
    for model in single fork prefork thread event; do
        if [[ $COUNT ]]; then
            MODELS+=" $model"
            continue
        fi
        if server_start "$model"; then
            MODELS+=" $model"
        else
            say "Skipped: the $model model does not start: $(tail -n 1 "$WORK/server.err")"
        fi
        server_stop
    done
    MODELS=${MODELS# }
    [[ $MODELS ]] || die "$SPIDEY starts in no model"
}

# server_stop: by a signal, after five seconds by force; what the server left behind in its group goes
# with it. Nothing is touched that this script did not start.
server_stop() {
    local turn
    if [[ $SERVER_PID ]]; then
        kill -TERM "$SERVER_PID" 2> /dev/null || true
        for ((turn = 0; turn < 500; turn++)); do
            alive "$SERVER_PID" || break
            sleep 0.01
        done
        kill -KILL "$SERVER_PID" 2> /dev/null || true
        wait "$SERVER_PID" 2> /dev/null || true
        SERVER_PID=''
    fi
    if [[ $GROUP ]]; then end_group "$GROUP"; fi
    GROUP=''
}

# server_processes: the server and what descends from it, one a line.
server_processes() {
    if [[ $GROUP ]]; then cat "$GROUP/cgroup.procs"; else descendants "$SERVER_PID"; fi
}

# server_cpu: "USER SYSTEM" in microseconds, of the whole tree and of those in it that have ended.
server_cpu() {
    if [[ $GROUP ]]; then
        awk '$1 == "user_usec" { user = $2 } $1 == "system_usec" { kernel = $2 }
            END { printf "%.0f %.0f\n", user, kernel }' "$GROUP/cpu.stat"
    else
        server_stat 14 15 16 17 | awk -v hertz="$(getconf CLK_TCK)" '
            { printf "%.0f %.0f\n", ($1 + $3) * 1e6 / hertz, ($2 + $4) * 1e6 / hertz }'
    fi
}

# server_stat FIELD...: sums of these fields of /proc/PID/stat over the tree.
server_stat() {
    local pid
    for pid in $(server_processes); do sed 's/.*) /- - /' "/proc/$pid/stat" 2> /dev/null || true
    done | awk -v fields="$*" '
        BEGIN { count = split(fields, field, " ") }
        { for (i = 1; i <= count; i++) sum[i] += $(field[i]) }
        END { for (i = 1; i <= count; i++) printf "%.0f ", sum[i] }'
}

# server_memory: the sum of the proportional set sizes of all of its processes now, in kilobytes: a page
# that ten of them share counts as a tenth in each. Nothing when none could be read.
server_memory() {
    local -a files
    mapfile -t files < <(server_processes | sed 's#.*#/proc/&/smaps_rollup#')
    # Some may have ended meanwhile; without a file at all cat would read what this script reads.
    cat /dev/null "${files[@]}" 2> /dev/null | awk '$1 == "Pss:" { sum += $2 } END { if (sum > 0) print sum }' \
        || true
}
