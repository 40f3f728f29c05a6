# shellcheck shell=bash
# The latency part of the report: charts, tables and sentences. Sourced by report.sh.

FEW='' MANY=''
WORK_NAMES='listing of 100 entries|1 KB file|script'

latency_part() {
    MODELS=''
    if stats latency latency-closed mean_us work,server,clients; then
        MODELS=$(servers_of latency-closed)
        FEW=$(cut -d, -f 3 charts/latency.csv | sort -n | head -n 1)
        # Sixteen clients where they were tried, else the most.
        MANY=$(cut -d, -f 3 charts/latency.csv | sort -n | awk '{ last = $1 }
            $1 == 16 { found = 1 } END { print found ? 16 : last }')
        set_value few "$FEW"
        set_value many "$MANY"
        set_value latency/trials "$(cut -d, -f 4 charts/latency.csv | sort -n | awk '
            NR == 1 { least = $1 } { most = $1 }
            END { print least == most ? most : least " to " most }')"
        awk -F, -v OFS=, '{ print $1 "/" $3, $2, $5, $6, $7 }' charts/latency.csv \
            | by_work_and_clients latency "$MODELS" 1000
        latency_claims
        charted latency
        sort -t, -k 1,2 -k 3,3n -o charts/latency.csv charts/latency.csv
        draw latency-types "few = '$FEW'; many = '$MANY'"
        draw latency-clients "present = '$(present charts/latency.csv listing static cgi)'"
    fi
    open_part
    queue_part
    neighbour_part
}

# by_work_and_clients TABLE COLUMNS SCALE: rows are WORK/CLIENTS.
by_work_and_clients() {
    local rows='' titles='' work name clients=("$FEW")
    if [[ $MANY != "$FEW" ]]; then clients+=("$MANY"); fi
    local -a names
    IFS='|' read -ra names <<< "$WORK_NAMES"
    for work in listing static cgi; do
        name=${names[0]}
        names=("${names[@]:1}")
        for count in "${clients[@]}"; do
            rows+="|$work/$count" titles+="|$name & $count" name=''
        done
    done
    matrix "$1" 'Request & Clients' 2 "$2" "${rows#|}" "${titles#|}" "$3"
}

# Forking against single-connection mode, the assignment's question, in words; the others against
# single-connection mode in a table.
latency_claims() {
    local work clients model subject
    local -A title=([listing]="A listing" [static]="A file of 1\\,KB" [cgi]="A script")
    : > work/ratios
    for work in listing static cgi; do
        for clients in "$FEW" "$MANY"; do
            subject="${title[$work]} for $clients clients"
            if [[ $clients = 1 ]]; then subject="${title[$work]} for one client"; fi
            for model in $MODELS; do
                [[ $model != single ]] || continue
                compare latency-closed mean_us single "$model" "work=$work" \
                    "clients=$clients" || continue
                echo "$work/$clients,$model,$(ratio_of_comparison)" >> work/ratios
                if [[ $model = fork ]]; then
                    claim "latency/$work/$clients" time "$subject" 1000 '\,ms'
                fi
            done
        done
        if grep -qF "{latency/$work/$FEW}" numbers.tex; then
            set_value "latency/$work" "\\lab{latency/$work/$FEW}"
            if [[ $MANY != "$FEW" ]]; then
                set_value "latency/$work" "\\lab{latency/$work/$FEW} \\lab{latency/$work/$MANY}"
            fi
            set_value "brief/latency/$work" "$(brief_latency "$work")"
        fi
    done
    if [[ -s work/ratios ]]; then
        by_work_and_clients latency-ratios "${MODELS#single }" 1 < work/ratios
    fi
}

# brief_latency WORK: what it does for few and for many clients, to follow its name.
brief_latency() {
    local few="one client"
    if ((FEW != 1)); then few="$FEW clients"; fi
    printf '\\lab{brief/latency/%s/%s} for %s' "$1" "$FEW" "$few"
    if [[ $MANY != "$FEW" ]]; then
        printf ' and \\lab{brief/latency/%s/%s} for %s clients' "$1" "$MANY" "$MANY"
    fi
}

# Users who do not wait: response times at fractions of each model's capacity.
open_part() {
    local p
    if [[ -s $DATA/capacity.csv ]]; then
        awk -F, 'NR > 1 { print $0 ",," }' "$DATA/capacity.csv" \
            | matrix capacity 'Requests per second' 1 "$(servers_of capacity)" \
                'listing|static|cgi' "$WORK_NAMES" 1
    fi
    if ! stats load latency-open mean_us work,server,load; then return 0; fi
    charted load
    sort -t, -k 1,2 -k 3,3n -o charts/load.csv charts/load.csv
    draw latency-load "present = '$(present charts/load.csv listing static cgi)'"
    for p in 50 90 95 99 99.9; do
        if stats percentile latency-open "p${p/./}_us" server work=static load=0.5; then
            only_complete percentile latency-open work=static load=0.5
            charted percentile
            sed "s/^/$p,/" charts/percentile.csv >> charts/percentiles.csv
            rm charts/percentile.csv
        fi
    done
    if [[ -s charts/percentiles.csv ]]; then draw latency-percentiles; fi
}

# only_complete OUT NAME [COLUMN=VALUE...]: of a file with server and n, those servers that every trial has a
# figure of. The trials with enough requests for a percentile are not a fair choice of all.
only_complete() {
    local out=$1 name=$2
    shift 2
    rows "$name" server "$@"
    awk -F, '
        FNR == 1 { files++ }
        files == 1 && FNR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        files == 1 { trials[$column["server"]]++; next }
        trials[$1] == $2' work/rows.csv "charts/$out.csv" > work/complete.csv
    mv work/complete.csv "charts/$out.csv"
}

# The queue in front of single-connection mode. Its service time is what it took for one request when it
# never had to wait for the next; `base` is what a lone client saw.
queue_part() {
    local service base
    stats queue queue mean_us load || return 0
    sort -t, -n -o charts/queue.csv charts/queue.csv
    service=$(awk -F, '$1 == "static" && $2 == "single" && $3 > 0 { printf "%.6g", 1e6 / $3 }' \
        "$DATA/capacity.csv")
    if [[ -z $service ]]; then return 0; fi
    base=$(awk -F, '$1 == "static" && $2 == "single" && $3 == 1 { print $5 }' \
        charts/latency.csv 2> /dev/null || true)
    base=${base:-$service}
    awk -f "$LAB/report/format.awk" -f "$LAB/report/queue.awk" -F, -v service="$service" \
        -v base="$base" charts/queue.csv > tables/queue.tex
    charted queue
    draw queue "service = $service; base = $base"
    set_value queue/service "$(figure "$service" 1)\\,µs"
    set_value queue/base "$(figure "$base" 1)\\,µs"
}

neighbour_part() {
    local model list=''
    stats neighbour neighbour mean_us server || return 0
    for model in $(servers_of neighbour); do
        list+=", $(estimate_of charts/neighbour.csv "$model" 1000)\\,ms with $model"
    done
    set_value neighbour "${list#, }"
    if compare neighbour mean_us single fork; then
        claim neighbour/claim time "A file of 1\\,KB beside the slow script" 1000 '\,ms'
    fi
}
