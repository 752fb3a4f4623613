#!/bin/sh
# Installs build/caseorg_VERSION_ARCH.deb in a clean Debian, tries it there as a person would, and takes it away again.
#   check_package.sh [FILE.deb]
# Needs to be root, for the clean root (debootstrap, chroot). .ci/setup package names every package of Debian it needs.
set -eu
exec </dev/null
[ "$(id -u)" = 0 ] || { echo "A clean root can only be made by root: sudo make check-package" >&2; exit 1; }
cd "$(dirname "$0")/.."
# In a view of the mounts of its own, which ends with it: whatever happens, none is left over for a later `rm` to walk into.
[ "${CASEORG_OWN_MOUNTS:-}" = yes ] || exec env CASEORG_OWN_MOUNTS=yes unshare --mount --propagation private "packaging/$(basename "$0")" "$@"
# shellcheck source=packaging/same_bytes.sh
. packaging/same_bytes.sh
deb=$(readlink -f "${1:-build/caseorg_${version}_$(dpkg --print-architecture).deb}")
root=$(pwd)/build/check-package/root
fresh=$(pwd)/build/check-package/fresh.tar
found=$(pwd)/build/check-package/found
person=/var/lib/ana

say() { printf '%s\n' "$*"; }
fail() { say "FAILED: $*" >&2; exit 1; }
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
# An ordinary account, with nothing of this computer's in its environment.
as_person() {
    chroot --userspec=ana:ana "$root" env -i PATH=/usr/bin:/bin HOME="$person" LC_ALL=C.UTF-8 "$@"
}
leave() {
    for each in ${display_id:-} ${manager_id:-} ${program_id:-}; do kill "$each" 2>/dev/null || true; done
}
trap leave EXIT

say "1. Lintian, and what software centers read"
# What is known and why it stays is in linux/lintian-overrides, each with its reason.
lintian --allow-root --fail-on error,warning --tag-display-limit 0 "$deb" || fail "lintian has something new to say"
mkdir -p "$found"
dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$found" ./usr/share ./usr/bin
desktop-file-validate "$found/usr/share/applications/caseorg.desktop" || fail "desktop entry"
# The project owns no name on the internet, so it can't have the name turned round that is asked for here.
appstreamcli validate --no-net --override=cid-desktopapp-is-not-rdns=info "$found/usr/share/metainfo/caseorg.metainfo.xml" ||
    fail "AppStream"
