# The table of the machine: input is environment.csv, fact,value.
BEGIN {
    count = split("started cpu cores memory virtual kernel distribution governor load pinning spidey " \
        "thor revision trials", order, " ")
    order[++count] = "cpu time"
    title["started"] = "Begun"; title["cpu"] = "Processor"; title["cores"] = "Cores"
    title["memory"] = "Memory"; title["virtual"] = "Virtual machine"; title["kernel"] = "Kernel"
    title["distribution"] = "System"; title["governor"] = "Frequency governor"
    title["load"] = "Load before the first trial"; title["pinning"] = "Pinning"
    title["spidey"] = "Server"; title["thor"] = "Generator"; title["revision"] = "Source"
    title["trials"] = "Trials asked for, of each"; title["cpu time"] = "CPU time read from"
}
{ fact[$1] = substr($0, length($1) + 2) }
END {
    print "\\begin{tabular}{@{}ll@{}}\n\\toprule"
    for (i = 1; i <= count; i++)
        if (order[i] in fact)
            printf "%s & %s \\\\\n", title[order[i]], escaped(fact[order[i]])
    print "\\bottomrule\n\\end{tabular}"
}
