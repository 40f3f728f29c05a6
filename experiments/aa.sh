#!/usr/bin/env bash
# Does the lab see differences where there are none? Many comparisons of a server with itself, by the
# same trials, the same shuffling and the same test as all others.
#   aa.csv              the trials: `fork` and `fork-again` are the same program with the same flags
#   aa-comparisons.csv  what `thor compare` says of each pair
# At a level of 5 % five in a hundred are expected to look different by chance.
# QUICK=1 is a small version, COMPARISONS their number, DATA the directory, FRESH=1 measures anew.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

COMPARISONS=${COMPARISONS:-${QUICK:+10}}
COMPARISONS=${COMPARISONS:-100}
AA_TRIALS=${QUICK:+6}
# shellcheck disable=SC2034
DURATION=${QUICK:+0.05} WARM_SECONDS=0.03 TRIALS=${AA_TRIALS:-10} SAMPLE_MEMORY=''
# shellcheck disable=SC2034
DURATION=${DURATION:-0.1}
KEY_COLUMNS=work,server,connection,loop,clients,comparison,trial

plan() {
    local number
    for ((number = 1; number <= COMPARISONS; number++)); do
        echo "static,fork,close,closed,8,$number"
        echo "static,fork-again,close,closed,8,$number"
    done
}

# One comparison as a row, or why there is none. The header comes with each.
compared() {
    if ! "$THOR" compare --value mean_us --pair trial --where comparison="$1" --format csv \
        --a server=fork --b server=fork-again aa.csv > "$WORK/compared" 2> "$WORK/thor.err"; then
        say "aa: comparison $1 cannot be made: $(tail -n 1 "$WORK/thor.err")"
        return
    fi
    sed "s/^/$1,/;1s/^[0-9]*/comparison/" "$WORK/compared"
}

lab_begin
run_plan aa < <(plan)
# From there, because `thor compare` tells the name of its file, which should not be this machine's.
cd "$DATA"
for ((number = 1; number <= COMPARISONS; number++)); do compared "$number"; done \
    | awk 'NR == 1 || !/^comparison/' > aa-comparisons.csv
