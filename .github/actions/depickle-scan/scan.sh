#!/usr/bin/env bash
# depickle scan as a step: findings in the log and as SARIF, an annotation, and outputs. Exit code: that of scan.
set -euo pipefail
source "$(dirname "$0")/../told.sh"
paths_of "$INPUT_PATHS"
options=()
[ "$INPUT_STRICT" != true ] || options+=(--strict)

code=0
told depickle scan "${options[@]}" -- "${paths[@]}" || code=$?
if [ -n "$INPUT_SARIF" ]; then
    mkdir -p "$(dirname "$INPUT_SARIF")"
    again=0
    depickle scan -q "${options[@]}" --format sarif -- "${paths[@]}" > "$INPUT_SARIF" 2> /dev/null || again=$?
    [ "$again" -eq "$code" ] || { echo "::error::depickle scan ended with $code, then with $again: did the files change?"; code=2; }
    echo "sarif=$INPUT_SARIF" >> "$GITHUB_OUTPUT"
fi
echo "exit-code=$code" >> "$GITHUB_OUTPUT"
case $code in
0) ;;
1) echo "::error::depickle scan: loading a file would import or call what is not known to be safe: see the log" ;;
*) echo "::error::depickle scan: not all files could be judged (exit code $code): see the log" ;;
esac
exit "$code"
