#!/usr/bin/env bash
# How much can Spidey send? Files of 1 KB, 1 MB and 1 GB in each model that it has.
#   throughput.csv  requests and megabytes per second, the server's CPU time per request and memory;
#                   a new connection for each request, and kept connections where a model keeps them
#   over-time.csv   longer runs of the 1 KB file, and seconds.csv each of their seconds
# QUICK=1 is a small version, DATA the directory, TRIALS the number of trials, FRESH=1 measures anew.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

plan() {
    local model
    for model in $MODELS; do
        echo "1KB,$model,close,closed,8,-"
        echo "1MB,$model,close,closed,8,-"
        # Single-connection mode answers one request on each connection.
        if [[ $model != single ]]; then
            echo "1KB,$model,keep,closed,8,-"
            echo "1MB,$model,keep,closed,8,-"
        fi
    done
}

large_plan() {
    local model
    for model in $MODELS; do echo "1GB,$model,close,closed,1,-"; done
}

# Added to the smaller ones, which FRESH would throw away once more.
large_files() {
    local FRESH='' TRIALS=$TRIALS
    if [[ $QUICK ]]; then TRIALS=2; fi
    make_large_file || return 0
    run_plan throughput < <(large_plan)
    rm "$WORK/site/1GB.bin"
}

over_time_plan() {
    local model
    for model in $MODELS; do echo "1KB,$model,close,closed,16,-"; done
}

# The last second is short, as it holds what was in flight at the end; it is left out.
keep_seconds() {
    local file=$DATA/seconds.csv
    if [[ ! -s $file ]]; then echo "$KEY_COLUMNS,second,requests_per_s,mean_us" > "$file"; fi
    # Of a trial that was interrupted between this and its own row, the seconds are there already.
    grep -vF "$1," "$file" > "$file.new"
    awk -F, -v key="$1" '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        $column["length_s"] > 0.99 {
            printf "%s,%d,%.6g,%s\n", key, $column["second"],
                $column["completed"] / $column["length_s"], $column["mean_us"] }' \
        "$WORK/seconds.csv" >> "$file.new"
    mv "$file.new" "$file"
}

lab_begin
find_models
run_plan throughput < <(plan)
large_files
# The library's settings, for longer runs.
DURATION=4 CSV_FILE=$WORK/seconds.csv AFTER_TRIAL=keep_seconds
if [[ $QUICK ]]; then DURATION=2 TRIALS=1; fi
run_plan over-time < <(over_time_plan)
