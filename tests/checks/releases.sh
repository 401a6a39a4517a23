#!/usr/bin/env bash
# The frozen sets of tests/releases: releases.py tells what is asked of them.
#
#   releases.sh PROGRAM
set -eu
cd "$(dirname "$0")/../.."
exec python3 tests/checks/releases.py "$1"
