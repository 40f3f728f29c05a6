# shellcheck shell=bash
# The part of `check` that breaks runs off: by signals, by force, by a full disk, by nonsense. Sourced by it.

TINY=$HOME_OF_TEST/tiny.sh
PLACE="$HOME_OF_TEST/another place"

# --- What a run leaves behind --------------------------------------------------------------------

rows_of() { if [[ -s $DATA/$1.csv ]]; then awk 'END { print NR - 1 }' "$DATA/$1.csv"; else echo 0; fi; }
no_files_left() {
    [[ -z $(find "$HOME_OF_TEST" -maxdepth 1 -name 'spidey-lab.*') && ! -e $DATA/.running ]]
}
# processes_of_test: whatever was started with the test's environment, which it cannot get rid of.
processes_of_test() {
    env -u TMPDIR -u DATA -u BUILD grep -lsaF "TMPDIR=$HOME_OF_TEST" /proc/[0-9]*/environ || true
}
no_process_left() { [[ -z $(processes_of_test) ]]; }
GROUPS_AT=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
lab_groups() { [[ -z $GROUPS_AT ]] || find "$GROUPS_AT" -maxdepth 1 -name 'spidey-lab-*' 2> /dev/null || true; }
GROUPS_BEFORE=$(lab_groups)
# no_group_left: none more than before the test, of whichever script. Those whose script still runs are not
# looked at: of somebody else's run, or one of the test that is not over.
no_group_left() {
    local group left='' maker
    for group in $(lab_groups); do
        if grep -qxF -- "$group" <<< "$GROUPS_BEFORE"; then continue; fi
        # spidey-lab-NAMESPACE-PROCESS-START-NUMBER; whether it runs is known in its own namespace alone.
        IFS=- read -ra maker <<< "${group##*/spidey-lab-}"
        [[ $(readlink /proc/self/ns/pid) = *"[${maker[0]}]" ]] || continue
        if [[ $(sed 's/.*) //' "/proc/${maker[1]}/stat" 2> /dev/null | cut -d ' ' -f 20) \
            != "${maker[2]}" ]]; then
            left+=" $group"
        fi
    done
    [[ -z $left ]] || echo "    left:$left"
    [[ -z $left ]]
}
nothing_left() { no_files_left && no_process_left && no_group_left; }

# --- Signals -------------------------------------------------------------------------------------

# begin COMMAND...: in a process group of its own, as a terminal has it; RUNNING once it has measured
# three trials more than there were.
begin() {
    local before
    before=$(rows_of latency-closed)
    set -m
    # Who runs the tests in the background may have SIGINT ignored, which a script cannot undo.
    env --default-signal=INT "$@" > "$HOME_OF_TEST/printed" 2> "$HOME_OF_TEST/told" &
    RUNNING=$!
    set +m
    while (($(rows_of latency-closed) < before + 3)); do
        if ! kill -0 "$RUNNING" 2> /dev/null; then break; fi
        sleep 0.05
    done
}

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# breaks_off SIGNAL TARGET STATUS: at once, in the middle, and says how to go on. What is under way would take
# minutes; on a machine that is busy with other things the end of it may take seconds.
breaks_off() {
    local status=0 began took
    began=$(milliseconds)
    kill "-$1" -- "$2"
    wait "$RUNNING" 2> /dev/null || status=$?
    took=$(($(milliseconds) - began)) RUNNING=''
    echo "    status $status after $took ms, $(rows_of latency-closed) trials"
    ((status == $3 && took < 10000)) && grep -q 'goes on from here' "$HOME_OF_TEST/told" \
        && (($(rows_of latency-closed) < 100)) && [[ ! -e $DATA/latency-open.csv ]]
}

