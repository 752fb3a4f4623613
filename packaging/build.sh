#!/bin/sh
# Builds the program into build/dist/caseorg, from the locked versions, and tries it.
set -eu
cd "$(dirname "$0")/.."
environment=build/packaging-env
if ! [ -x "$environment/bin/pyinstaller" ]; then
    "${PYTHON:-python3}" -m venv "$environment"
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: \
        --require-hashes -r requirements.lock -r packaging/pyinstaller.lock
fi
"$environment/bin/pyinstaller" --noconfirm --log-level WARN --distpath build/dist --workpath build/pyinstaller \
    packaging/caseorg.spec
packaging/smoke_test.sh build/dist/caseorg/caseorg
