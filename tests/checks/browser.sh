#!/usr/bin/env bash
# Report pages in headless Chromium: no message of the console, no request, nothing wider than the screen, readable in light and dark, on
# paper and without a script, with a contrast of 4.5 to 1.
#
#   browser.sh DEPICKLE [FOLDER]     FOLDER: keep pictures of the pages there
#
# The virtual environment is kept in $DEPICKLE_CACHE (default: ~/.cache/depickle).
set -u
here=$(cd "$(dirname "$0")" && pwd)
cache=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}
venv=$cache/browser
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
if [ -z "$browser" ]; then
    echo "browser: skipped: no Chromium"
    exit 0
fi
if [ ! -e "$venv/complete" ]; then
    rm -rf "$venv"
    if ! { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check playwright; }; then
        echo "browser: skipped: no playwright to be had"
        exit 0
    fi
    touch "$venv/complete"
fi
exec "$venv/bin/python" "$here/browser.py" "$(realpath "$1")" "$browser" ${2:+"$(realpath "$2")"}
