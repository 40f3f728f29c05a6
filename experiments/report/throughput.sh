# shellcheck shell=bash
# The throughput part of the report, with what requests cost and the peers. Sourced by report.sh.

throughput_part() {
    if stats throughput throughput requests_per_s work,connection,server; then
        [[ $MODELS ]] || MODELS=$(servers_of throughput)
        megabytes_for_large_files
        awk -F, -v OFS=, '{ print $1 "/" $2, $3, $5, $6, $7 }' charts/throughput.csv \
            | matrix throughput File 1 "$MODELS" '1KB/close|1KB/keep|1MB/close|1MB/keep|1GB/close' \
                '1 KB, requests/s|1 KB, kept, requests/s|1 MB, MB/s|1 MB, kept, MB/s|1 GB, MB/s' 1
        throughput_claims
        charted throughput
        draw throughput "present = '$(present charts/throughput.csv 1KB 1MB 1GB)'"
    fi
    if stats cpu throughput cpu_us_per_request work,connection,server; then
        charted cpu
        draw cpu "present = '$(present charts/cpu.csv 1KB 1MB 1GB)'"
    fi
    costs_part
    over_time_part
    peers_part
}

# Requests for a file of 1 MB or 1 GB are told in megabytes per second.
megabytes_for_large_files() {
    awk -F, '$1 == "1KB"' charts/throughput.csv > work/requests.csv
    stats throughput throughput megabytes_per_s work,connection,server
    awk -F, '$1 != "1KB"' charts/throughput.csv >> work/requests.csv
    mv work/requests.csv charts/throughput.csv
}

throughput_claims() {
    local work kind column unit name
    for work in 1KB 1MB 1GB; do
        name="1\\,${work#1}"
        kind=rate column=megabytes_per_s unit='\,MB/s'
        if [[ $work = 1KB ]]; then kind=often column=requests_per_s unit=' times a second'; fi
        if compare throughput $column single fork "work=$work" connection=close; then
            claim "throughput/$work" $kind "A file of $name" 1 "$unit"
        fi
        if compare throughput cpu_us_per_request single fork "work=$work" connection=close; then
            if [[ $work = 1GB ]]; then
                claim "cpu/$work" cost "One of $name" 1000 '\,ms'
            else
                claim "cpu/$work" cost "One of $name" 1 '\,µs'
            fi
        fi
    done
}

# What a request for the 1 KB file costs a server, and what the server holds in memory.
costs_part() {
    local column
    {
        for column in cpu_user_us_per_request cpu_system_us_per_request peak_memory_mb; do
            cost_rows throughput "$column" work=1KB connection=close
        done
        for column in faults_per_request switches_per_request calls_per_request; do
            cost_rows costs "$column"
        done
        for column in processes resident_mb proportional_mb own_mb_each; do
            cost_rows sharing "$column"
        done
    } > work/costs
    if [[ -s work/costs && $MODELS ]]; then
        matrix costs '' 1 "$MODELS" "-|cpu_user_us_per_request|cpu_system_us_per_request|faults_per_\
request|switches_per_request|calls_per_request|peak_memory_mb|-|processes|resident_mb|\
proportional_mb|own_mb_each" "For one request on a connection of its own|CPU time in the program, µs|\
CPU time in the kernel, µs|Page faults|Context switches|System calls|Most memory under such a load, MB|\
While 16 connections are open|Processes|Resident in all of them, MB|The same, shared pages once, MB|\
A process's own, MB" 1 < work/costs
    fi
    if [[ -s $DATA/syscalls.csv ]]; then
        awk -F, -v OFS=, 'NR > 1 { print $2, $1, $3, "", "" }' "$DATA/syscalls.csv" > work/calls
        local names servers
        servers=$(in_order "$(cut -d, -f 2 work/calls | sort -u)")
        # Those that are called most first, over all models; not those that no request makes.
        names=$(awk -F, '{ sum[$1] += $3; if ($3 > most[$1]) most[$1] = $3 }
            END { for (name in sum) if (most[name] >= 0.2) print sum[name], name }' work/calls \
            | sort -k 1,1nr -k 2 | awk '{ printf "%s%s", (NR > 1 ? "|" : ""), $2 }')
        matrix syscalls Call 1 "$servers" "$names" \
            "$(call_titles "$names")" 1 < work/calls
    fi
}

call_titles() { sed 's/_/\\_/g; s/[^|]*/\\call{&}/g' <<< "$1"; }

cost_rows() { # NAME COLUMN CONDITION...
    local name=$1 column=$2
    shift 2
    stats cost "$name" "$column" server "$@" || return 0
    awk -F, -v OFS=, -v row="$column" '{ print row, $1, $3, $4, $5 }' charts/cost.csv
    rm charts/cost.csv
}

over_time_part() {
    rows seconds requests_per_s || return 0
    thor_on_rows stats --value requests_per_s --by server,second > work/stats.csv
    awk -F, -v OFS=, 'NR > 1 { print $1, $2, $3, $4, $9, $10 }' work/stats.csv \
        | sort -t, -k 1,1 -k 2,2n > charts/over-time.csv
    draw over-time
}

peers_part() {
    local servers compared best=fork peer column work
    stats peers peers requests_per_s work,connection,server || return 0
    servers=$(servers_of peers)
    # A chart's panels are told apart by work and connection at once.
    awk -F, -v OFS=, '{ $1 = $1 "-" $2; print }' charts/peers.csv > work/peers
    mv work/peers charts/peers.csv
    charted peers
    draw peers "servers = '$servers'; present = '$(present charts/peers.csv 1KB-close 1KB-keep \
        1MB-keep listing-close cgi-close)'"
    if [[ " $servers " = *" event1 "* ]]; then best=event1; fi
    set_value peers/ours "$(name_of $best)"
    : > work/ratios
    for peer in nginx lighttpd apache-prefork apache-event; do
        [[ " $servers " = *" $peer "* ]] || continue
        for work in 1KB/close 1KB/keep 1MB/keep listing/close cgi/close; do
            for column in requests_per_s cpu_us_per_request; do
                if compare peers $column $peer $best "work=${work%/*}" "connection=${work#*/}"; then
                    echo "$work/$column,$peer,$(ratio_of_comparison)" >> work/ratios
                fi
            done
        done
    done
    [[ -s work/ratios ]] || return 0
    compared=$(in_order "$(cut -d, -f 2 work/ratios | sort -u)")
    local r=requests_per_s c=cpu_us_per_request
    matrix peers 'Work & Ratio of' 2 "$compared" \
        "1KB/close/$r|1KB/close/$c|1KB/keep/$r|1KB/keep/$c|1MB/keep/$r|1MB/keep/$c|listing/close/$r|\
listing/close/$c|cgi/close/$r|cgi/close/$c" "1 KB, new connection & throughput| & CPU per request|1 KB, kept & throughput|\
 & CPU per request|1 MB, kept & throughput| & CPU per request|Listing, new connection & throughput|\
 & CPU per request|Script, new connection & throughput| & CPU per request" 1 < work/ratios
}
