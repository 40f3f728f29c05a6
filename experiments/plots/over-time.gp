# Requests in each second of a longer run: the median over the trials, and the least and the most.
# over-time.csv: server,second,n,median,min,max (requests per second)
WIDTH = 13; HEIGHT = 6.4
load lab."/plots/style.gp"
set xlabel "second of the run" offset 0, 0.4
set ylabel "thousand requests/s" offset 0.8
set lmargin at screen 0.095; set rmargin at screen 0.985
set tmargin at screen 0.88; set bmargin at screen 0.18
LEFT = 0.1; UP = 0.955
load lab."/plots/legend.gp"
stats "charts/over-time.csv" using 2 nooutput
set xrange [0.9 : STATS_max + 1.1]
set xtics 1
set yrange [0:*]
plot for [m in models] "charts/over-time.csv" \
        using (when1(m, $2 + 1)):($5 / 1000):($6 / 1000) with filledcurves \
        fillcolor rgb colour(m) fillstyle transparent solid 0.15 notitle, \
    for [m in models] "charts/over-time.csv" using (when1(m, $2 + 1)):($4 / 1000) \
        with linespoints linecolor rgb colour(m) dashtype dash(m) pointtype symbol(m) \
        pointsize 0.5 linewidth 1.3 notitle
