# Chromium and playwright, for the checks that look at pages: sourced by them.
#
#   chromium_for_python CHECK     sets $cache, $browser and $venv, a virtual environment with playwright; leaves, and says so, where
#                                 one of them cannot be had

cache=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}

chromium_for_python() {
    venv=$cache/browser
    browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
    if [ -z "$browser" ]; then
        echo "$1: skipped: no Chromium"
        exit 0
    fi
    [ ! -e "$venv/complete" ] || return 0
    rm -rf "$venv"
    if ! { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check playwright; }; then
        echo "$1: skipped: no playwright to be had"
        exit 0
    fi
    touch "$venv/complete"
}
