# Single-connection mode as a queue: what was measured beside what M/D/1 says.
# queue.csv: load,n,median,low,high (microseconds); `service` is the time of one request (microseconds),
# `base` what one request takes on an idle server
WIDTH = 13; HEIGHT = 6.8
load lab."/plots/style.gp"
set xrange [0:1]
set xtics 0, 0.2, 1 format "%.1f"
set xlabel "offered load ρ" offset 0, 0.4
set ylabel "mean response time (ms)" offset 0.8
set lmargin at screen 0.105; set rmargin at screen 0.985
set tmargin at screen 0.88; set bmargin at screen 0.175
set key at graph 0.02, graph 0.98
set samples 400
stats "charts/queue.csv" using ($5 / 1000) nooutput
top = STATS_max * 1.15
waiting(r) = r * service / (2 * (1 - r))
shown(y) = y >= 0 && y < top ? y : NaN
# On a machine that was busy with something else the measured points are far above: still show both.
stats "charts/queue.csv" using ($3 / (waiting($1) + base)) nooutput
set yrange [0:top]
if (STATS_max > 4) { set logscale y; set format y "%g"; set yrange [base / 2000 : top] }
plot shown((waiting(x) + service) / 1000) with lines linecolor rgb 0x0072b2 \
        linewidth 1.5 title "computed: M/D/1", \
    shown((waiting(x) + base) / 1000) with lines linecolor rgb 0x0072b2 dashtype 3 \
        linewidth 1.5 title "computed, with the way to the server", \
    "charts/queue.csv" using 1:($3 / 1000):($4 / 1000):($5 / 1000) with yerrorbars \
        linecolor rgb 0x000000 pointtype 7 pointsize 0.6 linewidth 1 title "measured"
