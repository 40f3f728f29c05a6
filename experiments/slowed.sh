#!/usr/bin/env bash
# Does the lab see a difference where there is one? The bare epoll program of bench/, and the same with a
# busy loop that makes each request 5 % longer. Both sides have one thread each, so that each gets a core of
# its own where there are two (two threads of one core are not two): where the kernel would put them decides
# more than the busy loop does.
#   slowed.csv
# QUICK=1 is a small version, ROUNDS the number of trials of each (more than before adds to what is
# there), DATA the directory, FRESH=1 measures anew.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

SHARE=0.05
# shellcheck disable=SC2034
DURATION=0.1 WARM_SECONDS=0.03
ROUNDS=${ROUNDS:-${QUICK:+20}} ROUNDS=${ROUNDS:-40}
whole_number ROUNDS 1 10000
TRIALS=$ROUNDS

# BUSY: nanoseconds that are SHARE of the time that a typical request takes, the median of medians.
find_busy() {
    local turn
    for ((turn = 0; turn < 5; turn++)); do
        measure 1KB floor0 keep closed 1 - || die "$REASON"
        cut -d, -f 9 <<< "$MEASURED" >> "$WORK/medians"
    done
    BUSY=$(sort -n "$WORK/medians" | awk -v share=$SHARE '{ us[NR] = $1 }
        END { printf "%d\n", us[int((NR + 1) / 2)] * 1000 * share }')
}

plan() {
    echo "1KB,floor0,keep,closed,1,-"
    echo "1KB,floor$BUSY,keep,closed,1,-"
}

lab_begin
if ((${#CPUS[@]} >= 2)); then pin_apart; fi
if ! command -v cc > /dev/null; then
    say "Skipped: the slowed server needs a C compiler, cc."
    exit 0
fi
cc -O2 -o "$WORK/floor" "$ROOT/bench/floor.c"
BUSY=$(recall "busy nanoseconds")
if [[ -z $BUSY ]]; then
    find_busy
    remember "busy nanoseconds" "$BUSY"
    remember "pinning of the slowed server" "$PINNING"
fi
run_plan slowed plan
