#!/bin/sh
# Tries a built program from outside, as on a computer that has no Python: smoke_test.sh PROGRAM
# Makes the sample case with all its papers, and has each PDF checked by a program that is not ours.
set -eu
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
run() { env -i PATH=/usr/bin:/bin HOME="$place" LANG=C.UTF-8 QT_QPA_PLATFORM=offscreen "$program" "$@"; }

run demo --out papers >/dev/null
test -s papers/summary.json
count=0
for paper in papers/*.pdf; do
    qpdf --check "$paper" >/dev/null
    count=$((count + 1))
done
test "$count" -ge 6
run rules check >/dev/null
echo "The built program made $count papers and found its rules in order."
