#!/bin/sh
# Tells the time where the server is.
printf 'Content-Type: text/plain; charset=utf-8\n'
printf 'Cache-Control: no-store\n\n'
date '+It is %H:%M:%S on %A, the %d of %B %Y.'
