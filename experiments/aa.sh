#!/usr/bin/env bash
# Does the lab see differences where there are none? Many comparisons of a server with itself, by shorter
# trials than all others, with the same shuffling and the same test.
#   aa.csv              the trials: `fork` and `fork-again` are the same program with the same flags
#   aa-comparisons.csv  what `thor compare` says of each pair
# At a level of 5 % five in a hundred are expected to look different by chance.
# QUICK=1 is a small version, COMPARISONS their number, TRIALS the number of trials of each, DATA the
# directory, FRESH=1 measures anew.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

COMPARISONS=${COMPARISONS:-${QUICK:+10}}
COMPARISONS=${COMPARISONS:-100}
whole_number COMPARISONS 1 10000
# shellcheck disable=SC2034
DURATION=${QUICK:+0.05} WARM_SECONDS=0.03
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

# A pair of which too many trials were rejected cannot be compared, which is told. Prints nothing when none
# can, and fails only when it cannot be written.
comparisons() {
    local number header=''
    # From there, because `thor compare` tells the name of its file, which should not be this machine's.
    cd "$DATA"
    for ((number = 1; number <= COMPARISONS; number++)); do
        if ! "$THOR" compare --value mean_us --pair trial --where comparison="$number" --format csv \
            --a server=fork --b server=fork-again aa.csv \
            > "$WORK/compared" 2> "$WORK/thor.err"; then
            say "Comparison $number is left out: $(tail -n 1 "$WORK/thor.err")"
            continue
        fi
        if [[ -z $header ]]; then sed -n '1s/^/comparison,/p' "$WORK/compared" || return 1; fi
        header=there
        sed -n "2s/^/$number,/p" "$WORK/compared" || return 1
    done
}

lab_begin aa aa-comparisons
run_plan aa plan
if [[ $COUNT ]]; then exit 0; fi
save "$DATA/aa-comparisons.csv" comparisons
if [[ ! -s $DATA/aa-comparisons.csv ]]; then
    rm -f "$DATA/aa-comparisons.csv"
    say "Skipped: of $COMPARISONS comparisons all are left out, so there is no aa-comparisons.csv."
fi
