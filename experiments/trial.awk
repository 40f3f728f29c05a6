# Turns the JSON result of one run of Thor into the measured columns of a trial (trials.sh), and on a second
# line why it does not count: Thor's verdict is invalid, or a request did not get what it asked for. That
# line is empty when it counts. `before` and `after` are the server's CPU times in microseconds, user
# and system; `memory` its largest proportional set size in kilobytes.
{ text = text $0 "\n" }

END {
    position = 1
    value_at("")
    split(before, first, " ")
    split(after, last, " ")
    user = last[1] - first[1]
    kernel = last[2] - first[2]
    completed = v["counts.completed"]
    printf "%s,%s,%s,%s", v["verdict.grade"], number(v["rates.offered"]),
        number(v["rates.completed"]), number(v["rates.bytes_received"] / 1e6)
    printf ",%d,%d,%d", completed, v["counts.failed"] + v["counts.offered"] - v["counts.sent"],
        v["counts.censored"]
    printf ",%s", number(v["latency.response.mean_ns"] / 1e3)
    printf ",%s,%s,%s,%s,%s", percentile("p50"), percentile("p90"), percentile("p95"),
        percentile("p99"), percentile("p99.9")
    printf ",%s", number(v["latency.response.max_ns"] / 1e3)
    printf ",%s", number(v["latency.service.mean_ns"] / 1e3)
    if (completed > 0)
        printf ",%s,%s,%s", number((user + kernel) / completed), number(user / completed),
            number(kernel / completed)
    else
        printf ",,,"
    printf ",%s", memory == "" ? "" : number(memory * 1024 / 1e6)
    printf ",%s", number(v["generator.cpu_share"])
    printf ",%s\n", (v["generator.wall_ns"] > 0) \
        ? number(v["generator.run_delay_ns"] / v["generator.wall_ns"]) : ""
    print reasons()
}

# A server that answers nothing but errors answers them quickly: one request that went wrong is enough.
function reasons(    i, list) {
    if (v["verdict.grade"] != "valid" && v["verdict.grade"] != "suspect")
        for (i = 0; ("verdict.reasons." i) in v; i++) list = list "; " v["verdict.reasons." i]
    if (v["verdict.grade"] != "valid" && v["verdict.grade"] != "suspect" && list == "")
        list = "; the verdict is " v["verdict.grade"]
    if (v["counts.failed"] > 0)
        list = list "; " v["counts.failed"] " of " v["counts.sent"] " requests failed"
    if (v["counts.unexpected_status"] > 0)
        list = list "; " v["counts.unexpected_status"] " of " completed \
            " answers had an unexpected status"
    else if (v["counts.good"] + 0 != completed + 0)
        list = list "; " completed - v["counts.good"] " of " completed " answers were not good"
    return substr(list, 3)
}

function number(n) { return n == "" || n == "null" ? "" : sprintf("%.6g", n) }

# Empty when Thor does not tell it: too few samples, or hidden by requests without an answer.
function percentile(name,    key) {
    key = "latency.response.percentiles." name ".ns"
    return key in v ? number(v[key] / 1e3) : ""
}

# A reader of JSON: fills v["path.to.the.value"]; elements of arrays have their number as name.
function value_at(path,    c, n, name) {
    skip()
    c = substr(text, position, 1)
    if (c == "{" || c == "[") {
        position++
        for (n = 0; ; n++) {
            skip()
            if (substr(text, position, 1) ~ /[]}]/) { position++; return }
            if (n > 0) { position++; skip() }
            name = n
            if (c == "{") { name = string(); skip(); position++ }
            value_at(path == "" ? name : path "." name)
        }
    }
    if (c == "\"") { v[path] = string(); return }
    match(substr(text, position, 64), /^[^],} \n]+/)
    v[path] = substr(text, position, RLENGTH)
    position += RLENGTH
}

function skip() { while (substr(text, position, 1) ~ /[ \n\t]/) position++ }

# No string that is read here has an escape in it but a quote in a reason.
function string(    end) {
    end = position + 1
    while (substr(text, end, 1) != "\"") {
        if (substr(text, end, 1) == "\\") end++
        end++
    }
    end -= position + 1
    position += end + 2
    return substr(text, position - end - 1, end)
}
