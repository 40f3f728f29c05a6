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

over_time_plan() {
    local model
    for model in $MODELS; do echo "1KB,$model,close,closed,16,-"; done
}

# The last second is short, as it holds what was in flight at the end; it is left out.
seconds_with() { # KEY OF TRIAL
    if [[ -s $DATA/seconds.csv ]]; then
        # Of a trial that was interrupted between this and its own row, the seconds are there already.
        awk -v key="$1," 'index($0, key) != 1' "$DATA/seconds.csv" || return 1
    else
        echo "$KEY_COLUMNS,second,requests_per_s,mean_us" || return 1
    fi
    awk -F, -v key="$1" '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        $column["length_s"] > 0.99 {
            printf "%s,%d,%.6g,%s\n", key, $column["second"],
                $column["completed"] / $column["length_s"], $column["mean_us"] }' \
        "$WORK/seconds.csv"
}

keep_seconds() { save "$DATA/seconds.csv" seconds_with "$1"; }

lab_begin throughput over-time seconds
find_models
SAMPLE_MEMORY=yes
run_plan throughput plan
trials_unless_given 10 2
if make_large_file; then
    run_plan throughput large_plan throughput-1GB
    [[ $COUNT ]] || rm -f "${WORK:?}/site/1GB.bin"
fi
# Longer runs, of which each second is of interest. The library reads these.
# shellcheck disable=SC2034
SAMPLE_MEMORY='' DURATION=${QUICK:+2} CSV_FILE=$WORK/seconds.csv AFTER_TRIAL=keep_seconds
# shellcheck disable=SC2034
DURATION=${DURATION:-4}
trials_unless_given 10 1
run_plan over-time over_time_plan
