#!/usr/bin/env bash
# How long does a request take? A listing, a static file and a script, in each model that Spidey has.
#   latency-closed.csv  1 to 64 clients, each of which waits for its answer before it asks again
#   capacity.csv        the most requests per second that each model did there
#   latency-open.csv    users who do not wait for each other: fractions of that capacity
#   queue.csv           single-connection mode under more loads, to be put beside a queue's theory
#   neighbour.csv       a static file, while somebody else waits for a slow script
# QUICK=1 is a small version, DATA the directory, TRIALS the number of trials, FRESH=1 measures anew.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

WORKS="listing static cgi"

closed_plan() {
    local work model clients
    for work in $WORKS; do for model in $MODELS; do for clients in $CLIENTS; do
        echo "$work,$model,close,closed,$clients,-"
    done; done; done
}

# The capacity is the largest over the numbers of clients of the medians over the trials.
capacities() {
    echo work,server,requests_per_s
    "$THOR" stats "$DATA/latency-closed.csv" --value requests_per_s --by work,server,clients \
        --format csv | awk -F, '
        NR > 1 { key = $1 "," $2; if ($5 > most[key]) most[key] = $5 }
        END { for (key in most) printf "%s,%.1f\n", key, most[key] }' | sort
}

open_plan() {
    local work model load
    for work in $WORKS; do for model in $MODELS; do for load in $LOADS; do
        echo "$work,$model,close,open,64,$load"
    done; done; done
}

queue_plan() {
    local load
    for load in $QUEUE_LOADS; do echo "static,single,close,open,256,$load"; done
}

neighbour_plan() {
    local model
    for model in $MODELS; do echo "neighbour,$model,close,closed,1,-"; done
}

lab_begin latency-closed capacity latency-open queue neighbour
find_models
run_plan latency-closed closed_plan
# Rates stay those that the open loops have begun with.
if [[ ! $COUNT ]] && { [[ ! -s $DATA/capacity.csv ]] \
    || (($(rows_of latency-open) + $(rows_of queue) == 0)); }; then
    save "$DATA/capacity.csv" capacities
fi
run_plan latency-open open_plan
run_plan queue queue_plan
run_plan neighbour neighbour_plan
