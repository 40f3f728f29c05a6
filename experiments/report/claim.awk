# Sentences about a row of `thor compare --format csv`: a, b, n_a, n_b, median_a, median_b, difference and
# its interval, ratio and its interval, p, finding. The ratio is the median of the rounds' ratios.
#
# `kind` says how it is told, `subject` of what, `b` and `a` where ("in forking mode"), `scale` and
# `unit` how medians are told, `margin` the percentage within which two are called equal. Prints a
# sentence; or, with `brief`, the part of one that says how B does compared with A. Either holds whatever
# was found.
BEGIN {
    FS = ","
    phrase("time", "takes,took,longer,less,as long,takes the same time")
    phrase("often", "is sent,was sent,more often,less often,as often,is sent as often")
    phrase("rate", "is sent at,was sent at,faster,slower,as fast,is sent at the same rate")
    phrase("cost", "costs,cost,more,less,as much,costs the same")
}

{
    median_a = $5; median_b = $6; ratio = $10; low = $11; high = $12; p = chance($13); finding = $14
    values = told(median_b) " " b " and " told(median_a) " " a
    interval = "95\\,\\% interval "
    bare = "ratio " number(ratio) ", " interval fixed(low, decimals_of(ratio)) " to " \
        fixed(high, decimals_of(ratio))
    if (brief)
        print ratio == "" ? "has no ratio" : low == "" ? "was tried too few times for a claim" : \
            finding == "difference" ? briefly " " change("") ")" : \
            finding == "equal" ? same " to within " margin "\\,\\% (" bare ")" : \
            "shows no difference (" bare ")"
    else if (low == "" && ratio == "")
        print subject " " did " " values "; of such figures there is no ratio, and so no claim."
    else if (low == "")
        print subject " " did " " values "; " \
            ($3 == 1 ? "one trial of each is" : $3 " trials of each are") \
            " too few for an interval, and so for a claim."
    else if (finding == "difference")
        print subject " " does " " values ", " within_rounds() change(interval) ", " p ")."
    else if (finding == "equal")
        print subject " " same " " b " and " a " to within " margin "\\,\\%: " told(median_b) \
            " and " told(median_a) " (" bare ", " p ")."
    else
        print subject " " does " " values ", which shows no difference (" bare ", " p ")."
}

function phrase(name, words,    word) {
    if (name != kind) return
    split(words, word, ",")
    does = word[1]; did = word[2]; more = word[3]; less = word[4]; times = word[5]; same = word[6]
    briefly = does
    sub(/ at$/, "", briefly)
}

function told(x) { return number(x / scale) unit }

# Twice and more is told as a multiple, anything else in per cent. `before` goes before the interval,
# whose bracket is left open.
function change(before,    by, from, to, d) {
    if (ratio >= 2) {
        d = decimals_of(ratio)
        return fixed(ratio, d) " times " times " (" before fixed(low, d) " to " fixed(high, d)
    }
    by = 100 * (ratio > 1 ? ratio - 1 : 1 - ratio)
    from = 100 * (ratio > 1 ? low - 1 : 1 - high)
    to = 100 * (ratio > 1 ? high - 1 : 1 - low)
    # Near nothing and near all of it the decimals matter.
    d = by < 1 || by >= 99 ? 2 : by < 10 || by >= 95 ? 1 : 0
    return fixed(by, d) "\\,\\% " (ratio > 1 ? more : less) " (" before fixed(from, d) " to " \
        fixed(to, d) "\\,\\%"
}

# The median of the ratios may lie on the other side of 1 than the ratio of the medians.
function within_rounds() {
    return (median_b > median_a) == (ratio > 1) ? "" : "but within the rounds "
}
