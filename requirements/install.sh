#!/bin/sh
# Make .venv and put the locked packages of the named groups into it; does nothing when they are there already.
#   requirements/install.sh base dev …
set -eu
cd "$(dirname "$0")/.."

if [ ! -x .venv/bin/python ]; then
    python=
    for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$candidate
            break
        fi
    done
    if [ -z "$python" ]; then
        echo "Python 3.11 or newer is needed and was not found; install it, or name it: make PYTHON=/path/to/python3 …" >&2
        exit 1
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "$python cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2
        exit 1
    fi
    echo "Making .venv with $("$python" --version)"
    "$python" -m venv .venv
fi

mkdir -p .venv/locks
for group in "$@"; do
    lock=requirements/$group.txt
    stamp=.venv/locks/$group
    hash=$(.venv/bin/python -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$lock")
    if [ "$(cat "$stamp" 2>/dev/null)" != "$hash" ]; then
        echo "Installing $lock"
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$lock"
        printf '%s\n' "$hash" >"$stamp"
    fi
done
