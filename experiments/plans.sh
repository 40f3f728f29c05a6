# shellcheck shell=bash
# Plans of trials, rows that are added as they are measured, and the line that tells how far it is.
# Sourced by lib.sh.

# run_plan NAME [FUNCTION [LABEL]]: the function (or, without one, standard input) prints configurations, a
# line each of the key columns but the trial; what is missing is added to NAME.csv. A trial without a
# valid result is tried again; each rejection is a row in rejected.csv and told at once. AFTER_TRIAL
# names a function to call with the key of each trial before its row is written. LABEL is what the plan
# is called where NAME has several.
run_plan() {
    local file=$DATA/$1.csv label=${3:-$1} line number=0 attempt row
    make_plan "$1" "${2:-cat}" "$file" 7
    if [[ $COUNT ]]; then
        count_trials "$label" $((${#PLAN[@]} - PLAN_DONE))
        return
    fi
    progress_begin "$label" $((${#PLAN[@]} - PLAN_DONE)) "$PLAN_DONE"
    for line in "${PLAN[@]}"; do
        ((number += 1))
        [[ -z ${KNOWN[$line]:-} ]] || continue
        IFS=, read -ra row <<< "$line"
        progress "${row[0]} from ${row[1]}, ${row[3]} loop, ${row[4]} clients, trial ${row[6]}"
        for ((attempt = 1; attempt <= ATTEMPTS; attempt++)); do
            if measure "${row[@]}"; then
                if [[ ${AFTER_TRIAL:-} ]]; then "$AFTER_TRIAL" "$line"; fi
                add_row "$file" "$KEY_COLUMNS,$MEASURED_COLUMNS" "$line,$number,$attempt,$MEASURED"
                break
            fi
            reject "$1" "$line" "$attempt"
        done
    done
    progress_end
}

# make_plan NAME FUNCTION FILE COLUMNS: the function's lines, each with the numbers of its trials, shuffled,
# in PLAN. Those that are in the first so many columns of the file are KNOWN, and PLAN_DONE their number.
make_plan() {
    local line seed=1
    local -a lines
    declare -gA KNOWN=()
    PLAN_DONE=0
    mapfile -t lines < <("$2")
    if [[ ! $COUNT ]]; then
        ((${#lines[@]} > 0)) || die "there is nothing in the plan of $1"
        find_seed "$1"
        seed=$SEED_FOUND
    fi
    mapfile -t PLAN < <(printf '%s\n' "${lines[@]}" \
        | awk -f "$LAB/plan.awk" -v trials="$TRIALS" -v seed="$seed")
    ((${#PLAN[@]} == ${#lines[@]} * TRIALS)) || die "the plan of $1 could not be made"
    if [[ -s $3 ]]; then
        while IFS= read -r line; do KNOWN[$line]=1; done < <(cut -d, -f "1-$4" "$3")
    fi
    for line in "${PLAN[@]}"; do
        if [[ ${KNOWN[$line]:-} ]]; then ((PLAN_DONE += 1)); fi
    done
}

REJECTED=0
reject() { # EXPERIMENT KEY ATTEMPT
    ((REJECTED += 1))
    add_row "$DATA/rejected.csv" "experiment,$KEY_COLUMNS,attempt,reason" "$1,$2,$3,${REASON//,/;}"
    progress_clear
    say "Rejected, attempt $3 of $ATTEMPTS: $2: $REASON"
}

# --- Progress -----------------------------------------------------------------------------------

# count_trials LABEL NUMBER: what `all` adds up: LABEL NUMBER SECONDS, the seconds for each guessed from
# what the script has set. A number below nothing is nothing: more are there than are asked for now.
count_trials() {
    local seconds=${DURATION:-$CLOSED_SECONDS} warm=$WARM_SECONDS memory=0
    case $1 in
        latency-open | queue) seconds=$OPEN_SECONDS ;;
        neighbour) seconds=$NEIGHBOUR_SECONDS ;;
        throughput-1GB) seconds=$((LARGE_REQUESTS + 2)) ;;
        costs) seconds=${QUICK:+3} seconds=${seconds:-6} ;;
    esac
    if [[ ${SAMPLE_MEMORY:-} && ! $QUICK ]]; then memory=$MEMORY_SECONDS; fi
    # Starting and stopping of server and generator: a fifth of a second.
    awk -v label="$1" -v trials="$2" -v a="$seconds" -v b="$warm" -v c="$memory" '
        BEGIN { printf "%s %d %.2f\n", label, (trials > 0 ? trials : 0), a + b + c + 0.2 }'
}

# PLANS_OF_RUN has such a line for each plan of the run, from `all`. planned WHICH LABEL: the seconds that
# the plan `own` was guessed to take for each of its trials, or all the `later` ones together.
planned() {
    awk -v which="$1" -v label="$2" '
        found { later += $2 * $3 }
        $1 == label { found = 1; own = $3 }
        END { if (found) printf "%.2f\n", which == "own" ? own : later; else print 0 }' \
        <<< "${PLANS_OF_RUN:-}"
}

progress_begin() { # LABEL TO-GO DONE
    PROGRESS_NAME=$1 PROGRESS_ALL=$2 PROGRESS_DONE=0 PROGRESS_START=$SECONDS PROGRESS_SAID=-99
    PROGRESS_OWN=$(planned own "$1") PROGRESS_LATER=$(planned later "$1") REJECTED=0
    if (($3 > 0)); then say "$1: $3 trials are there already, $2 to go."; fi
}

# time_left: of this plan by the time that its trials took up to now; of those to come by the guess of how
# long they take, corrected by how far off it was for this one.
time_left() {
    awk -v seconds=$((SECONDS - PROGRESS_START)) -v done="$PROGRESS_DONE" -v all="$PROGRESS_ALL" \
        -v own="$PROGRESS_OWN" -v later="$PROGRESS_LATER" '
        function clock(s) { return sprintf("%d:%02d", s / 60, s % 60) }
        BEGIN {
            each = done > 0 ? seconds / done : own
            if (each == 0) exit
            printf ", %s left", clock(each * (all - done))
            if (own > 0 && later > 0)
                printf ", %s in all", clock(each * (all - done) + later * (done < 5 ? 1 : each / own))
        }'
}

# progress TEXT: what is measured now. A terminal has one line that changes, a log one in ten seconds.
progress() {
    if [[ -t 2 ]]; then
        printf '\r\033[K%.*s' "${COLUMNS:-79}" "$PROGRESS_NAME \
$((PROGRESS_DONE + 1))/$PROGRESS_ALL$(time_left): $1" >&2
    elif ((SECONDS - PROGRESS_SAID >= 10)); then
        PROGRESS_SAID=$SECONDS
        say "$PROGRESS_NAME $((PROGRESS_DONE + 1))/$PROGRESS_ALL$(time_left): $1"
    fi
    ((PROGRESS_DONE += 1))
}

progress_clear() { if [[ -t 2 ]]; then printf '\r\033[K' >&2; fi; }

progress_end() {
    progress_clear
    say "$PROGRESS_NAME: $PROGRESS_DONE trials in $((SECONDS - PROGRESS_START)) s," \
        "$REJECTED attempts rejected."
}
