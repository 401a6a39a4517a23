#!/usr/bin/env bash
# Report pages in headless Chromium: no message of the console, no request, nothing wider than the screen, readable in light and dark, on
# paper and without a script, with a contrast of 4.5 to 1.
#
#   browser.sh DEPICKLE [FOLDER]     FOLDER: keep pictures of the pages there
#
# The virtual environment is kept in $DEPICKLE_CACHE (default: ~/.cache/depickle).
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../support/chromium.sh"
chromium_for_python browser
exec "$venv/bin/python" "$here/browser.py" "$(realpath "$1")" "$browser" ${2:+"$(realpath "$2")"}
