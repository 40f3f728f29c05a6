# Percentiles of the response time of the 1 KB file at half of each model's capacity.
# percentiles.csv: percentile,server,n,median,low,high (microseconds)
WIDTH = 13; HEIGHT = 6.8
load lab."/plots/style.gp"
set logscale y
set format y "%g"
# Each step to the right is ten times rarer.
rarity(p) = -log10(1 - p / 100.0)
set xtics ("50" rarity(50), "90" rarity(90), "95" rarity(95), "99" rarity(99), "99.9" rarity(99.9))
stats "charts/percentiles.csv" using 1 nooutput
set xrange [rarity(50) - 0.1 : rarity(STATS_max) + 0.1]
set xlabel "percentile of the requests (%)" offset 0, 0.4
set ylabel "response time (ms)" offset 1.2
set lmargin at screen 0.105; set rmargin at screen 0.985
set tmargin at screen 0.88; set bmargin at screen 0.175
LEFT = 0.1; UP = 0.955
load lab."/plots/legend.gp"
plot for [m in models] "charts/percentiles.csv" \
    using (strcol(2) eq m ? rarity($1) + 0.018 * aside(m) : NaN):($4 / 1000):($5 / 1000):($6 / 1000) \
    with yerrorlines linecolor rgb colour(m) dashtype dash(m) pointtype symbol(m) \
    pointsize 0.6 linewidth 1.3 notitle
