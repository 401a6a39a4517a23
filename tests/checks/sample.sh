#!/usr/bin/env bash
# The security test suite of samples/laptop-price, with the Python at hand.
#
#   sample.sh DEPICKLE [PYTHON]
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
python=${2:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2> /dev/null; then
    echo "skipped: no Python from 3.8 on"
    echo "sample: 0 passed, 0 failed"
    exit 0
fi
DEPICKLE=$1 "$python" "$root/samples/laptop-price/test_security_fix.py"
