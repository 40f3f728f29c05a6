# shellcheck shell=bash
# Plans of trials, rows that are added as they are measured, and the line that tells how far it is.
# Sourced by lib.sh.

# run_plan NAME: takes configurations from standard input, a line each of the key columns but the trial,
# and adds what is missing to NAME.csv. A trial whose result is invalid is tried again; each rejection
# is a row in rejected.csv and told at the end. AFTER_TRIAL names a function to call with the key of each
# trial before its row is written. Call it with < <(...): at the end of a pipe it would be a subshell,
# which signals do not reach and which leaves its server behind.
run_plan() {
    local file=$DATA/$1.csv line number=0 done_before=0 attempt row
    local -a plan
    local -A known=()
    if [[ ${FRESH:-} ]]; then forget "$1"; fi
    if [[ ! -s $file ]]; then echo "$KEY_COLUMNS,$MEASURED_COLUMNS" > "$file"; fi
    drop_broken_row "$file"
    while IFS= read -r line; do known[$line]=1; done < <(cut -d, -f 1-7 "$file")
    mapfile -t plan < <(awk -f "$LAB/plan.awk" -v trials="$TRIALS" -v seed="$(seed_of "$1")")
    for line in "${plan[@]}"; do
        if [[ ${known[$line]:-} ]]; then ((done_before += 1)); fi
    done
    progress_begin "$1" $((${#plan[@]} - done_before)) "$done_before"
    for line in "${plan[@]}"; do
        ((number += 1))
        [[ -z ${known[$line]:-} ]] || continue
        IFS=, read -ra row <<< "$line"
        progress "${row[0]} from ${row[1]}, ${row[3]} loop, ${row[4]} clients, trial ${row[6]}"
        for ((attempt = 1; attempt <= ATTEMPTS; attempt++)); do
            if measure "${row[@]:0:6}"; then
                if [[ ${AFTER_TRIAL:-} ]]; then "$AFTER_TRIAL" "$line"; fi
                echo "$line,$number,$attempt,$MEASURED" >> "$file"
                break
            fi
            reject "$1" "$line" "$attempt"
        done
    done
    progress_end "$1"
}

# forget NAME...: the rows of these experiments, and what was rejected in them.
forget() {
    local name
    for name; do
        rm -f "$DATA/$name.csv"
        if [[ -s $DATA/rejected.csv ]]; then
            awk -F, -v name="$name" '$1 != name' "$DATA/rejected.csv" > "$DATA/rejected.csv.new"
            mv "$DATA/rejected.csv.new" "$DATA/rejected.csv"
        fi
    done
}

# A row that was being written when the machine stopped has no end of line.
drop_broken_row() {
    if [[ $(tail -c 1 "$1" | wc -l) -eq 0 ]]; then
        sed -i '$d' "$1"
    fi
}

reject() {
    local file=$DATA/rejected.csv
    if [[ ! -s $file ]]; then echo "experiment,$KEY_COLUMNS,attempt,reason" > "$file"; fi
    echo "$1,$2,$3,${REASON//,/;}" >> "$file"
    progress_clear
    say "Rejected, attempt $3 of $ATTEMPTS: $2: $REASON"
}

# --- Progress -----------------------------------------------------------------------------------

progress_begin() {
    PROGRESS_NAME=$1 PROGRESS_ALL=$2 PROGRESS_DONE=0 PROGRESS_START=$SECONDS PROGRESS_SAID=-99
    if (($3 > 0)); then say "$1: $3 trials are there already, $2 to go."; fi
}

# progress TEXT: what is measured now. A terminal has one line that changes, a log one in ten seconds.
progress() {
    local left='' seconds=$((SECONDS - PROGRESS_START))
    if ((PROGRESS_DONE > 0)); then
        left=$((seconds * (PROGRESS_ALL - PROGRESS_DONE) / PROGRESS_DONE))
        left=$(printf ', %d:%02d left' $((left / 60)) $((left % 60)))
    fi
    ((PROGRESS_DONE += 1))
    if [[ -t 2 ]]; then
        printf '\r\033[K%.*s' "${COLUMNS:-79}" \
            "$PROGRESS_NAME $PROGRESS_DONE/$PROGRESS_ALL$left: $1" >&2
    elif ((SECONDS - PROGRESS_SAID >= 10)); then
        PROGRESS_SAID=$SECONDS
        say "$PROGRESS_NAME $PROGRESS_DONE/$PROGRESS_ALL$left: $1"
    fi
}

progress_clear() { if [[ -t 2 ]]; then printf '\r\033[K' >&2; fi; }

progress_end() {
    local rejected=0
    progress_clear
    if [[ -s $DATA/rejected.csv ]]; then
        rejected=$(awk -F, -v name="$1" '$1 == name' "$DATA/rejected.csv" | wc -l)
    fi
    say "$1: $PROGRESS_DONE trials in $((SECONDS - PROGRESS_START)) s, $rejected rejected."
}
