# Mean response time under an open loop, against the load as a fraction of each model's capacity.
# load.csv: work,server,load,n,median,low,high (microseconds)
WIDTH = 16; HEIGHT = 7
load lab."/plots/style.gp"
title_of(w) = is(w, "listing") ? "listing" : is(w, "static") ? "1 KB file" : "script"
set logscale y
set format y "%g"
set xrange [0:1]
set xtics 0, 0.25, 0.8 format "%g"
set xtics add ("1" 1)
stats "charts/load.csv" using ($6 / 1000) nooutput
low = 10 ** floor(log10(STATS_min))
stats "charts/load.csv" using ($7 / 1000) nooutput
set yrange [low : 10 ** ceil(log10(STATS_max))]
set label 1 "offered load, as a fraction of what the model can do" at screen 0.53, 0.035 \
    center textcolor rgb ink
set multiplot layout 1, words(present) margins 0.075, 0.985, 0.165, 0.82 spacing 0.03
do for [panel = 1:words(present)] {
    if (panel == 1) {
        set ylabel "mean response time (ms)" offset 1.2
        LEFT = 0.075; UP = 0.97
        load lab."/plots/legend.gp"
    } else {
        unset label; unset arrow; unset ylabel; set format y ""
    }
    set title title_of(word(present, panel))
    plot for [m in models] "charts/load.csv" \
        using (when2(word(present, panel), m, $3 + 0.012 * aside(m))):($5 / 1000):($6 / 1000):($7 / 1000) \
        with yerrorlines linecolor rgb colour(m) dashtype dash(m) pointtype symbol(m) \
        pointsize 0.55 linewidth 1.3 notitle
}
unset multiplot
