# Sourced: what both actions have in common.

# told COMMAND...: runs it with its output in the log, where a file's name that looks like a command to the runner is none.
told() {
    local code=0 token
    token=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
    echo "::stop-commands::$token"
    "$@" 2>&1 || code=$?
    echo "::$token::"
    return $code
}

# paths_of TEXT: its lines that are not empty, in the array paths
paths_of() {
    local line
    paths=()
    while IFS= read -r line; do
        line=${line%$'\r'}
        [ -z "$line" ] || paths+=("$line")
    done <<< "$1"
}
