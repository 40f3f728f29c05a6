# shellcheck shell=bash
# What all experiments share: settings, their beginning, the site that is served. Sourced, never run.
#   running.sh  one run at a time in a directory, its end whatever ends it, what a killed one left
#   records.sh  CSV files that are never half written, and what the results were measured on
#   servers.sh  servers: starting, stopping, what they cost
#   trials.sh   one trial
#   plans.sh    many of them, and how long they will take
#
# A trial is one server started afresh, a warm-up that is not recorded, one run of Thor, and one row
# in a CSV file. Which trials there are, and in which order, is a plan made from a seed: every
# configuration once a round, each round shuffled. A row is written when its trial is over, so that a
# plan can be interrupted anywhere and goes on where it stopped.
#
# Nothing that starts a process may run in a subshell: traps, and the ids of what is to be ended, belong
# to the main shell. The last part of a pipe is run there as well.
set -euo pipefail
shopt -s inherit_errexit lastpipe nullglob
export LC_ALL=C
unset CDPATH

LAB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(dirname "$LAB")
SPIDEY=${SPIDEY_BINARY:-$ROOT/bin/spidey}
THOR=${THOR_BINARY:-$ROOT/bin/thor}
# Scripts change directories.
[[ $SPIDEY = /* ]] || SPIDEY=$PWD/$SPIDEY
[[ $THOR = /* ]] || THOR=$PWD/$THOR
QUICK=${QUICK:-}
FRESH=${FRESH:-}
# Not empty: plans are counted, not carried out. Set by `all`.
COUNT=${COUNT:-}
if [[ $QUICK ]]; then DATA=${DATA:-$LAB/build/quick}; else DATA=${DATA:-$LAB/results}; fi

say() { printf '%s\n' "$*" >&2; }
die() {
    say "$(basename "$0" .sh): $*"
    exit 1
}

# whole_number NAME LOW HIGH: dies when the variable has something that is no number between these.
whole_number() {
    if [[ ! ${!1} =~ ^(0|[1-9][0-9]{0,9})$ ]] || ((${!1} < $2 || ${!1} > $3)); then
        die "$1 is '${!1}', and must be a whole number from $2 to $3"
    fi
}

TRIALS_GIVEN=${TRIALS:-}
# trials_unless_given FULL QUICK: TRIALS, if whoever calls did not set it.
trials_unless_given() { TRIALS=${TRIALS_GIVEN:-${QUICK:+$2}} TRIALS=${TRIALS:-$1}; }
# Six are the fewest that there is a 95 % interval of the median for.
trials_unless_given 10 6
whole_number TRIALS 1 1000
TRIALS_OF_RUN=$TRIALS
SEED=${SEED:-}
[[ -z $SEED ]] || whole_number SEED 0 2147483645
ATTEMPTS=3
TIMEOUT=10s

KEY_COLUMNS=work,server,connection,loop,clients,load,trial
MEASURED_COLUMNS=order,attempt,verdict,offered_per_s,requests_per_s,megabytes_per_s,completed,failed
MEASURED_COLUMNS+=,unanswered,mean_us,p50_us,p90_us,p95_us,p99_us,p999_us,max_us,service_mean_us
MEASURED_COLUMNS+=,cpu_us_per_request,cpu_user_us_per_request,cpu_system_us_per_request
MEASURED_COLUMNS+=,peak_memory_mb,generator_core_share,generator_waited_share

# How long and how much: the whole, or a small version of everything that proves only that it works.
# MEMORY_TRIALS is for how many trials of a configuration memory is sampled, where it is sampled at all.
# shellcheck disable=SC2034
if [[ $QUICK ]]; then
    CLIENTS="1 16" LOADS="0.5" QUEUE_LOADS="0.3 0.6 0.9" LARGE_REQUESTS=1 NEIGHBOUR_SECONDS=0.4
    CLOSED_SECONDS=0.1 OPEN_SECONDS=0.2 WARM_SECONDS=0.03 MEMORY_TRIALS=1
else
    CLIENTS="1 4 16 64" LOADS="0.2 0.5 0.8" QUEUE_LOADS="0.1 0.3 0.5 0.6 0.7 0.8 0.9"
    CLOSED_SECONDS=0.4 OPEN_SECONDS=0.7 WARM_SECONDS=0.1 LARGE_REQUESTS=2 NEIGHBOUR_SECONDS=1
    MEMORY_TRIALS=1000
fi
MEMORY_SECONDS=0.3

. "$LAB/running.sh"
. "$LAB/records.sh"
. "$LAB/servers.sh"
. "$LAB/trials.sh"
. "$LAB/plans.sh"

# lab_begin [EXPERIMENT...]: a temporary directory, a site to serve, and a clean end whatever happens. The
# experiments are those whose files are the script's own, by default the one of its name.
lab_begin() {
    local name
    if (($# == 0)); then set -- "$(basename "$0" .sh)"; fi
    for name; do if [[ " $TABLES " != *" $name "* ]]; then TABLES+=" $name"; fi; done
    PIN_SERVER=() PIN_THOR=() WATCHER=()
    if [[ $COUNT ]]; then
        # What it slows is not built yet.
        if [[ $1 = slowed ]]; then
            count_trials slowed $((2 * TRIALS - $(rows_of slowed)))
            exit 0
        fi
        return 0
    fi
    [[ -x $SPIDEY && -x $THOR ]] || die "bin/spidey and bin/thor are missing: make build"
    mkdir -p "$DATA"
    DATA=$(cd "$DATA" && pwd)
    take_lock
    exec {TOLD}>&2
    trap lab_end EXIT
    trap 'interrupted 130' INT
    trap 'interrupted 143' TERM HUP
    find_group_root
    clear_leftovers
    WORK=$(mktemp -d "${TMPDIR:-/tmp}/spidey-lab.XXXXXX")
    note_processes
    chmod 755 "$WORK"
    mend_records
    if [[ $FRESH ]]; then forget_experiments "$@"; fi
    choose_cores
    record_environment
    make_site "$WORK/site"
}

# The site: a 1 KB and a 1 MB file, a directory of 100 entries, a shell script, one that waits. The 1 GB
# file is made by those who need it.
make_site() {
    mkdir -p "$1/listing"
    head -c 1024 /dev/zero | tr '\0' s > "$1/1KB.bin"
    head -c 1048576 /dev/zero | tr '\0' s > "$1/1MB.bin"
    local i
    for ((i = 1; i <= 100; i++)); do
        printf '%*s' "$i" '' > "$1/listing/entry-$(printf '%03d' "$i").txt"
    done
    cat > "$1/script.cgi" << 'END'
#!/bin/sh
printf 'Content-Type: text/plain\r\n\r\n'
echo "You asked for $REQUEST_URI with $REQUEST_METHOD."
END
    cat > "$1/slow.cgi" << 'END'
#!/bin/sh
sleep 0.05
printf 'Content-Type: text/plain\r\n\r\nAt last.\n'
END
    chmod 755 "$1" "$1/listing" "$1"/*.cgi
}

# make_large_file: 0 when $WORK/site/1GB.bin is there, 1 with a message when the disk has no room.
make_large_file() {
    local free
    if [[ $COUNT ]]; then return 0; fi
    free=$(df -Pk "$WORK" | awk 'NR == 2 { print int($4 / 1024) }')
    if ((free < 2048)); then
        say "Skipped: the 1 GB file wants 2 GB of free space in $WORK, there are $free MB."
        return 1
    fi
    if ! patiently fill_with_zeros "$WORK/site/1GB.bin"; then
        say "Skipped: the 1 GB file could not be written in $WORK."
        return 1
    fi
}

fill_with_zeros() { head -c 1073741824 /dev/zero > "$1" && sync "$1"; }

# path_of WORK: where the site has it.
path_of() {
    case $1 in
        listing) echo /listing/ ;;
        static | neighbour) echo /1KB.bin ;;
        cgi) echo /script.cgi ;;
        *) echo "/$1.bin" ;;
    esac
}
