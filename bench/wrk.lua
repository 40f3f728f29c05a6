-- wrk -s wrk.lua URL [-- COUNT]: COUNT requests in flight on each connection, and one line of exact
-- figures, since wrk itself prints sizes to three digits only. The last two are the 50th and 99th
-- percentile of the latency in microseconds.

function init(arguments)
    local count = tonumber(arguments[1]) or 1
    local one = wrk.format
    wrk.format = function(...) return string.rep(one(...), count) end
end

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format("figures %d %d %d %d %d %d %d %d %d %d\n",
        summary.requests, summary.duration, summary.bytes,
        errors.connect, errors.read, errors.write, errors.timeout, errors.status,
        latency:percentile(50), latency:percentile(99)))
end
