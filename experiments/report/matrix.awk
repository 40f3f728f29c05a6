# A table of LaTeX with a row for each of `rows` and a column for each of `columns`. Input, separated by
# commas: row, column, median and the ends of its interval, which may be empty. `titles` are the rows' first
# cells, `head` those of the head, with `labels` cells each; both lists are separated by |. A row "-" is
# a line in italics. `scale` divides all figures.
{
    low = $4 == "" ? "" : $4 / scale
    high = $5 == "" ? "" : $5 / scale
    shown[$1, $2] = cell($3 == "" ? "" : $3 / scale, low, high)
}
END {
    count = split(rows, row, "|")
    split(titles, title, "|")
    width = split(columns, column, " ")
    printf "\\begin{tabular}{@{}%s%s@{}}\n\\toprule\n%s", substr("lll", 1, labels), \
        substr("rrrrrrrrrrrr", 1, width), head
    for (c = 1; c <= width; c++) printf " & %s", name_of(column[c])
    print " \\\\\n\\midrule"
    for (r = 1; r <= count; r++) {
        if (row[r] == "-") {
            printf "%s\\multicolumn{%d}{@{}l}{\\emph{%s}} \\\\\n", \
                (r > 1 ? "\\addlinespace\n" : ""), labels + width, title[r]
            continue
        }
        printf "%s", title[r]
        for (c = 1; c <= width; c++)
            printf " & %s", (row[r], column[c]) in shown ? shown[row[r], column[c]] : "\\none"
        print " \\\\"
    }
    print "\\bottomrule\n\\end{tabular}"
}