# Stopped at a moment when it has a server and a generator, as a process that does not run cannot end them.
killed() {
    local turn
    for ((turn = 0; turn < 500; turn++)); do
        kill -STOP "$RUNNING"
        if (($(grep -c '^process' "$DATA/.running") >= 2)); then break; fi
        kill -CONT "$RUNNING"
        sleep 0.01
    done
    kill -KILL "$RUNNING"
    wait "$RUNNING" 2> /dev/null || true
    RUNNING=''
    REMAINS=$(find "$HOME_OF_TEST" -maxdepth 1 -name 'spidey-lab.*')
    ! no_process_left && [[ $REMAINS ]]
}
cleared() {
    grep -q 'processes that a killed run had left behind' "$HOME_OF_TEST/told" \
        && ! pgrep -f "$REMAINS" > /dev/null && [[ ! -e $REMAINS ]] && no_group_left
}
locked_out() {
    ! "$LAB/aa.sh" 2> "$HOME_OF_TEST/second" && (($(wc -l < "$HOME_OF_TEST/second") == 1)) \
        && grep -q 'another run is measuring' "$HOME_OF_TEST/second" && kill -0 "$RUNNING"
}

check_signals() {
    begin "$LAB/latency.sh"
    expect "SIGTERM ends a script at once, and it says how to go on" breaks_off TERM "$RUNNING" 143
    expect "it leaves nothing behind" nothing_left
    begin "$LAB/latency.sh"
    expect "a script is killed, and leaves a server behind" killed
    begin "$LAB/latency.sh"
    expect "the next run clears what was left" cleared
    expect "nobody else can measure in the same directory meanwhile" locked_out
    expect "Ctrl-C ends a script at once, and it says how to go on" breaks_off INT "-$RUNNING" 130
    expect "it leaves nothing behind" nothing_left
    begin "$LAB/all"
    expect "SIGTERM ends the whole run at once" breaks_off TERM "$RUNNING" 143
    expect "it leaves nothing behind" nothing_left
}

# --- What must not be written down ---------------------------------------------------------------

# tiny PLACE LINE [BEFORE]: an experiment of one configuration, two trials; BEFORE is done ahead of the plan.
tiny() {
    cat > "$TINY" << END
. '$LAB/lib.sh'
plan() { echo '$2'; }
lab_begin
${3:-}
run_plan tiny plan
END
    DATA=$1 TRIALS=${TRIALS:-2} timeout 60 bash "$TINY" > /dev/null 2> "$HOME_OF_TEST/told"
}
FILE=1KB,event,close,closed,2,-
told() { grep -qF -- "$1" "$HOME_OF_TEST/told"; }

errors_are_rejected() {
    tiny "$PLACE" missing,event,close,closed,2,- && [[ ! -e $PLACE/tiny.csv ]] \
        && (($(grep -c 'had an unexpected status' "$PLACE/rejected.csv") == 6))
}
full_disk_is_reported() {
    local before
    before=$(cat "$PLACE/environment.csv")
    # shellcheck disable=SC2016
    ! tiny "$PLACE" $FILE 'ln -s /dev/full "$DATA/environment.csv.new"; forget "seed of tiny"' \
        && told 'could not be written' && [[ $(cat "$PLACE/environment.csv") = "$before" ]]
}
measures() { tiny "$PLACE" $FILE && (($(wc -l < "$PLACE/tiny.csv") == 3)); }
half_rows_go() {
    printf 'server,trial\nevent,1' > "$PLACE/costs.csv"
    printf 'server,tri' > "$PLACE/sharing.csv"
    head -c -20 "$PLACE/tiny.csv" > "$PLACE/cut" && mv "$PLACE/cut" "$PLACE/tiny.csv"
    measures && [[ $(cat "$PLACE/costs.csv") = server,trial && ! -e $PLACE/sharing.csv ]]
}
other_program_is_refused() {
    printf '#!/bin/sh\nexec "%s" "$@"\n' "$SPIDEY" > "$HOME_OF_TEST/other"
    chmod 755 "$HOME_OF_TEST/other"
    ! SPIDEY_BINARY=$HOME_OF_TEST/other tiny "$PLACE" $FILE && told "'spidey checksum' was" \
        && ! TRIALS=3 tiny "$PLACE" $FILE && told "'trials' was 2 and is 3"
}
fresh_forgets() {
    (($(wc -l < "$PLACE/rejected.csv") > 1)) && FRESH=1 measures \
        && (($(wc -l < "$PLACE/rejected.csv") == 1))
}
cut_environment_is_reported() {
    local whole
    whole=$(cat "$PLACE/environment.csv")
    grep -B 99 '^cores' <<< "$whole" | head -c -3 > "$PLACE/environment.csv"
    ! tiny "$PLACE" $FILE && told "environment.csv does not say their 'kernel'" || return 1
    echo "$whole" > "$PLACE/environment.csv"
}
nonsense_is_refused() {
    local setting script
    for setting in SEED=-5 SEED=1.5 SEED=x TRIALS=abc TRIALS=0 TRIALS=1.5 COMPARISONS=-1 \
        ROUNDS=abc ROUNDS=-1 ROUNDS=0; do
        script=aa
        if [[ $setting = ROUNDS* ]]; then script=slowed; fi
        if env "$setting" DATA="$PLACE" timeout 10 "$LAB/$script.sh" 2> "$HOME_OF_TEST/told" \
            || ! told "must be a whole number"; then
            echo "    $setting"
            return 1
        fi
    done
    ! SEED=1 tiny "$PLACE" $FILE && told 'was begun with the seed'
}

