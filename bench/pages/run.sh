#!/bin/sh
# Measures how long the pages take to render, optimised as a release is.
#
#   bench/pages/run.sh             microseconds and bytes of listings and error pages
#   bench/pages/run.sh write DIR   writes sample pages to look at in a browser
#
# Only the sources that the pages need are compiled, so this takes seconds and no package build.
set -eu
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
# As SwiftPM does for a release: whole modules, and small functions inlined across them.
flags="-O -wmo -package-name spidey_and_thor -swift-version 6 -parse-as-library
    -enable-default-cmo -enable-upcoming-feature MemberImportVisibility
    -enable-upcoming-feature InternalImportsByDefault"
# shellcheck disable=SC2086
swiftc $flags -emit-module -emit-module-path "$out/HTTPWire.swiftmodule" -module-name HTTPWire \
    -c -o "$out/HTTPWire.o" Sources/HTTPWire/PercentCoding.swift Sources/HTTPWire/CivilDate.swift
# shellcheck disable=SC2086
swiftc $flags -emit-module -emit-module-path "$out/SystemCalls.swiftmodule" \
    -module-name SystemCalls -c -o "$out/SystemCalls.o" Sources/SystemCalls/SpanCopying.swift
# shellcheck disable=SC2086
swiftc $flags -enable-testing -emit-module -emit-module-path "$out/SpideyCore.swiftmodule" \
    -module-name SpideyCore -I "$out" -c -o "$out/SpideyCore.o" \
    Sources/SpideyCore/Pages/*.swift Sources/SpideyCore/Media/*.swift \
    Sources/SpideyCore/Responders/ListingItem.swift Sources/SpideyCore/Responders/ListingSort.swift
# shellcheck disable=SC2086
swiftc $flags -I "$out" -static-stdlib -module-name PagesBench -o "$out/bench" \
    bench/pages/PagesBench.swift "$out/HTTPWire.o" "$out/SystemCalls.o" \
    "$out/SpideyCore.o"
"$out/bench" "$@"
