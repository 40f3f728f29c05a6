# shellcheck shell=bash
# What all experiments share: settings, servers, trials, records. Sourced, never run.
#
# A trial is one server started afresh, a warm-up that is not recorded, one run of Thor, and one row
# in a CSV file. Which trials there are, and in which order, is a plan made from a seed: every
# configuration once a round, each round shuffled. A row is written when its trial is over, so that a
# plan can be interrupted anywhere and goes on where it stopped.
set -euo pipefail
export LC_ALL=C

LAB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(dirname "$LAB")
SPIDEY=${SPIDEY_BINARY:-$ROOT/bin/spidey}
THOR=${THOR_BINARY:-$ROOT/bin/thor}
# Scripts change directories.
[[ $SPIDEY = /* ]] || SPIDEY=$PWD/$SPIDEY
[[ $THOR = /* ]] || THOR=$PWD/$THOR
QUICK=${QUICK:-}
if [[ $QUICK ]]; then DATA=${DATA:-$LAB/build/quick}; else DATA=${DATA:-$LAB/results}; fi
# Six are the fewest that there is a 95 % interval of the median for.
TRIALS=${TRIALS:-${QUICK:+6}}
TRIALS=${TRIALS:-10}
ATTEMPTS=3
# Enough for a 1 GB file on a slow machine: a timeout is a failure, not a latency.
TIMEOUT=60s

KEY_COLUMNS=work,server,connection,loop,clients,load,trial
MEASURED_COLUMNS=order,attempt,verdict,offered_per_s,requests_per_s,megabytes_per_s,completed,failed
MEASURED_COLUMNS+=,unanswered,mean_us,p50_us,p90_us,p95_us,p99_us,p999_us,max_us,service_mean_us
MEASURED_COLUMNS+=,cpu_us_per_request,cpu_user_us_per_request,cpu_system_us_per_request
MEASURED_COLUMNS+=,peak_memory_mb,generator_core_share,generator_waited_share

# How long and how much: the whole, or a small version of everything that proves only that it works.
# shellcheck disable=SC2034
if [[ $QUICK ]]; then
    CLIENTS="1 16" LOADS="0.5" QUEUE_LOADS="0.3 0.6 0.9" LARGE_REQUESTS=1
    CLOSED_SECONDS=0.1 OPEN_SECONDS=0.2 WARM_SECONDS=0.03
else
    CLIENTS="1 4 16 64" LOADS="0.2 0.5 0.8" QUEUE_LOADS="0.1 0.3 0.5 0.6 0.7 0.8 0.9"
    CLOSED_SECONDS=0.4 OPEN_SECONDS=0.7 WARM_SECONDS=0.1 LARGE_REQUESTS=2
fi

say() { printf '%s\n' "$*" >&2; }
die() {
    say "$(basename "$0" .sh): $*"
    exit 1
}

# --- Beginning and end --------------------------------------------------------------------------

# lab_begin: a temporary directory, a site to serve, and a clean end whatever happens.
lab_begin() {
    [[ -x $SPIDEY && -x $THOR ]] || die "bin/spidey and bin/thor are missing: make build"
    mkdir -p "$DATA"
    DATA=$(cd "$DATA" && pwd)
    WORK=$(mktemp -d "${TMPDIR:-/tmp}/spidey-lab.XXXXXX")
    chmod 755 "$WORK"
    SERVER_PID='' THOR_PID='' SAMPLER_PID='' NEIGHBOUR_PID='' GROUP=''
    PIN_SERVER=() PIN_THOR=() WATCHER=()
    trap lab_end EXIT
    trap 'interrupted INT' INT
    trap 'interrupted TERM' TERM HUP
    choose_cores
    find_group_root
    make_site "$WORK/site"
    record_environment
}

lab_end() {
    trap - EXIT
    [[ -z $THOR_PID ]] || kill "$THOR_PID" 2> /dev/null || true
    [[ -z $SAMPLER_PID ]] || kill "$SAMPLER_PID" 2> /dev/null || true
    neighbour_stop
    # It may be a subshell, gone by now, that started the server.
    if [[ -z $SERVER_PID && -s $WORK/running ]]; then
        read -r SERVER_PID GROUP < "$WORK/running" || true
    fi
    server_stop
    rm -rf "$WORK"
}

interrupted() {
    progress_clear
    say "Interrupted. What is measured is in $DATA; the same command goes on from here."
    lab_end
    if [[ $1 = INT ]]; then exit 130; else exit 143; fi
}

# The site: a 1 KB and a 1 MB file, a directory of 100 entries, a shell script, one that waits. The 1 GB
# file is made by those who need it.
make_site() {
    mkdir -p "$1/listing"
    head -c 1024 /dev/zero | tr '\0' s > "$1/1KB.bin"
    head -c 1048576 /dev/zero | tr '\0' s > "$1/1MB.bin"
    local i
    for ((i = 1; i <= 100; i++)); do
        printf '%*s' "$i" '' > "$1/listing/$(printf 'entry-%03d.txt' "$i")"
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
    free=$(df -Pk "$WORK" | awk 'NR == 2 { print int($4 / 1024) }')
    if ((free < 2048)); then
        say "Skipped: the 1 GB file wants 2 GB of free space in $WORK, there are $free MB."
        return 1
    fi
    head -c 1073741824 /dev/zero > "$WORK/site/1GB.bin"
    sync "$WORK/site/1GB.bin"
}

# path_of WORK: where the site has it.
path_of() {
    case $1 in
        listing) echo /listing/ ;;
        static | neighbour) echo /1KB.bin ;;
        cgi) echo /script.cgi ;;
        *) echo "/$1.bin" ;;
    esac
}

# --- The machine --------------------------------------------------------------------------------

# With four cores or more, server and generator get halves of their own. With fewer, halves would
# forbid a model to use a second core, so all share, and Thor tells how long it waited.
choose_cores() {
    CORE_LIST=()
    if ! command -v taskset > /dev/null; then
        CORES=$(nproc) PINNING="none, there is no taskset"
        return
    fi
    mapfile -t CORE_LIST < <(taskset -cp $$ | sed 's/.*: *//' | tr ',' '\n' | awk -F- '
        { for (i = $1; i <= $NF; i++) print i }')
    CORES=${#CORE_LIST[@]}
    PINNING="none, both share the cores"
    if ((CORES >= 4)); then pin_to $((CORES / 2)) $((CORES - CORES / 2)); fi
}

# pin_to SERVER GENERATOR: so many cores for each, the server's first.
pin_to() {
    local first second
    first=$(IFS=,; echo "${CORE_LIST[*]:0:$1}")
    second=$(IFS=,; echo "${CORE_LIST[*]:$1:$2}")
    PIN_SERVER=(taskset -c "$first") PIN_THOR=(taskset -c "$second")
    PINNING="server on $(ranges_of "$first"); generator on $(ranges_of "$second")"
}

# ranges_of 0,1,2,5: "0 to 2 and 5", which has no comma that a CSV file would mind.
ranges_of() {
    tr ',' '\n' <<< "$1" | awk '
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
    if [[ $base ]] && mkdir "$base/spidey-lab-$$" 2> /dev/null; then
        [[ -r $base/spidey-lab-$$/cpu.stat ]] && GROUP_ROOT=$base
        rmdir "$base/spidey-lab-$$"
    fi
    if [[ $GROUP_ROOT ]]; then CPU_SOURCE=cgroup; else CPU_SOURCE=/proc; fi
}

first_line_of() { sed -n '1{p;q;}' "$1" 2> /dev/null || true; }

# One row a fact. A directory holds the results of one machine: another one is told so.
record_environment() {
    local file=$DATA/environment.csv cpu kernel governor
    cpu=$(awk -F': *' '/^(model name|Model)/ { print $2; exit }' /proc/cpuinfo)
    cpu=${cpu:-$(uname -m)}
    kernel=$(uname -sr)
    if [[ -s $file ]]; then
        if grep -qxF "cpu,${cpu//,/}" "$file" && grep -qxF "kernel,$kernel" "$file" \
            && grep -qxF "cores,$CORES" "$file"; then
            return
        fi
        die "$DATA has the results of another machine: set DATA to another directory"
    fi
    governor=$(first_line_of /sys/devices/system/cpu/cpu0/cpufreq/scaling_governor)
    {
        echo fact,value
        echo "started,$(date -u '+%Y-%m-%d %H:%M UTC')"
        echo "cpu,${cpu//,/}"
        echo "cores,$CORES"
        echo "memory,$(awk '/^MemTotal/ { printf "%.1f GB", $2 * 1024 / 1e9 }' /proc/meminfo)"
        echo "virtual,$(grep -qw hypervisor /proc/cpuinfo && echo yes || echo 'not that it says')"
        echo "kernel,$kernel"
        echo "distribution,$(. /etc/os-release 2> /dev/null && echo "${PRETTY_NAME//,/}")"
        echo "governor,${governor:-not told by the kernel}"
        echo "load,$(cut -d ' ' -f 1 /proc/loadavg)"
        echo "pinning,${PINNING//,/:}"
        echo "cpu time,$CPU_SOURCE"
        echo "spidey,$("$SPIDEY" --version)"
        echo "thor,$("$THOR" --version)"
        echo "revision,$(git -C "$ROOT" describe --always --dirty 2> /dev/null || echo unknown)"
        echo "trials,$TRIALS"
        echo "size,${QUICK:+quick}"
    } | sed 's/^size,$/size,full/' > "$file"
}

# remember FACT VALUE: replaces or adds a row of environment.csv.
remember() {
    awk -F, -v fact="$1" '$1 != fact' "$DATA/environment.csv" > "$DATA/environment.csv.new"
    printf '%s,%s\n' "$1" "${2//,/}" >> "$DATA/environment.csv.new"
    mv "$DATA/environment.csv.new" "$DATA/environment.csv"
}

recall() { awk -F, -v fact="$1" '$1 == fact { print $2 }' "$DATA/environment.csv"; }

# seed_of EXPERIMENT: the recorded one, or SEED, or a new one, which is recorded.
seed_of() {
    local seed
    seed=$(recall "seed of $1")
    if [[ -z $seed ]]; then
        seed=${SEED:-$((RANDOM * 32768 + RANDOM))}
        remember "seed of $1" "$seed"
    fi
    echo "$seed"
}

# find_models: MODELS are those that this Spidey has, in the order of the documentation.
find_models() {
    local model
    MODELS=''
    for model in single fork prefork thread event; do
        if server_start "$model" 2> /dev/null; then MODELS+="${MODELS:+ }$model"; fi
        server_stop
    done
    [[ $MODELS ]] || die "no model of $SPIDEY starts: $(tail -n 1 "$WORK/server.err")"
}

# --- Trials -------------------------------------------------------------------------------------

# thor ARGUMENT...: in the background and waited for, so that a signal is handled at once.
thor() {
    local status=0
    "${PIN_THOR[@]}" "$THOR" --quiet --timeout $TIMEOUT "$@" 2> "$WORK/thor.err" &
    THOR_PID=$!
    wait "$THOR_PID" || status=$?
    THOR_PID=''
    return $status
}

# measure WORK SERVER CONNECTION LOOP CLIENTS LOAD: one trial. Prints nothing; the measured columns
# are in MEASURED. 1 when there is no result to record, with the reason in REASON.
measure() {
    local url status=0 before after arguments=()
    MEASURED='' REASON=''
    if ! server_start "$2"; then
        REASON="$2 did not start: $(tail -n 1 "$WORK/server.err")"
        server_stop
        return 1
    fi
    url=http://127.0.0.1:$SERVER_PORT$(path_of "$1")
    arguments+=(-c "$5")
    if [[ $3 = close ]]; then arguments+=(--close); fi
    warm_up "$1" "${arguments[@]}" "$url"
    case $4 in
        open) arguments+=(-R "$(rate_of "$1" "$2" "$6")" -d "$OPEN_SECONDS" --arrivals poisson
            --seed $((RANDOM + 1))) ;;
        *) if [[ $1 = 1GB ]]; then arguments+=(-r "$LARGE_REQUESTS")
            else arguments+=(-d "${DURATION:-$CLOSED_SECONDS}"); fi ;;
    esac
    if [[ $1 = neighbour ]]; then neighbour_start; fi
    before=$(server_cpu)
    rm -f "$WORK/trial.json"
    thor --json "$WORK/trial.json" ${CSV_FILE:+--csv "$CSV_FILE"} "${arguments[@]}" "$url" \
        || status=$?
    after=$(server_cpu)
    neighbour_stop
    if [[ ! -s $WORK/trial.json ]] || ((status > 2)); then
        REASON="thor ended with status $status: $(tail -n 1 "$WORK/thor.err")"
    elif ! alive "$SERVER_PID"; then
        REASON="$2 ended during the trial: $(tail -n 1 "$WORK/server.err")"
    else
        MEASURED=$(awk -f "$LAB/trial.awk" -v before="$before" -v after="$after" \
            -v memory="$(first_line_of "$WORK/memory")" "$WORK/trial.json")
        if [[ $MEASURED = invalid* ]]; then
            REASON=$(awk -f "$LAB/trial.awk" -v reasons=1 "$WORK/trial.json")
        fi
    fi
    server_stop
    [[ -z $REASON ]]
}

# The warm-up is like the trial and is thrown away; meanwhile memory is sampled, which would disturb
# the trial.
warm_up() {
    local work=$1
    shift
    rm -f "$WORK/memory"
    if [[ ${SAMPLE_MEMORY-yes} ]]; then
        sample_memory "$WORK/memory" 2> /dev/null &
        SAMPLER_PID=$!
    fi
    if [[ $work = 1GB ]]; then thor -r 1 "$@" || true; else thor -d "$WARM_SECONDS" "$@" || true; fi
    if [[ $SAMPLER_PID ]]; then
        kill "$SAMPLER_PID" 2> /dev/null || true
        wait "$SAMPLER_PID" 2> /dev/null || true
        SAMPLER_PID=''
    fi
}

# Someone else asks for a script that waits for 50 ms, again and again.
neighbour_start() {
    "${PIN_THOR[@]}" "$THOR" --quiet --close -c 1 -d 1h "http://127.0.0.1:$SERVER_PORT/slow.cgi" 2> /dev/null &
    NEIGHBOUR_PID=$!
    sleep 0.1
}

neighbour_stop() {
    [[ -n $NEIGHBOUR_PID ]] || return 0
    kill -KILL "$NEIGHBOUR_PID" 2> /dev/null || true
    wait "$NEIGHBOUR_PID" 2> /dev/null || true
    NEIGHBOUR_PID=''
}

# rate_of WORK SERVER LOAD: requests per second, a fraction of the capacity that was measured.
rate_of() {
    awk -F, -v work="$1" -v server="$2" -v load="$3" '
        $1 == work && $2 == server { printf "%.1f\n", $3 * load }' "$DATA/capacity.csv"
}

. "$LAB/servers.sh"
. "$LAB/plans.sh"
