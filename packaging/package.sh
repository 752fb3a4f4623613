#!/bin/sh
# Builds the program and its .deb twice, in folders of different names and under other rights, zone, language, hash seed
# and home folder, and compares the bytes.
#   package.sh         both builds
#   package.sh once    the first one only
set -eu
exec </dev/null
cd "$(dirname "$0")/.."
# shellcheck source=packaging/same_bytes.sh
. packaging/same_bytes.sh
name=caseorg_${version}_$(dpkg --print-architecture).deb

echo "Building $name (some minutes)."
packaging/build.sh
packaging/linux/build_deb.sh
size=$(du -k "build/$name" | cut -f1)
(cd build && sha256sum "$name" >"$name.sha256") # goes along with it wherever it is offered
echo "build/$name: $((size / 1024)) MB packed, $(du -sm build/dist/caseorg | cut -f1) MB in place."
if [ "$size" -ge 102400 ]; then
    echo "The package is to be under 100 MB." >&2
    exit 1
fi
if [ "${1:-}" = once ]; then exit 0; fi

echo "Building it again elsewhere, to compare."
again=$(pwd)/build/a-second-build-in-a-folder-of-another-name
rm -rf "$again"
mkdir -p "$again"
(
    umask 077
    export TZ=Pacific/Kiritimati LC_ALL=C LANG=es_US.UTF-8 PYTHONHASHSEED=4711 HOME="$again/home"
    git ls-files -z --cached --others --exclude-standard | tar --null -cf - -T - | tar --no-same-permissions -xf - -C "$again"
    cd "$again"
    mkdir home
    packaging/build.sh
    packaging/linux/build_deb.sh
)
cat "build/$name.sha256"
(cd "$again/build" && sha256sum "$name")
if cmp -s "build/$name" "$again/build/$name"; then
    rm -rf "$again"
    echo "Both builds are the same, byte for byte."
    exit 0
fi
echo "The builds differ. These files do:" >&2
(cd build/dist && find . -type f -print0 | sort -z | xargs -0 sha256sum) >build/first.sums
(cd "$again/build/dist" && find . -type f -print0 | sort -z | xargs -0 sha256sum) | diff build/first.sums - >&2 || true
exit 1
