#!/bin/sh
# Counts to five, a second each. A server that streams shows each line as it is written:
# curl -N http://localhost:9234/cgi-bin/count.sh
printf 'Content-Type: text/plain; charset=utf-8\n'
printf 'Cache-Control: no-store\n\n'
for number in 1 2 3 4 5; do
    printf '%s\n' "$number"
    sleep 1
done
printf 'Done.\n'
