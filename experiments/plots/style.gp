# What all charts share. A chart sets WIDTH and HEIGHT in centimetres and loads this; `format` (pdf or
# svg), `name`, `models` and `font` come from the command line (report.sh).
#
# Colours are Okabe and Ito's, which the colour-blind tell apart; each model has a dash and a symbol of
# its own besides, so that it is known in grey as well.
set encoding utf8
if (format eq "pdf") {
    set terminal pdfcairo size WIDTH cm, HEIGHT cm font font.",9.6" fontscale 0.625 linewidth 1 rounded
} else {
    set terminal svg size WIDTH * 40, HEIGHT * 40 font font.",12" linewidth 1.2 rounded
}
set output "charts/".name.".".format
set datafile separator ","
set datafile missing NaN

ink = "#333333"
pale = "#dddddd"
set border 3 linecolor rgb "#888888" linewidth 0.7
set tics nomirror out scale 0.5 textcolor rgb ink
set grid ytics linecolor rgb pale linewidth 0.6 dashtype solid
set key top left Left reverse samplen 2.6 textcolor rgb ink
set title textcolor rgb ink offset 0,-0.4
set xlabel textcolor rgb ink
set ylabel textcolor rgb ink
set bars small
set style fill solid 0.25 noborder

is(a, b) = a eq b
colour(m) = is(m, "single") ? 0x000000 : is(m, "fork") ? 0xd55e00 : is(m, "prefork") ? 0xe69f00 : \
    is(m, "thread") ? 0x56b4e9 : is(m, "event") || is(m, "event1") ? 0x0072b2 : 0x777777
symbol(m) = is(m, "single") ? 7 : is(m, "fork") ? 5 : is(m, "prefork") ? 9 : is(m, "thread") ? 11 : \
    is(m, "event") || is(m, "event1") ? 13 : 6
dash(m) = is(m, "single") ? 1 : is(m, "fork") ? 2 : is(m, "prefork") ? 3 : is(m, "thread") ? 4 : 5
label(s) = is(s, "event1") ? "event, 1 worker" : is(s, "apache-prefork") ? "Apache, prefork" : \
    is(s, "apache-event") ? "Apache, event" : s
# A round step, with which an axis from 0 to m has three to six marks.
power(m) = 10 ** floor(log10(m / 3.5))
part(m) = m / 3.5 / power(m)
step(m) = power(m) * (part(m) < 1.5 ? 1 : part(m) < 3.5 ? 2 : part(m) < 7 ? 5 : 10)
# A number for each word of a list, from 1; 0 for a word that is not in it.
place(list, w) = (found = 0, sum [i = 1:words(list)] (word(list, i) eq w ? i : 0))
# Models are drawn a little beside each other, so that their intervals can be told apart.
aside(m) = place(models, m) - (words(models) + 1) / 2.0
# A row is drawn when its first columns are as wanted.
when1(a, x) = strcol(1) eq a ? x : NaN
when2(a, b, x) = strcol(1) eq a && strcol(2) eq b ? x : NaN
when3(a, b, c, x) = strcol(1) eq a && strcol(2) eq b && strcol(3) eq c ? x : NaN