# Eight processors, of which each is the other thread of the one four further on, as is usual.
halves_are_cores() {
    local cpu
    for cpu in {0..7}; do
        mkdir -p "$HOME_OF_TEST/topology/cpu$cpu/topology"
        echo "$((cpu % 4)),$((cpu % 4 + 4))" \
            > "$HOME_OF_TEST/topology/cpu$cpu/topology/thread_siblings_list"
    done
    # shellcheck disable=SC2016
    [[ $(bash -c '. "$1/lib.sh"; TOPOLOGY=$2; allowed_cpus() { printf "%s\n" {0..7}; }
        choose_cores; echo "${PIN_SERVER[2]} ${PIN_THOR[2]}"
        CPUS=(3 7 4); pin_apart; echo "${PIN_SERVER[2]} ${PIN_THOR[2]}"
        CPUS=(3 7) PIN_THOR=(); pin_apart; echo "${#PIN_THOR[@]}"' - "$LAB" "$HOME_OF_TEST/topology") \
        = $'0,1,4,5 2,3,6,7\n3 4\n0' ]]
}

# Whatever there is that no report has left stays, be its name what it may.
foreign_build_is_refused() {
    local status=0
    mkdir -p "$HOME_OF_TEST/foreign/work"
    touch "$HOME_OF_TEST/foreign/report.tex"
    DATA=$PLACE BUILD=$HOME_OF_TEST/foreign "$LAB/report.sh" 2> "$HOME_OF_TEST/told" || status=$?
    ((status == 64)) && told 'has files that are no report' && (($(wc -l < "$HOME_OF_TEST/told") == 1)) \
        && [[ -d $HOME_OF_TEST/foreign/work && -e $HOME_OF_TEST/foreign/report.tex ]]
}
foreign_table_stays() {
    printf 'no end of line' > "$PLACE/foreign.csv"
    measures && [[ $(cat "$PLACE/foreign.csv") = 'no end of line' ]]
}

check_refusals() {
    expect "a server that answers errors is rejected, with the reason" errors_are_rejected
    expect "a full disk is told, and what was written before is kept" full_disk_is_reported
    expect "two trials are measured" measures
    expect "what is half written is measured again" half_rows_go
    expect "results of another Spidey or other settings are not mixed" other_program_is_refused
    expect "a seed or number that is none is refused" nonsense_is_refused
    expect "results of which the circumstances are lost are not added to" cut_environment_is_reported
    expect "FRESH forgets all of it" fresh_forgets
    expect "server and generator do not share a core" halves_are_cores
    expect "a directory that is no report's is not built in" foreign_build_is_refused
    expect "a table that is not the lab's is left as it is" foreign_table_stays
}
