# The table of measured and computed mean response times. Input: load, n, median and the ends of its
# interval in microseconds, separated by commas; `service` and `base` as in plots/queue.gp.
BEGIN {
    print "\\begin{tabular}{@{}rrrrr@{}}\n\\toprule\nLoad $\\rho$ & Measured & M/D/1 & With the " \
        "way to the server & Measured to computed \\\\\n\\midrule"
}
{
    waiting = $1 * service / (2 * (1 - $1))
    printf "%.1f & %s & %s & %s & %.2f \\\\\n", $1, cell($3, $4, $5), number(waiting + service), \
        number(waiting + base), $3 / (waiting + base)
}
END { print "\\bottomrule\n\\end{tabular}" }
