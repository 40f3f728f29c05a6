# shellcheck shell=bash
# One trial. Sourced by lib.sh.

# thor_begin ARGUMENT...: in the background; thor_end waits for it and has its status. A signal is handled
# at once.
thor_begin() {
    "${PIN_THOR[@]}" "$THOR" --quiet --timeout "$TIMEOUT" "$@" \
        2> "$WORK/thor.err" {LOCK}>&- {TOLD}>&- &
    THOR_PID=$!
    note_processes
}

thor_end() {
    local status=0
    wait "$THOR_PID" || status=$?
    THOR_PID=''
    return $status
}

thor() {
    thor_begin "$@"
    thor_end
}

# measure WORK SERVER CONNECTION LOOP CLIENTS LOAD [TRIAL]: one trial. Prints nothing; the measured columns
# are in MEASURED. 1 when there is no result to record, with the reason in REASON.
measure() {
    local url status=0 before after arguments=() kind=()
    MEASURED='' REASON='' PEAK=''
    if ! server_start "$2"; then
        REASON="$2 did not start: $(tail -n 1 "$WORK/server.err")"
        server_stop
        return 1
    fi
    url=http://127.0.0.1:$SERVER_PORT$(path_of "$1")
    kind=(-c "$5")
    if [[ $3 = close ]]; then kind+=(--close); fi
    # A timeout is a failure, not a latency: 1 GB takes long on a slow machine, nothing else does.
    TIMEOUT=10s arguments=(-d "$WARM_SECONDS")
    if [[ $1 = 1GB ]]; then TIMEOUT=60s arguments=(-r 1); fi
    thor "${arguments[@]}" "${kind[@]}" "$url" || true
    find_arguments "$@"
    if [[ $1 = neighbour ]]; then neighbour_start; fi
    before=$(server_cpu)
    rm -f "$WORK/trial.json"
    thor --json "$WORK/trial.json" ${CSV_FILE:+--csv "$CSV_FILE"} "${arguments[@]}" "${kind[@]}" "$url" \
        || status=$?
    after=$(server_cpu)
    neighbour_stop
    if [[ ! -s $WORK/trial.json ]] || ((status > 2)); then
        REASON="thor ended with status $status: $(tail -n 1 "$WORK/thor.err")"
    elif ! alive "$SERVER_PID"; then
        REASON="$2 ended during the trial: $(tail -n 1 "$WORK/server.err")"
    else
        read_result "$before" "$after"
        if [[ -z $REASON && ${SAMPLE_MEMORY:-} ]] && ((${7:-1} <= MEMORY_TRIALS)); then
            find_peak "$1" "${kind[@]}" "$url"
            read_result "$before" "$after"
        fi
    fi
    server_stop
    [[ -z $REASON ]]
}

# find_arguments WORK SERVER CONNECTION LOOP CLIENTS LOAD...: how much, and how fast, in `arguments`.
find_arguments() {
    if [[ $4 = open ]]; then
        arguments=(-R "$(rate_of "$1" "$2" "$6")" -d "$OPEN_SECONDS" --arrivals poisson
            --seed $((RANDOM + 1)))
    elif [[ $1 = 1GB ]]; then
        arguments=(-r "$LARGE_REQUESTS")
    elif [[ $1 = neighbour ]]; then
        # In single-connection mode each request waits for a script of 50 ms.
        arguments=(-d "$NEIGHBOUR_SECONDS")
    else
        arguments=(-d "${DURATION:-$CLOSED_SECONDS}")
    fi
}

# read_result BEFORE AFTER: MEASURED, and REASON if the trial does not count.
read_result() {
    local -a lines
    mapfile -t lines < <(awk -f "$LAB/trial.awk" -v before="$1" -v after="$2" -v memory="$PEAK" \
        "$WORK/trial.json")
    MEASURED=${lines[0]:-} REASON=${lines[1]:-}
    if [[ -z $MEASURED ]]; then REASON="what thor wrote cannot be read"; fi
}

# find_peak WORK ARGUMENT...: the most memory of the server that was seen under a load like the trial's, in
# PEAK. A load of its own, as looking would disturb the trial; repeated should nobody have got to look.
find_peak() {
    local now turn arguments=(-d "$MEMORY_SECONDS")
    if [[ $1 = 1GB ]]; then arguments=(-r 1); fi
    shift
    for ((turn = 0; turn < 3; turn++)); do
        thor_begin "${arguments[@]}" "$@"
        sleep 0.03
        while alive "$THOR_PID"; do
            now=$(server_memory)
            # Seen under load only if the load was still there afterwards.
            if alive "$THOR_PID" && ((${now:-0} > ${PEAK:-0})); then PEAK=$now; fi
            sleep 0.02
        done
        thor_end || true
        [[ -z $PEAK ]] || return 0
    done
}

# Someone else asks for a script that waits for 50 ms, again and again; not for ever, should nobody be
# left to end it.
neighbour_start() {
    "${PIN_THOR[@]}" "$THOR" --quiet --close -c 1 -d 20s --timeout 10s \
        "http://127.0.0.1:$SERVER_PORT/slow.cgi" 2> /dev/null {LOCK}>&- {TOLD}>&- &
    NEIGHBOUR_PID=$!
    note_processes
    sleep 0.1
}

neighbour_stop() {
    [[ -n $NEIGHBOUR_PID ]] || return 0
    kill -KILL "$NEIGHBOUR_PID" 2> /dev/null || true
    wait "$NEIGHBOUR_PID" 2> /dev/null || true
    NEIGHBOUR_PID=''
}

# rate_of WORK SERVER LOAD: requests per second, a fraction of the capacity that was measured.
rate_of() {
    awk -F, -v work="$1" -v server="$2" -v load="$3" '
        $1 == work && $2 == server { printf "%.1f\n", $3 * load }' "$DATA/capacity.csv"
}
