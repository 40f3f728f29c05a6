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
    local work clients model what
    local -A title=([listing]="a listing" [static]="a 1\\,KB file" [cgi]="a script")
    : > work/ratios
    for work in listing static cgi; do
        for clients in "$FEW" "$MANY"; do
            what="mean latency of ${title[$work]} for $clients clients"
            if [[ $clients = 1 ]]; then what=${what/1 clients/one client}; fi
            for model in $MODELS; do
                [[ $model != single ]] || continue
                compare latency-closed mean_us single "$model" "work=$work" \
                    "clients=$clients" || continue
                echo "$work/$clients,$model,$(ratio_of_comparison)" >> work/ratios
                if [[ $model = fork ]]; then
                    claim "latency/$work/$clients" "$what" "forking mode" "single-connection mode"
                fi
            done
        done
        if grep -qF "{latency/$work/$FEW}" numbers.tex; then
            set_value "latency/$work" "\\lab{latency/$work/$FEW} \\lab{latency/$work/$MANY}"
        fi
    done
    if [[ -s work/ratios ]]; then
        by_work_and_clients latency-ratios "${MODELS#single }" 1 < work/ratios
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
            charted percentile
            sed "s/^/$p,/" charts/percentile.csv >> charts/percentiles.csv
            rm charts/percentile.csv
        fi
    done
    if [[ -s charts/percentiles.csv ]]; then draw latency-percentiles; fi
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
        claim neighbour/claim "mean latency of the 1\\,KB file beside a slow script" \
            "forking mode" "single-connection mode"
    fi
}
