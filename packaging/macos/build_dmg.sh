#!/bin/sh
# Makes build/caseorg-VERSION.dmg on a Mac from the Caseorg.app that build.sh made there.
#   IDENTITY="Developer ID Application: …" PROFILE=notary packaging/macos/build_dmg.sh
# Without IDENTITY it is signed for this Mac alone; without PROFILE (of notarytool store-credentials) it is not sent to Apple.
# Never run: there was no Mac. docs/packaging.md says what is left to try there.
set -eu
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
app=build/dist/Caseorg.app
dmg=build/caseorg-$version.dmg
sign() { codesign --force --timestamp --options runtime --sign "${IDENTITY:--}" "$@"; }

# From the inside out: each library first, then the program with what it is allowed, then the bundle.
find "$app/Contents" -type f \( -name '*.so' -o -name '*.dylib' \) -print0 | while IFS= read -r -d '' library; do sign "$library"; done
find "$app/Contents/Frameworks" -name '*.framework' -maxdepth 4 -print0 | while IFS= read -r -d '' each; do sign "$each"; done
sign --entitlements packaging/macos/entitlements.plist "$app/Contents/MacOS/caseorg"
sign --entitlements packaging/macos/entitlements.plist "$app"
codesign --verify --deep --strict "$app"
"$app/Contents/MacOS/caseorg" --self-test

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
rm -f "$dmg"
hdiutil create -volname Caseorg -srcfolder "$stage" -format UDZO -fs HFS+ "$dmg"
if [ -n "${IDENTITY:-}" ]; then codesign --force --timestamp --sign "$IDENTITY" "$dmg"; fi
if [ -n "${PROFILE:-}" ]; then
    # The one step that needs a network, and it sends the program alone, to Apple.
    xcrun notarytool submit "$dmg" --keychain-profile "$PROFILE" --wait
    xcrun stapler staple "$dmg"
    spctl --assess --type open --context context:primary-signature "$dmg"
fi
