#!/bin/sh
# Shows what a script is told about the request: its environment, sorted.
printf 'Content-Type: text/plain; charset=utf-8\n'
printf 'Cache-Control: no-store\n\n'
env | sort
