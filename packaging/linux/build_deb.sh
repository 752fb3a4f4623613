#!/bin/sh
# Makes build/caseorg_VERSION_ARCH.deb from the folder that build.sh made. Needs dpkg-deb, objdump, gzip and Python.
set -eu
exec </dev/null
cd "$(dirname "$0")/../.."
# shellcheck source=packaging/same_bytes.sh
. packaging/same_bytes.sh
architecture=$(dpkg --print-architecture)
maintainer=${CASEORG_MAINTAINER:-The Caseorg authors <caseorg@localhost>}
long_date=$(date -u -R -d "@$SOURCE_DATE_EPOCH")
day=$(date -u +%Y-%m-%d -d "@$SOURCE_DATE_EPOCH")
tree=build/deb
rm -rf "$tree"
share=$tree/usr/share

mkdir -p "$tree/DEBIAN" "$tree/usr/lib" "$tree/usr/bin" "$share/applications" "$share/mime/packages" "$share/metainfo" \
    "$share/doc/caseorg" "$share/man/man1" "$share/man/es/man1" "$share/lintian/overrides"
cp -a build/dist/caseorg "$tree/usr/lib/caseorg"
ln -s ../lib/caseorg/caseorg "$tree/usr/bin/caseorg"

cp packaging/linux/caseorg.desktop "$share/applications/"
cp packaging/linux/caseorg-mime.xml "$share/mime/packages/caseorg.xml"
sed -e "s/@VERSION@/$version/" -e "s/@DAY@/$day/" packaging/linux/caseorg.metainfo.xml >"$share/metainfo/caseorg.metainfo.xml"
cp packaging/linux/lintian-overrides "$share/lintian/overrides/caseorg"
cp packaging/linux/copyright "$share/doc/caseorg/copyright"
gzip -9nc CHANGELOG.md >"$share/doc/caseorg/CHANGELOG.md.gz"
printf 'caseorg (%s) unstable; urgency=medium\n\n  * What changed is in CHANGELOG.md.\n\n -- %s  %s\n' \
    "$version" "$maintainer" "$long_date" | gzip -9nc >"$share/doc/caseorg/changelog.gz"
for language in en es; do
    folder=$share/man/man1
    [ "$language" = en ] || folder=$share/man/$language/man1
    sed -e "s/@VERSION@/$version/" -e "s/@DAY@/$day/" "packaging/linux/caseorg.$language.1" | gzip -9nc >"$folder/caseorg.1.gz"
done
for size in 16 24 32 48 64 128 256; do
    icons=$share/icons/hicolor/${size}x${size}
    mkdir -p "$icons/apps" "$icons/mimetypes"
    cp "resources/icons/app/caseorg-$size.png" "$icons/apps/caseorg.png"
    ln -s ../apps/caseorg.png "$icons/mimetypes/application-x-caseorg.png"
done
mkdir -p "$share/icons/hicolor/scalable/apps"
cp resources/icons/app/caseorg.svg "$share/icons/hicolor/scalable/apps/"

depends=$(build/packaging-env/bin/python packaging/linux/needed.py "$tree/usr/lib/caseorg")
cat >"$tree/DEBIAN/control" <<CONTROL
Package: caseorg
Version: $version
Section: misc
Priority: optional
Architecture: $architecture
Installed-Size: $(du -sk --apparent-size --exclude=DEBIAN "$tree" | cut -f1)
Depends: $depends
Recommends: fonts-dejavu-core, shared-mime-info, tesseract-ocr, tesseract-ocr-eng, tesseract-ocr-spa, xdg-utils
Suggests: fonts-noto-cjk
Maintainer: $maintainer
Description: runs a medical second opinion, offline
 Gathers medical records, says what the health plan's rules mean for a second
 opinion, counts the deadlines, and makes the letters and appeal packets.
 .
 Everything stays in one locked file on this computer. The program opens no
 network connection. It gives general information and no medical or legal
 advice.
CONTROL
(cd "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
find "$tree" -type d -exec chmod 755 {} +
find "$share" "$tree/DEBIAN" -type f -exec chmod 644 {} +
find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
# CASEORG_DEB_LEVEL=1 is quicker, for trying things out. One thread: with several, the cut into blocks would depend on the computer.
dpkg-deb --root-owner-group -Zxz -z"${CASEORG_DEB_LEVEL:-6}" --threads-max=1 --build "$tree" "build/caseorg_${version}_${architecture}.deb"
