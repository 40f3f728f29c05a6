# shellcheck shell=bash
# What the report says about itself: the machine, the account of trials, how small a difference the lab
# can see. Sourced by report.sh.

method_part() {
    if [[ -s $DATA/environment.csv ]]; then environment_table; fi
    accounts
    equal_servers_part
    slowed_part
    set_value compared "$COMPARED"
    set_value unpaired "$(awk -v n="$UNPAIRED" 'BEGIN {
        if (n) printf "In the comparisons of this report, trials whose partner was lost or " \
            "not measured are left out, %d times in all.", n
        else print "In the comparisons of this report no trial lacks its partner." }')"
    set_value compared/chance \
        "$(awk -v n="$COMPARED" 'BEGIN { x = n * 0.05; printf (x < 10 ? "%.1f" : "%.0f"), x }')"
    set_value margin "$MARGIN"
    set_value missing "$(missing)"
}

environment_table() {
    awk -f "$LAB/report/format.awk" -f "$LAB/report/environment.awk" -F, "$DATA/environment.csv" \
        > tables/environment.tex
    set_value when "$(fact_of started)"
    set_value trials "$(fact_of trials)"
    set_value cores "$(fact_of cores)"
    case $(fact_of pinning) in
        none*) set_value pinning "Neither is bound to cores of its own: both take turns on all that \
there are (\\lab{cores})." ;;
        *) set_value pinning "Each has cores of its own ($(fact_of pinning))." ;;
    esac
    if [[ $(fact_of size) = quick ]]; then
        set_value quick "This is a quick run: it shows that everything works, with trials too short \
and too few to learn much from."
    else
        set_value quick ''
    fi
}

fact_of() {
    awk -F, -v fact="$1" '$1 == fact { print substr($0, length(fact) + 2) }' \
        "$DATA/environment.csv" | latex_text
}

