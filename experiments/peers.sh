#!/usr/bin/env bash
# The same work on nginx, lighttpd and Apache, in the configurations of bench/peers, one worker each;
# Spidey's event model has one as well here. A server that is not installed is skipped and told.
#   peers.csv
# QUICK=1 is a small version, DATA the directory, TRIALS the number of trials, FRESH=1 measures anew.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# has PROGRAM: daemons live where not every user's PATH leads.
has() { PATH="$PATH:/usr/sbin:/sbin" command -v "$1" > /dev/null; }

peers() {
    local name
    for name in nginx lighttpd; do
        if has "$name"; then echo "$name"; else say "Skipped: $name is not installed."; fi
    done
    if has apache2; then
        echo apache-prefork
        echo apache-event
    else
        say "Skipped: Apache is not installed."
    fi
}

plan() {
    local server
    for server in $MODELS $PEERS; do
        if [[ $server = event ]]; then server=event1; fi
        echo "1KB,$server,close,closed,16,-"
        if [[ $server != single ]]; then echo "1KB,$server,keep,closed,16,-"; fi
        if [[ $server != single ]]; then echo "1MB,$server,keep,closed,8,-"; fi
        echo "listing,$server,close,closed,16,-"
        # nginx runs no scripts.
        if [[ $server != nginx ]]; then echo "cgi,$server,close,closed,8,-"; fi
    done
}

lab_begin
export PEER_SCRIPTS=yes
# shellcheck disable=SC2034
SAMPLE_MEMORY=yes
find_models
PEERS=$(peers)
# A quick run would be too long otherwise.
trials_unless_given 10 3
run_plan peers plan
