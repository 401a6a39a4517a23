#!/usr/bin/env bash
# What the program writes for other programs fits its schema: manifests schemas/manifest.schema.json, bills of materials
# CycloneDX 1.7, as the project's Python library carries it, findings SARIF 2.1.0.
#
#   schemas.sh DEPICKLE
#
# The virtual environment is kept in $DEPICKLE_CACHE (default: ~/.cache/depickle).
set -u
here=$(cd "$(dirname "$0")" && pwd)
cache=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}
venv=$cache/schemas
if [ ! -e "$venv/complete" ]; then
    rm -rf "$venv"
    if ! { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check jsonschema \
        'cyclonedx-python-lib[json-validation]>=11.2'; }; then
        echo "schemas: skipped: no jsonschema and cyclonedx-python-lib to be had"
        exit 0
    fi
    touch "$venv/complete"
fi
# OASIS' schema of SARIF 2.1.0 lies in a Rust crate.
sarif=$cache/sarif/vendor/serde-sarif/src/schema.json
if [ ! -e "$sarif" ] && command -v cargo > /dev/null; then
    mkdir -p "$cache/sarif"
    printf '[package]\nname = "none"\nversion = "0.0.0"\n[lib]\npath = "none.rs"\n[dependencies]\nserde-sarif = "=0.8.0"\n' \
        > "$cache/sarif/Cargo.toml"
    : > "$cache/sarif/none.rs"
    cargo vendor --quiet --manifest-path "$cache/sarif/Cargo.toml" "$cache/sarif/vendor" > /dev/null
fi
[ -e "$sarif" ] || echo "schemas: no cargo, and so no schema of SARIF: skipped"
exec "$venv/bin/python" "$here/schemas.py" "$(realpath "$1")" "$sarif"