# An account of all trials: how many, how Thor judged them, what was rejected, what is missing.
accounts() {
    local name file files=()
    for name in latency-closed latency-open queue neighbour throughput over-time peers aa slowed \
        costs sharing; do
        file=$DATA/$name.csv
        if [[ -s $file ]]; then files+=("$file"); fi
    done
    ((${#files[@]} > 0)) || return 0
    if [[ -s $DATA/rejected.csv ]]; then files+=("$DATA/rejected.csv"); fi
    awk -F, '
        FNR == 1 {
            for (i = 1; i <= NF; i++) column[$i] = i
            name = FILENAME; sub(/.*\//, "", name); sub(/\.csv$/, "", name)
            next
        }
        # Lost is what was given up and did not come in a later run either.
        name == "rejected" {
            if (!($1 in rows)) { order[++count] = $1; rows[$1] = 0 }
            again[$1]++
            key = $1 == "costs" ? ($2 == "counts" ? "costs" : $2) "," $3 "," $8 : \
                $1 "," $2 "," $3 "," $4 "," $5 "," $6 "," $7 "," $8
            if ($9 == 3 && !(key in known)) { lost[$1]++; known[key] = 1 }
            next
        }
        name == "costs" || name == "sharing" {
            known[name "," $1 "," $2] = 1
            if (name == "sharing") next
        }
        name != "costs" { known[name "," $1 "," $2 "," $3 "," $4 "," $5 "," $6 "," $7] = 1 }
        {
            if (!(name in rows)) order[++count] = name
            rows[name]++
            if (name == "costs") next
            grade[name, $column["verdict"]]++
            requests[name] += $column["completed"]
            failed[name] += $column["failed"] + $column["unanswered"]
        }
        END {
            for (i = 1; i <= count; i++) {
                name = order[i]
                printf "%s,%d,%d,%d,%d,%d,%.0f,%.0f\n", name, rows[name], grade[name, "valid"],
                    grade[name, "suspect"], again[name], lost[name], requests[name], failed[name]
            }
        }' "${files[@]}" > work/accounts
    awk -f "$LAB/report/format.awk" -f "$LAB/report/accounts.awk" -F, work/accounts \
        > tables/accounts.tex
    set_value suspect "$(awk -F, '$1 != "costs" { all += $2; suspect += $4 }
        END { printf "%.0f\\,\\%%", all ? 100 * suspect / all : 0 }' work/accounts)"
    set_value all/trials "$(awk -F, '{ n += $2 } END { print n }' work/accounts | whole)"
    set_value all/requests "$(awk -F, '{ n += $7 } END { printf "%.0f", n }' work/accounts | whole)"
    set_value all/failed "$(awk -F, '{ n += $8 } END { printf "%.0f", n }' work/accounts | whole)"
    set_value rejections "$(rejections)"
}

rejections() {
    awk -F, '{ rejected += $5; lost += $6 } END {
        if (!rejected) print "No trial was rejected."
        else printf "Attempts that were rejected: %d. Trials that were given up after three: %d.\n",
            rejected, lost }' work/accounts
}

# A server against itself, many times.
equal_servers_part() {
    local file=$DATA/aa-comparisons.csv
    [[ -s $file ]] || return 0
    awk '{ gsub(/"[^"]*"/, "quoted"); print }' "$file" | awk -F, -v OFS=, '
        NR > 1 && $12 != "" { printf "%.9f,%s,%s\n", ($11 < 1 ? 1 - $11 : $11 - 1), $14, $15 }' \
        | sort -n > work/aa
    [[ -s work/aa ]] || return 0
    set_value aa/count "$(wc -l < work/aa)"
    set_value aa/alarms "$(awk -F, '$3 == "difference"' work/aa | wc -l)"
    set_value aa/tests "$(awk -F, '$2 <= 0.05' work/aa | wc -l)"
    set_value aa/half "$(quantile 0.5)"
    set_value aa/most "$(quantile 0.95)"
}

quantile() {
    awk -F, -v q="$1" '{ x[NR] = $1 }
        END { i = int(q * NR + 0.999999); printf "%.1f\\,\\%%", 100 * x[i < 1 ? 1 : i] }' work/aa
}

# A server that is slower by a known amount.
slowed_part() {
    local busy found=''
    busy=$(awk -F, '$1 == "busy nanoseconds" { print $2 }' "$DATA/environment.csv" 2> /dev/null || true)
    [[ $busy ]] || return 0
    if compare slowed cpu_us_per_request floor0 "floor$busy"; then
        claim slowed/cpu cost "A request" 1 '\,µs of processor time' "on the slowed server" \
            "on the server as it is"
        found+="\\lab{slowed/cpu} "
    fi
    if compare slowed p50_us floor0 "floor$busy"; then
        claim slowed/p50 time "The median request" 1 '\,µs' "on the slowed server" \
            "on the server as it is"
        found+="\\lab{slowed/p50}"
    fi
    [[ $found ]] || return 0
    if [[ $(fact_of 'pinning of the slowed server') = server* ]]; then
        found="Each side had a core of its own for this. $found"
    fi
    set_value slowed "$found"
    set_value slowed/busy "$(figure "$busy" 1000)\\,µs"
}

# has_rows NAME: more than a header.
has_rows() { [[ -s $DATA/$1.csv && -n $(sed -n '2{p;q;}' "$DATA/$1.csv") ]]; }

# missing: sentences about what this report has no data for.
missing() {
    local list=() name server
    local -A title=([latency-closed]="latency in a closed loop" [latency-open]="latency in an open loop"
        [queue]="the queue" [neighbour]="the slow neighbour" [throughput]="throughput"
        [seconds]="requests over time" [costs]="page faults and system calls" [peers]="other servers"
        [aa-comparisons]="equal servers" [slowed]="the slowed server")
    for name in latency-closed latency-open queue neighbour throughput seconds costs peers \
        aa-comparisons slowed; do
        if ! has_rows "$name"; then list+=("${title[$name]}"); fi
    done
    if [[ -s $DATA/throughput.csv ]] && ! grep -q '^1GB,' "$DATA/throughput.csv"; then
        list+=("files of 1\\,GB")
    fi
    if [[ -s $DATA/latency-closed.csv ]]; then
        for server in single fork prefork thread event; do
            if ! grep -q "^[^,]*,$server," "$DATA/latency-closed.csv"; then
                list+=("the $server model")
            fi
        done
    fi
    if [[ -s $DATA/peers.csv ]]; then
        for server in nginx lighttpd apache-prefork; do
            if ! grep -q "^[^,]*,$server," "$DATA/peers.csv"; then
                list+=("${server%-prefork}")
            fi
        done
    fi
    if [[ -s $DATA/costs.csv && -s $DATA/environment.csv ]]; then
        if [[ $(fact_of perf) = no ]]; then list+=("context switches"); fi
        if [[ $(fact_of strace) = no ]]; then list+=("system calls"); fi
    fi
    if [[ ! -s $DATA/environment.csv || -z $(fact_of finished) ]]; then
        echo "The data is not that of one complete run, so that trials of some kind may be missing."
    fi
    if ((${#list[@]} == 0)); then
        echo "Everything that the lab can measure was measured."
    else
        printf 'Not measured in this run, and therefore absent or marked as such: '
        printf '%s\n' "${list[@]}" | awk '{ printf "%s%s", (NR > 1 ? ", " : ""), $0 }'
        echo .
    fi
}
