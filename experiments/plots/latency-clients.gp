# Mean latency against the number of clients, one panel for each request type.
# latency.csv: work,server,clients,n,median,low,high (microseconds)
WIDTH = 16; HEIGHT = 7
load lab."/plots/style.gp"
title_of(w) = is(w, "listing") ? "listing" : is(w, "static") ? "1 KB file" : "script"
set logscale y
set logscale x 2
set format y "%g"
stats "charts/latency.csv" using 3 nooutput
set xrange [STATS_min * 0.8 : STATS_max * 1.25]
stats "charts/latency.csv" using ($6 / 1000) nooutput
low = 10 ** floor(log10(STATS_min))
stats "charts/latency.csv" using ($7 / 1000) nooutput
set yrange [low : 10 ** ceil(log10(STATS_max))]
set xtics (1, 2, 4, 8, 16, 32, 64)
set label 1 "clients" at screen 0.53, 0.035 center textcolor rgb ink
set multiplot layout 1, words(present) margins 0.075, 0.99, 0.165, 0.82 spacing 0.03
do for [panel = 1:words(present)] {
    if (panel == 1) {
        set ylabel "mean latency (ms)" offset 1.2
        LEFT = 0.075; UP = 0.97
        load lab."/plots/legend.gp"
    } else {
        unset label; unset arrow; unset ylabel; set format y ""
    }
    set title title_of(word(present, panel))
    plot for [m in models] "charts/latency.csv" \
        using (when2(word(present, panel), m, $3 * 1.035 ** aside(m))):($5 / 1000):($6 / 1000):($7 / 1000) \
        with yerrorlines linecolor rgb colour(m) dashtype dash(m) pointtype symbol(m) \
        pointsize 0.55 linewidth 1.3 notitle
}
unset multiplot
