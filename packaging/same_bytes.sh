# What makes two builds alike, read by each script that builds. The date is the one of the state that is built.
umask 022
export LC_ALL=C.UTF-8 TZ=UTC PYTHONHASHSEED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONNOUSERSITE=1
if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then
    # A copy of the files without their history has no date of its own, and takes one that never changes.
    SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || echo 1767225600)
fi
export SOURCE_DATE_EPOCH
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
