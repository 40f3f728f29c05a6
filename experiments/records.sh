# shellcheck shell=bash
# What is written down: CSV files that are replaced as a whole or grow by whole rows, and what the results
# were measured on. Sourced by lib.sh.

# save FILE COMMAND...: what the command prints replaces the file, if all of it could be written.
save() {
    local file=$1
    shift
    if ! "$@" > "$file.new" || ! mv "$file.new" "$file"; then
        rm -f "$file.new"
        die "$file could not be written; it is as it was"
    fi
}

# add_row FILE HEADER ROW...: FILE gets the header when it is new.
add_row() {
    local file=$1
    if [[ ! -s $file ]]; then save "$file" echo "$2"; fi
    shift 2
    printf '%s\n' "$@" >> "$file" || die "$file could not be written"
}

# rows_of EXPERIMENT: their number.
rows_of() {
    if [[ -s $DATA/$1.csv ]]; then awk 'END { print NR - 1 }' "$DATA/$1.csv"; else echo 0; fi
}

# The lab's tables; a script that is run alone adds its own. Whatever else is in $DATA is not the lab's.
TABLES="latency-closed capacity latency-open queue neighbour throughput over-time seconds peers costs \
syscalls sharing slowed aa aa-comparisons rejected environment"

# find_tables: the files of these that are there, in FILES.
find_tables() {
    local name
    FILES=()
    for name in $TABLES; do
        if [[ -f $DATA/$name.csv ]]; then FILES+=("$DATA/$name.csv"); fi
    done
}

# mend_records: a row that was being written when the machine stopped has no end of line; it goes. So
# does a file of which even the header has none.
mend_records() {
    local file name
    find_tables
    for file in "${FILES[@]}"; do
        if [[ -s $file && $(tail -c 1 "$file" | wc -l) -eq 0 ]]; then
            # shellcheck disable=SC2016
            save "$file" awk 'NR > 1 { print line } { line = $0 }' "$file"
            say "$(basename "$file"): the last row was half written and is removed."
        fi
        [[ -s $file ]] || rm -f "$file"
    done
    for name in $TABLES; do rm -f "$DATA/$name.csv.new"; done
}

# forget_experiments EXPERIMENT...: throws away what was measured, what was rejected, and the seeds.
forget_experiments() {
    local name
    for name; do
        rm -f "$DATA/$name.csv"
        forget "seed of $name"
        if [[ $name = slowed ]]; then forget "busy nanoseconds"; fi
        if [[ -s $DATA/rejected.csv ]]; then
            # shellcheck disable=SC2016
            save "$DATA/rejected.csv" awk -F, -v name="$name" '$1 != name' "$DATA/rejected.csv"
        fi
    done
}

# --- Facts --------------------------------------------------------------------------------------

facts_but() { awk -F, -v fact="$1" '$1 != fact' "$DATA/environment.csv"; }
facts_with() { facts_but "$1" && printf '%s,%s\n' "$1" "${2//,/}"; }

# remember FACT VALUE: replaces or adds a row of environment.csv.
remember() { save "$DATA/environment.csv" facts_with "$1" "$2"; }
forget() {
    if [[ -s $DATA/environment.csv ]]; then save "$DATA/environment.csv" facts_but "$1"; fi
}

recall() {
    if [[ -s $DATA/environment.csv ]]; then
        awk -F, -v fact="$1" '$1 == fact { print $2 }' "$DATA/environment.csv"
    fi
}

# find_seed EXPERIMENT: the recorded one, or SEED, or a new one, which is recorded; in SEED_FOUND.
find_seed() {
    SEED_FOUND=$(recall "seed of $1")
    if [[ $SEED_FOUND && $SEED && $SEED != "$SEED_FOUND" ]]; then
        [[ $(rows_of "$1") -eq 0 ]] \
            || die "$1 was begun with the seed $SEED_FOUND, not $SEED: FRESH=1 measures it anew"
        SEED_FOUND=''
    fi
    if [[ -z $SEED_FOUND ]]; then
        SEED_FOUND=${SEED:-$((RANDOM * 32768 + RANDOM))}
        remember "seed of $1" "$SEED_FOUND"
    fi
}

# --- The machine --------------------------------------------------------------------------------

TOPOLOGY=/sys/devices/system/cpu

allowed_cpus() {
    taskset -cp $$ | sed 's/.*: *//' | tr ',' '\n' | awk -F- '
        { for (i = $1; i <= $NF; i++) print i }'
}

# cores_of_cpus: "CPU CORE" for each of CPUS; two threads of a core have the same CORE.
cores_of_cpus() {
    local cpu siblings
    for cpu in "${CPUS[@]}"; do
        siblings=$(first_line_of "$TOPOLOGY/cpu$cpu/topology/thread_siblings_list")
        echo "$cpu ${siblings:-cpu$cpu}"
    done
}

# pin_apart: one processor for the server and one of another core for the generator, if there are two cores.
pin_apart() {
    local other
    other=$(cores_of_cpus | awk 'NR == 1 { core = $2 } $2 != core && !found++ { print $1 }')
    if [[ $other ]]; then pin "${CPUS[0]}" "$other"; fi
}

