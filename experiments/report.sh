#!/usr/bin/env bash
# Makes the report from whatever data there is: statistics by `thor stats` and `thor compare`, charts by
# gnuplot, a PDF by LaTeX. DATA is the directory with the data (default: results, or else the last quick
# run), AUTHORS who is named on the title page, BUILD where charts (PDF and SVG), tables and sentences
# are left. The PDF goes beside the data.
set -euo pipefail
export LC_ALL=C
unset CDPATH

LAB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
THOR=${THOR_BINARY:-$LAB/../bin/thor}
[[ $THOR = /* ]] || THOR=$PWD/$THOR
BUILD=${BUILD:-$LAB/build/report}
AUTHORS=${AUTHORS:-The authors of Spidey and Thor}
# Two figures are called equal when they differ by less than this many percent.
MARGIN=5
DATA=${DATA:-}
if [[ -z $DATA ]]; then
    DATA=$LAB/results
    if [[ ${QUICK:-} || ! -s $DATA/environment.csv ]]; then DATA=$LAB/build/quick; fi
fi

mkdir -p "$DATA"
DATA=$(cd "$DATA" && pwd)
mkdir -p "$BUILD"
BUILD=$(cd "$BUILD" && pwd)
if [[ $BUILD = "$DATA" ]]; then
    echo "report: BUILD and DATA are the same directory: what is built would mix with the data" >&2
    exit 64
fi
# Only what an earlier report left: any other directory may be anybody's, with a `work` of its own.
MARK=$BUILD/.spidey-lab-report
if [[ $BUILD != "$LAB/build/report" && ! -e $MARK && -n $(ls -A "$BUILD") ]]; then
    echo "report: BUILD, $BUILD, has files that are no report's: name a new or an empty directory" >&2
    exit 64
fi
: > "$MARK"
rm -rf "$BUILD"/{charts,tables,work} "$BUILD"/{numbers.tex,report.*,latexmk.log}
mkdir "$BUILD/charts" "$BUILD/tables" "$BUILD/work"
# Everything is read and written with names relative to here: TeX dislikes spaces in paths.
cd "$BUILD"

# --- Statistics ---------------------------------------------------------------------------------

# rows NAME COLUMN [COLUMN=VALUE...]: work/rows.csv has the rows of NAME.csv that meet all conditions and
# have a figure in COLUMN; 1 when there are none.
rows() {
    local name=$1
    shift
    [[ -s $DATA/$name.csv ]] || return 1
    awk -F, -v wanted="$1" -v conditions="$(printf '%s|' "${@:2}")" '
        NR == 1 {
            for (i = 1; i <= NF; i++) column[$i] = i
            count = split(conditions, condition, "|")
            print
            next
        }
        {
            if ($column[wanted] == "") next
            for (i = 1; i <= count; i++) {
                at = index(condition[i], "=")
                if (at && $column[substr(condition[i], 1, at - 1)] != substr(condition[i], at + 1)) next
            }
            print
            found = 1
        }
        END { exit !found }' "$DATA/$name.csv" > work/rows.csv
}

# thor_on_rows ARGUMENT...: prints CSV. What it cannot do stops the report: nothing is left out silently.
thor_on_rows() {
    if ! "$THOR" "$@" --format csv work/rows.csv 2> work/thor.err; then
        echo "report: $(cat work/thor.err)" >&2
        exit 1
    fi
}

# stats OUT NAME COLUMN BY [COLUMN=VALUE...]: charts/OUT.csv has BY, n, median, low, high. Where there
# are too few trials for an interval, the ends of it are empty. 1 when there is nothing.
stats() {
    local out=$1 name=$2 column=$3 by=$4
    shift 4
    rows "$name" "$column" "$@" || return 1
    thor_on_rows stats --value "$column" --by "$by" > work/stats.csv
    awk -F, -v OFS=, -v keys="$(tr -cd , <<< "$by" | wc -c)" '
        NR > 1 { NF = keys + 5; print }' work/stats.csv > "charts/$out.csv"
}

# charted NAME: as charts want it: without an interval, both ends of it are the median.
charted() {
    awk -F, -v OFS=, '$NF == "" { $NF = $(NF - 1) = $(NF - 2) } { print }' "charts/$1.csv" \
        > work/charted.csv
    cp "charts/$1.csv" "work/$1.csv"
    mv work/charted.csv "charts/$1.csv"
}

# set_value KEY TEXT: what \lab{KEY} stands for in the report.
set_value() { printf '\\labset{%s}{%s}\n' "$1" "$2" >> numbers.tex; }

format() { awk -f "$LAB/report/format.awk" -f "$LAB/report/print.awk" "$@"; }

figure() { format -v as=figure -v scale="$2" <<< "$1"; }
whole() { format -v as=whole; }
latex_text() { format -v as=text; }
name_of() { format -v as=name <<< "$1"; }
# estimate_of FILE SERVER SCALE: of a file with server, n, median and the ends of its interval.
estimate_of() { awk -F, -v server="$2" '$1 == server' "$1" | format -F, -v as=estimate -v scale="$3"; }

# matrix TABLE HEAD LABELS COLUMNS ROWS TITLES SCALE: see report/matrix.awk.
matrix() {
    awk -F, -v head="${2//\\/\\\\}" -v labels="$3" -v columns="$4" -v rows="$5" \
        -v titles="${6//\\/\\\\}" -v scale="$7" -f "$LAB/report/format.awk" \
        -f "$LAB/report/matrix.awk" > "tables/$1.tex"
}

COMPARED=0 UNPAIRED=0
# compare NAME COLUMN A B [COLUMN=VALUE...]: two servers, trials of the same round as pairs. The row of
# `thor compare` without its texts is left in COMPARISON. Trials whose partner was lost are counted in
# UNPAIRED, as they are left out. 1 when there is no pair.
compare() {
    local name=$1 column=$2 a=$3 b=$4 server
    shift 4
    rows "$name" "$column" "$@" || return 1
    pairs_in_rows "$a" "$b" || return 1
    thor_on_rows compare --value "$column" --pair trial --margin "$MARGIN" \
        --a "server=$a" --b "server=$b" > work/compare.csv
    COMPARISON=$(sed -n '2{s/"[^"]*"/quoted/g;p;}' work/compare.csv)
    COMPARED=$((COMPARED + 1))
}

# pairs_in_rows A B: 1 when no round has both.
pairs_in_rows() {
    local both alone
    read -r both alone < <(awk -F, -v a="$1" -v b="$2" '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        $column["server"] == a || $column["server"] == b { seen[$column["trial"]]++ }
        END {
            for (trial in seen) if (seen[trial] == 2) both++; else alone++
            print both + 0, alone + 0
        }' work/rows.csv)
    ((both > 0)) || return 1
    UNPAIRED=$((UNPAIRED + alone))
}

# ratio_of_comparison: ratio and interval of the last comparison, as matrix wants them.
ratio_of_comparison() { cut -d, -f 10-12 <<< "$COMPARISON"; }

# claim KEY KIND SUBJECT SCALE UNIT [B A]: a sentence about the last comparison, which holds whatever it
# found, and as brief/KEY the part of one that says how B does (see report/claim.awk).
claim() {
    local brief
    for brief in '' brief/; do
        set_value "$brief$1" "$(awk -v brief="$brief" -v kind="$2" -v subject="${3//\\/\\\\}" \
            -v scale="$4" -v unit="${5//\\/\\\\}" -v b="${6-in forking mode}" \
            -v a="${7-in single-connection mode}" -v margin=$MARGIN -f "$LAB/report/format.awk" \
            -f "$LAB/report/claim.awk" <<< "$COMPARISON")"
    done
}

# --- Charts -------------------------------------------------------------------------------------

font() {
    if [[ $1 = svg ]]; then
        echo Helvetica
    elif [[ $(fc-match 'TeX Gyre Heros') = *'TeX Gyre Heros'* ]]; then
        echo 'TeX Gyre Heros'
    else
        echo sans
    fi
}

# draw NAME GNUPLOT: charts/NAME.pdf and .svg, with some variables set before.
draw() {
    local format
    for format in pdf svg; do
        LC_ALL=C.UTF-8 gnuplot -e "format = '$format'; name = '$1'; font = '$(font $format)'" \
            -e "lab = '${LAB//\'/\'\'}'; models = '$MODELS'" -e "${2:-}" "$LAB/plots/$1.gp" \
            2> work/gnuplot.err || {
            cat work/gnuplot.err >&2
            echo "report: gnuplot failed on plots/$1.gp" >&2
            exit 1
        }
    done
}

in_order() { # SERVER...: the models first, in the order of the documentation
    local server
    for server in single fork prefork thread event event1 nginx lighttpd \
        apache-prefork apache-event; do
        if grep -qxF "$server" <<< "$1"; then printf '%s ' "$server"; fi
    done | sed 's/ $//'
}

# present FILE NAME...: those of the names that are in the first column, for a panel each.
present() {
    local file=$1 name
    shift
    for name; do
        if cut -d, -f 1 "$file" | grep -xF "$name" > /dev/null; then printf '%s ' "$name"; fi
    done | sed 's/ $//'
}

servers_of() { in_order "$(cut -d, -f 2 "$DATA/$1.csv" | sort -u)"; }

. "$LAB/report/latency.sh"
. "$LAB/report/throughput.sh"
. "$LAB/report/method.sh"

: > numbers.tex
set_value authors "$(latex_text <<< "$AUTHORS")"
latency_part
throughput_part
method_part

cp "$LAB/report/report.tex" .
if ! latexmk -pdf -interaction=nonstopmode -halt-on-error -silent report.tex > latexmk.log 2>&1; then
    tail -n 30 report.log >&2 || cat latexmk.log >&2
    echo "report: LaTeX failed, see $BUILD/report.log" >&2
    exit 1
fi
cp report.pdf "$DATA/report.pdf"
echo "report: $DATA/report.pdf, charts in $BUILD/charts" >&2
