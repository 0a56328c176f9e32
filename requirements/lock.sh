#!/bin/sh
# Resolve every *.in into a lock file with hashes. No address of a package index is written into it.
set -eu
cd "$(dirname "$0")"
for group in base dev browser fuzz pdf; do
    constraint=
    [ "$group" = base ] || constraint="--constraint base.txt"
    # shellcheck disable=SC2086 # the constraint is two words or none
    ../.venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
        --no-emit-find-links --no-header --no-annotate $constraint "$@" "$group.in" --output-file "$group.txt"
done
