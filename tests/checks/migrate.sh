#!/usr/bin/env bash
# migrate --check beside CPython's own parser: a seeded sample of the standard library of the Python at hand, as it is and
# with loads put in, must give the same findings by both.
#
#   migrate.sh DEPICKLE      $DEPICKLE_MIGRATE files (60; 0: all), chosen by $DEPICKLE_SEED (1)
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2> /dev/null; then
    echo "skipped: no Python from 3.10 on to compare with"
    echo "migrate: 0 passed, 0 failed"
    exit 0
fi
library=$(python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
python3 "$root/tests/gen/migrate_reference.py" --depickle "$1" --plant --sample "${DEPICKLE_MIGRATE:-60}" --seed "${DEPICKLE_SEED:-1}" "$library"
