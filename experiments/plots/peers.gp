# Spidey's models and other servers under the same work.
# peers.csv: work,connection,server,n,median,low,high (requests per second)
WIDTH = 16; HEIGHT = 6.2
load lab."/plots/style.gp"
rows = servers
file = "charts/peers.csv"
title_of(w) = is(w, "1KB-close") ? "1 KB, new" : is(w, "1KB-keep") ? "1 KB, kept" : \
    is(w, "1MB-keep") ? "1 MB, kept" : is(w, "cgi-close") ? "script, new" : "listing, new"
set multiplot layout 1, words(present) margins 0.14, 0.985, 0.2, 0.91 spacing 0.03
do for [panel = 1:words(present)] {
    work = word(present, panel); heading = title_of(work)
    unit = "thousand/s"
    scale = 1000
    load lab."/plots/rows.gp"
}
unset multiplot
