# Numbers for LaTeX. Loaded before the programs that write tables and sentences.

# fixed(12345.678, 1) is 12\,345.7
function fixed(x, decimals,    text, whole, rest, sign) {
    # Not "%.*f", which not every awk knows.
    text = sprintf("%." decimals "f", x)
    sign = ""
    if (substr(text, 1, 1) == "-") { sign = "$-$"; text = substr(text, 2) }
    rest = ""
    if (index(text, ".")) { rest = substr(text, index(text, ".")); text = substr(text, 1, index(text, ".") - 1) }
    whole = ""
    while (length(text) > 3) {
        whole = "\\," substr(text, length(text) - 2) whole
        text = substr(text, 1, length(text) - 3)
    }
    return sign text whole rest
}

# The decimals with which x has three significant digits, at least 0 and at most 4.
function decimals_of(x,    d) {
    if (x < 0) x = -x
    if (x == 0) return 0
    for (d = 2; d < 4 && x < 1; d++) x *= 10
    for (; d > 0 && x >= 9.995; d--) x /= 10
    return d
}

function number(x) { return fixed(x, decimals_of(x)) }

# `median (low to high)`, or the median alone where there is no interval.
function estimate(x, low, high,    d) {
    if (x == "") return "--"
    d = decimals_of(x)
    if (low == "") return fixed(x, d)
    return fixed(x, d) " (" fixed(low, d) " to " fixed(high, d) ")"
}

# A cell of a table: the median, and the interval small beneath it.
function cell(x, low, high,    d) {
    if (x == "") return "\\none"
    d = decimals_of(x)
    if (low == "") return fixed(x, d)
    return "\\cell{" fixed(x, d) "}{" fixed(low, d) "--" fixed(high, d) "}"
}

# A probability with two significant digits, at most four decimals.
function chance(p) {
    if (p < 0.0001) return "$p < 0.0001$"
    return "$p = " fixed(p, p < 0.001 ? 4 : p < 0.1 ? 3 : 2) "$"
}

function escaped(text) {
    gsub(/\\/, "/", text)
    gsub(/[&%$#_{}]/, "\\\\&", text)
    gsub(/\^/, "\\^{}", text)
    gsub(/~/, "\\~{}", text)
    return text
}

function name_of(server) {
    if (server == "event1") return "event, 1 worker"
    if (server == "apache-prefork") return "Apache, prefork"
    if (server == "apache-event") return "Apache, event"
    return server
}
