#!/bin/sh
# Builds the program into build/dist/caseorg, from the locked versions of what may be passed on. Two builds of one state of the files give the same bytes:
# nothing in them depends on the hour, the folder, the order of a hash or the rights of this account.
set -eu
exec </dev/null
cd "$(dirname "$0")/.."
# shellcheck source=packaging/same_bytes.sh
. packaging/same_bytes.sh
environment=build/packaging-env
mkdir -p build
"${PYTHON:-python3}" packaging/shipped.py >build/shipped.lock
made_from=$({ cat build/shipped.lock packaging/pyinstaller.lock; pwd; "${PYTHON:-python3}" --version; } | cksum)
if [ "$(cat "$environment/.made-for" 2>/dev/null)" != "$made_from" ]; then
    rm -rf "$environment"
    "${PYTHON:-python3}" -m venv "$environment"
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-deps --no-compile \
        --only-binary :all: --require-hashes -r build/shipped.lock -r packaging/pyinstaller.lock
    printf '%s\n' "$made_from" >"$environment/.made-for"
fi
# PyInstaller keeps what it compiled in its own cache, and would take over what an older build left there.
rm -rf build/pyinstaller build/dist
PYINSTALLER_CONFIG_DIR=$(pwd)/build/pyinstaller-config
export PYINSTALLER_CONFIG_DIR
"$environment/bin/pyinstaller" --noconfirm --log-level WARN --distpath build/dist --workpath build/pyinstaller \
    packaging/caseorg.spec
if [ "$(uname)" = Linux ]; then
    # A Python that is not Debian's has its own folder written into its libraries; there is none of that name elsewhere.
    find build/dist \( -path '*/lib-dynload/*' -o -name 'libpython*' \) -type f -exec patchelf --remove-rpath {} +
    # Qt's libraries come stripped; some others do not, and shrink to less than half.
    find build/dist -type f -name '*.so*' -exec strip --strip-unneeded {} +
    find build/dist -type d -exec chmod 755 {} +
    find build/dist -type f -exec chmod 644 {} +
    chmod 755 build/dist/caseorg/caseorg
    find build/dist -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
fi
