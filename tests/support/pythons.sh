#!/usr/bin/env bash
# Names the interpreters of these versions that are here, on the path or pyenv's, one a line; python3's own where there are none.
#
#   pythons.sh 3.8 3.11 3.13
#
# A version that is missing is told on standard error.
set -u
found=0
for version in "$@"; do
    for python in "python$version" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin/python; do
        # pyenv's own python3.8 on the path may refuse to run
        if "$python" -c "import sys; '%d.%d' % sys.version_info[:2] == '$version' and print(sys.executable)" 2> /dev/null | grep .; then
            found=1
            continue 2
        fi
    done
    echo "no Python $version here" >&2
done
[ $found -eq 1 ] || echo python3
