# The table of all trials: input is experiment, trials, valid, suspect, rejected, lost, requests.
BEGIN {
    title["latency-closed"] = "latency, closed loop"; title["latency-open"] = "latency, open loop"
    title["queue"] = "queue"; title["neighbour"] = "slow neighbour"
    title["throughput"] = "throughput"; title["over-time"] = "over time"; title["peers"] = "peers"
    title["aa"] = "equal servers"; title["costs"] = "costs of a request"; title["slowed"] = "slowed server"
    print "\\begin{tabular}{@{}lrrrrrr@{}}\n\\toprule\nExperiment & Trials & Valid & Suspect & " \
        "Rejected & Lost & Requests \\\\\n\\midrule"
}
{
    judged = $1 != "costs"
    printf "%s & %s & %s & %s & %s & %s & %s \\\\\n", title[$1], fixed($2, 0), \
        (judged ? fixed($3, 0) : "\\none"), (judged ? fixed($4, 0) : "\\none"), fixed($5, 0), \
        fixed($6, 0), (judged ? fixed($7, 0) : "\\none")
    for (i = 2; i <= 7; i++) sum[i] += $i
}
END {
    printf "\\midrule\nall"
    for (i = 2; i <= 7; i++) printf " & %s", fixed(sum[i], 0)
    print " \\\\\n\\bottomrule\n\\end{tabular}"
}
