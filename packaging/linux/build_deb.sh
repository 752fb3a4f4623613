#!/bin/sh
# Makes build/caseorg_VERSION_ARCH.deb from the folder that build.sh made. Needs dpkg-deb, strip and nothing else.
set -eu
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
architecture=$(dpkg --print-architecture)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree"

mkdir -p "$tree/DEBIAN" "$tree/opt" "$tree/usr/bin" "$tree/usr/share/applications" "$tree/usr/share/mime/packages" \
    "$tree/usr/share/doc/caseorg"
cp -r build/dist/caseorg "$tree/opt/caseorg"
# Qt's libraries come stripped; some drivers' do not, and shrink to less than half.
find "$tree/opt" -type f -name '*.so*' -exec chmod 644 {} + -exec strip --strip-unneeded {} + 2>/dev/null || true
ln -s /opt/caseorg/caseorg "$tree/usr/bin/caseorg"
cp packaging/linux/caseorg.desktop "$tree/usr/share/applications/"
cp packaging/linux/caseorg-mime.xml "$tree/usr/share/mime/packages/caseorg.xml"
cp LICENSE "$tree/usr/share/doc/caseorg/copyright"
for size in 16 24 32 48 64 128 256; do
    mkdir -p "$tree/usr/share/icons/hicolor/${size}x${size}/apps"
    cp "resources/icons/app/caseorg-$size.png" "$tree/usr/share/icons/hicolor/${size}x${size}/apps/caseorg.png"
done
mkdir -p "$tree/usr/share/icons/hicolor/scalable/apps"
cp resources/icons/app/caseorg.svg "$tree/usr/share/icons/hicolor/scalable/apps/"

cat >"$tree/DEBIAN/control" <<CONTROL
Package: caseorg
Version: $version
Section: misc
Priority: optional
Architecture: $architecture
Installed-Size: $(du -sk "$tree" | cut -f1)
Depends: libc6 (>= 2.34), libdbus-1-3, libegl1, libfontconfig1, libfreetype6, libgl1, libglib2.0-0 | libglib2.0-0t64,
 libx11-6, libx11-xcb1, libxcb-cursor0, libxcb-icccm4, libxcb-image0, libxcb-keysyms1, libxcb-randr0,
 libxcb-render-util0, libxcb-shape0, libxcb-shm0, libxcb-sync1, libxcb-util1, libxcb-xfixes0, libxcb-xkb1,
 libxkbcommon0, libxkbcommon-x11-0
Recommends: fonts-dejavu-core
Maintainer: The Caseorg authors <caseorg@localhost>
Description: runs a medical second opinion, offline
 Gathers medical records, says what the health plan's rules mean for a second
 opinion, counts the deadlines, and makes the letters and appeal packets.
 Everything stays in one locked file on this computer.
CONTROL
dpkg-deb --root-owner-group -Zxz --build "$tree" "build/caseorg_${version}_${architecture}.deb"