for page in "$found"/usr/share/man/man1/*.gz "$found"/usr/share/man/es/man1/*.gz; do
    [ -z "$(zcat "$page" | LC_ALL=C.UTF-8 man --warnings -l - 2>&1 >/dev/null)" ] || fail "man page"
done
rm -rf "$found"

say "2. A clean Debian"
if grep -q " $root/" /proc/self/mounts; then fail "something is mounted in $root, so it is not emptied"; fi
rm -rf --one-file-system "$root"
mkdir -p "$root"
if ! [ -f "$fresh" ]; then
    debootstrap --variant=minbase bookworm "$root" >"$fresh.log" 2>&1 || fail "debootstrap: $fresh.log says why"
    tar -C "$root" -cf "$fresh.new" .
    mv "$fresh.new" "$fresh"
else
    tar -C "$root" -xf "$fresh"
fi
mount -t proc proc "$root/proc"
# Devices of its own, never this computer's: a stray `rm` in a bound /dev takes the computer's own away.
mount -t tmpfs -o mode=755 dev "$root/dev"
mkdir -p "$root/dev/pts"
mkdir -m 1777 "$root/dev/shm"
mknod -m 666 "$root/dev/null" c 1 3
mknod -m 666 "$root/dev/zero" c 1 5
mknod -m 666 "$root/dev/full" c 1 7
mknod -m 666 "$root/dev/random" c 1 8
mknod -m 666 "$root/dev/urandom" c 1 9
mknod -m 666 "$root/dev/tty" c 5 0
ln -s /proc/self/fd "$root/dev/fd"
cp /etc/resolv.conf "$root/etc/resolv.conf"
cp "$deb" "$root/tmp/caseorg.deb"
inside useradd --home-dir "$person" --create-home ana

say "3. Install"
inside apt-get -qq update
inside apt-get -qq install -y --no-install-recommends /tmp/caseorg.deb >"$root/../install.log" 2>&1 || fail "install: install.log"
place=$root/usr/lib/caseorg
# Nothing in it can open a connection by Qt, or by Python's own encrypted one.
[ -z "$(find "$place" \( -iname '*QtNetwork*' -o -iname '*Qt6Network*' -o -name '_ssl*' -o -name '_sqlite3.c*' \) \
    -not -path '*/sqlcipher3/*')" ] || fail "a library of the network is in it"
find "$place" -type f \( -name '*.so*' -o -name caseorg \) | sed "s#^$root##" >"$root/tmp/libraries"
if find "$place" -type f -name '*.so*' -exec objdump -p {} + | grep -q 'NEEDED.*Qt6Network'; then fail "Qt's network is asked for"; fi
[ -s "$place/_internal/licences/sbom.cdx.json" ] || fail "the list of its parts is not in it"
# With nothing but its dependencies there, each library finds what it is linked with. Those of Qt lie beside each other.
missing=$(inside env LD_LIBRARY_PATH=/usr/lib/caseorg/_internal:/usr/lib/caseorg/_internal/PySide6/Qt/lib \
    sh -c 'xargs ldd </tmp/libraries 2>/dev/null' | grep 'not found' | sort -u || true)
[ -z "$missing" ] || fail "libraries without a package: $missing"

say "4. Self-test, as an ordinary account"
as_person caseorg --self-test | tee "$root/tmp/self-test"
grep -qx whole "$root/tmp/self-test" || fail "self-test"
grep -qx "version $version" "$root/tmp/self-test" || fail "version"
grep -q '^ocr none: ' "$root/tmp/self-test" || fail "something reads scans that was not installed"
status=0
as_person caseorg assess - </dev/null >/dev/null 2>&1 || status=$?
[ "$status" = 2 ] || fail "a question that can't be understood ends with $status"
as_person caseorg demo --out "$person/demo" >/dev/null
for paper in "$root$person"/demo/*.pdf; do qpdf --check "$paper" >/dev/null || fail "paper"; done

say "5. Words on scans, by the program of the computer"
# What may not be passed on is not in it: the library's wheel for Linux holds JBIG-KIT, which is under the GPL.
[ -z "$(find "$place" \( -iname '*tesserocr*' -o -iname '*tessdata*' -o -iname '*.traineddata' -o -iname '*jbig*' \))" ] ||
    fail "what reads scans went along"
if find "$place" -type f -name '*.so*' -exec objdump -T {} + 2>/dev/null | grep -q ' jbg_'; then fail "JBIG-KIT is in it"; fi
# The self-test and the page about a scan say how to get it; that very line does it.
wanted=$(sed -n 's/^ocr none: .*: sudo apt install \([a-z -]*\)\. .*/\1/p' "$root/tmp/self-test")
[ -n "$wanted" ] || fail "it does not say how to get what reads scans"
# Word splitting is meant: one argument per package.
inside apt-get -qq install -y --no-install-recommends $wanted >>"$root/../install.log" 2>&1 || fail "install: install.log"
for package in tesseract-ocr tesseract-ocr-eng tesseract-ocr-spa; do
    inside dpkg-query -W -f '${Recommends}' caseorg | grep -qw "$package" || fail "$package is not recommended"
done
as_person caseorg --self-test | tee "$root/tmp/self-test"
grep -qx whole "$root/tmp/self-test" || fail "self-test with tesseract"
grep -qx 'ocr eng, spa by tesseract' "$root/tmp/self-test" || fail "words on scans can't be read"

say "6. The window, on a virtual screen"
# shellcheck source=packaging/linux/journey.sh
. packaging/linux/journey.sh

say "7. Take it away"
(cd "$root$person" && find . -type f -print0 | sort -z | xargs -0 sha256sum) >"$root/../before"
inside apt-get -qq purge -y caseorg >"$root/../purge.log" 2>&1 || fail "purge: purge.log"
(cd "$root$person" && find . -type f -print0 | sort -z | xargs -0 sha256sum) >"$root/../after"
cmp -s "$root/../before" "$root/../after" || fail "files of the person changed"
[ -z "$(find "$root/usr" "$root/etc" "$root/opt" "$root/var/lib/dpkg/info" -iname '*caseorg*')" ] || fail "something is left behind"
say "The package installs, runs, and goes. $(wc -l <"$root/../after") files of the person are as they were."
