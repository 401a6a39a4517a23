# Sourced by checks that compare and count: passed, failed, and
#
#   same WHAT WANTED FOUND      counts; says so where they differ, after the name of the script (or $check)
passed=0
failed=0
check=${check:-$(basename "$0" .sh)}

same() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        echo "$check: $1: '$3' instead of '$2'"
        failed=$((failed + 1))
    fi
}
