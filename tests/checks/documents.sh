#!/usr/bin/env bash
# Every code block of README, docs and the samples' READMEs is run: see tests/documents.
#
#   documents.sh PROGRAM [OPTION...]
exec python3 "$(dirname "$0")/../documents/blocks.py" "$@"
