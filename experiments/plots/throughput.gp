# Throughput by size of the file and model.
# throughput.csv: work,connection,server,n,median,low,high: requests per second for 1 KB, else MB/s
WIDTH = 16; HEIGHT = 5.6
load lab."/plots/style.gp"
rows = models
file = "charts/throughput.csv"
title_of(w) = is(w, "1KB") ? "1 KB" : is(w, "1MB") ? "1 MB" : "1 GB"
unit_of(w) = is(w, "1KB") ? "thousand requests/s" : "GB/s"
set label 1 "a new connection for each request" at screen 0.09, 0.96 left offset char 1, 0 \
    textcolor rgb ink point pointtype 7 pointsize 0.6 linecolor rgb ink
set label 2 "kept connections" at screen 0.42, 0.96 left offset char 1, 0 \
    textcolor rgb ink point pointtype 6 pointsize 0.6 linecolor rgb ink
set multiplot layout 1, words(present) margins 0.085, 0.985, 0.22, 0.79 spacing 0.04
do for [panel = 1:words(present)] {
    work = word(present, panel); heading = title_of(work); unit = unit_of(work)
    scale = 1000
    if (panel > 1) { unset label }
    load lab."/plots/rows.gp"
}
unset multiplot
