# Sourced by checks that compare and count: passed, failed, and
#
#   same WHAT WANTED FOUND      counts; says so where they differ, after the name of the script (or $check)
#   none WHAT FOUND             the same where nothing should be found
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

none() {
    if [ -z "$2" ]; then
        passed=$((passed + 1))
    else
        echo "$check: $1: $2" | cut -c 1-500 | head -n 8
        failed=$((failed + 1))
    fi
}