# With four logical processors or more, server and generator get halves of their own: of the cores, so
# that they do not share one as its two threads. With fewer, halves would forbid a model to use a second
# core, so all share, and Thor tells how long it waited.
choose_cores() {
    local -a halves
    CPUS=() PIN_SERVER=() PIN_THOR=()
    if ! command -v taskset > /dev/null; then
        CORES=$(nproc) PINNING="none: there is no taskset"
        return
    fi
    mapfile -t CPUS < <(allowed_cpus)
    CORES=${#CPUS[@]} PINNING="none: both share the cores"
    ((CORES >= 4)) || return 0
    mapfile -t halves < <(cores_of_cpus | awk '
        !($2 in number) { number[$2] = ++cores }
        { cpu[NR] = $1; of[NR] = number[$2] }
        END {
            for (i = 1; i <= NR; i++) half[of[i] > (cores + 1) / 2] = half[of[i] > (cores + 1) / 2] " " cpu[i]
            print substr(half[0], 2)
            print substr(half[1], 2)
        }')
    if [[ ${halves[1]} ]]; then pin "${halves[0]}" "${halves[1]}"; fi
}

# pin SERVER GENERATOR: to these processors, numbers with blanks between them.
pin() {
    # shellcheck disable=SC2034
    PIN_SERVER=(taskset -c "${1// /,}") PIN_THOR=(taskset -c "${2// /,}")
    PINNING="server on $(ranges_of "$1"); generator on $(ranges_of "$2")"
}

# ranges_of "0 1 2 5": "0 to 2 and 5", which has no comma that a CSV file would mind.
ranges_of() {
    tr ' ' '\n' <<< "$1" | awk '
        function tell() {
            printf "%s%s", (told++ ? " and " : ""), from == last ? from : from " to " last
        }
        NR == 1 { from = $1 }
        NR > 1 && $1 != last + 1 { tell(); from = $1 }
        { last = $1 }
        END { tell() }'
}

# The CPU time of a server and all it ever started is read from a cgroup; where none can be made,
# from /proc, which knows it in hundredths of a second.
find_group_root() {
    local base
    base=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
    GROUP_ROOT=''
    if [[ $base ]] && mkdir "$base/$RUN-0" 2> /dev/null; then
        if [[ -r $base/$RUN-0/cpu.stat ]]; then GROUP_ROOT=$base; fi
        rmdir "$base/$RUN-0"
    fi
    if [[ $GROUP_ROOT ]]; then CPU_SOURCE=cgroup; else CPU_SOURCE=/proc; fi
}

first_line_of() { sed -n '1{p;q;}' "$1" 2> /dev/null || true; }
checksum_of() { sha256sum < "$1" | cut -c 1-16; }

# identity: what must not change within a directory of results, "FACT,VALUE".
identity() {
    local cpu
    cpu=$(awk -F': *' '/^(model name|Model)/ { print $2; exit }' /proc/cpuinfo)
    cpu=${cpu:-$(uname -m)}
    echo "cpu,${cpu//,/}"
    echo "cores,$CORES"
    echo "kernel,$(uname -sr)"
    echo "pinning,$PINNING"
    echo "cpu time,$CPU_SOURCE"
    echo "spidey checksum,$(checksum_of "$SPIDEY")"
    echo "thor checksum,$(checksum_of "$THOR")"
    echo "trials,$TRIALS_OF_RUN"
    if [[ $QUICK ]]; then echo size,quick; else echo size,full; fi
}

# differences: why what is measured now must not be added to the results that are there; nothing when it may.
differences() {
    local fact value recorded
    if [[ ! -s $DATA/environment.csv ]]; then
        echo "environment.csv, which says what they were measured on, is missing"
        return
    fi
    while IFS=, read -r fact value; do
        recorded=$(recall "$fact")
        if [[ -z $recorded ]]; then
            echo "environment.csv does not say their '$fact'"
        elif [[ $recorded != "$value" ]]; then
            echo "'$fact' was $recorded and is $value"
        fi
    done < <(identity)
}

# has_results: whether there is a row of anything.
has_results() {
    local file
    find_tables
    for file in "${FILES[@]}"; do
        if [[ $file != */environment.csv ]] && (($(rows_of "$(basename "$file" .csv)") > 0)); then
            return 0
        fi
    done
    return 1
}

# One row a fact. A directory holds the results of one machine, one Spidey, one Thor.
record_environment() {
    local why
    if has_results; then
        why=$(differences)
        [[ -z $why ]] || die "cannot add to the results in $DATA: ${why//$'\n'/, }. Set DATA to \
another directory, or have them moved aside by experiments/all"
    else
        save "$DATA/environment.csv" environment
    fi
}

environment() {
    local governor
    governor=$(first_line_of /sys/devices/system/cpu/cpu0/cpufreq/scaling_governor)
    echo fact,value
    echo "started,$(date -u '+%Y-%m-%d %H:%M UTC')"
    identity
    echo "memory,$(awk '/^MemTotal/ { printf "%.1f GB", $2 * 1024 / 1e9 }' /proc/meminfo)"
    echo "virtual,$(grep -qw hypervisor /proc/cpuinfo && echo yes || echo 'not that it says')"
    echo "distribution,$(. /etc/os-release 2> /dev/null && echo "${PRETTY_NAME//,/}")"
    echo "governor,${governor:-not told by the kernel}"
    echo "load,$(cut -d ' ' -f 1 /proc/loadavg)"
    echo "spidey,$("$SPIDEY" --version)"
    echo "thor,$("$THOR" --version)"
    echo "revision,$(git -C "$ROOT" describe --always --dirty 2> /dev/null || echo unknown)"
}
