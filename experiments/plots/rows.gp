# A panel of dots with intervals, a row for each server: used by the charts of throughput, of processor
# time and of peers. Needs `rows` (servers, the first on top), `file`, `work`, `scale`, `unit`, `heading`, `panel`.
# FILE: work,connection,server,n,median,low,high
set grid noytics xtics
set border 1
set title heading
set xlabel unit offset 0, 0.4
unset key
set autoscale
stats file using (strcol(1) eq work ? $7 / scale : NaN) nooutput
set yrange [words(rows) + 0.6 : 0.4]
set xrange [0 : STATS_max * 1.06]
set xtics 0, step(STATS_max)
unset ytics
if (panel == 1) {
    set ytics () scale 0 textcolor rgb ink
    set for [i = 1:words(rows)] ytics add (label(word(rows, i)) i)
}
set for [i = 1:words(rows)] arrow i from graph 0, first i to graph 1, first i nohead back \
    linecolor rgb "#eeeeee" linewidth 0.6
dot(s, c, x) = strcol(1) eq work && strcol(2) eq c && strcol(3) eq s ? x : NaN
plot for [s in rows] file using (dot(s, "close", $5 / scale)):(place(rows, s)): \
        ($6 / scale):($7 / scale) with xerrorbars linecolor rgb colour(s) pointtype 7 \
        pointsize 0.6 linewidth 1 notitle, \
    for [s in rows] file using (dot(s, "keep", $5 / scale)):(place(rows, s)): \
        ($6 / scale):($7 / scale) with xerrorbars linecolor rgb colour(s) pointtype 6 \
        pointsize 0.6 linewidth 1 notitle
