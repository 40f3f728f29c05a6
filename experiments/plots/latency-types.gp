# Mean latency by request type and model, one panel for each number of clients.
# latency.csv: work,server,clients,n,median,low,high (microseconds)
WIDTH = 16; HEIGHT = 7
load lab."/plots/style.gp"
works = "listing static cgi"
set logscale y
set yrange [*:*]
set xrange [0.5:3.5]
set xtics ("listing" 1, "1 KB file" 2, "script" 3) scale 0
set format y "%g"
stats "charts/latency.csv" using (strcol(3) eq few || strcol(3) eq many ? $6 / 1000 : NaN) nooutput
set yrange [10 ** floor(log10(STATS_min)) : *]
stats "charts/latency.csv" using (strcol(3) eq few || strcol(3) eq many ? $7 / 1000 : NaN) nooutput
set yrange [:10 ** ceil(log10(STATS_max))]
set multiplot layout 1, 2 margins 0.075, 0.99, 0.09, 0.82 spacing 0.035
do for [panel = 1:2] {
    clients = panel == 1 ? few : many
    if (panel == 1) {
        set ylabel "mean latency (ms)" offset 1.2
        LEFT = 0.075; UP = 0.97
        load lab."/plots/legend.gp"
    } else {
        unset label; unset arrow; unset ylabel; set format y ""
    }
    set title clients.(clients eq "1" ? " client" : " clients")
    plot for [m in models] "charts/latency.csv" \
        using (when2(m, clients, 0), strcol(2) eq m && strcol(3) eq clients ? \
            place(works, strcol(1)) + aside(m) * 0.14 : NaN):($5 / 1000):($6 / 1000):($7 / 1000) \
        with yerrorbars linecolor rgb colour(m) pointtype symbol(m) pointsize 0.6 linewidth 1 notitle
}
unset multiplot
