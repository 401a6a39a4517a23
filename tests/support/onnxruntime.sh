# ONNX Runtime, kept in a folder: sourced by the checks that run it.
#
#   runtime_for_python FOLDER     FOLDER/venv, from PyPI
#   runtime_for_c FOLDER          FOLDER/lib and FOLDER/include: the library of that, and a header of Debian's

runtime_for_python() {
    [ -e "$1/venv/complete" ] || { mkdir -p "$1" && rm -rf "$1/venv" && python3 -m venv "$1/venv" \
        && "$1/venv/bin/pip" install --quiet --disable-pip-version-check onnxruntime numpy && touch "$1/venv/complete"; }
}

runtime_for_c() {
    runtime_for_python "$1" && runtime_library "$1" && runtime_header "$1"
}

# Where the Python package keeps the library, under the names that the linker and the loader look for.
runtime_library() {
    local found
    found=$(compgen -G "$1/venv/lib/python3*/site-packages/onnxruntime/capi/libonnxruntime.so.*" | head -n 1)
    [ -n "$found" ] && mkdir -p "$1/lib" && ln -sf "$found" "$1/lib/libonnxruntime.so.1" \
        && ln -sf libonnxruntime.so.1 "$1/lib/libonnxruntime.so"
}

# The header of a Debian release: of this one, or of the first that has it, asked beside this machine's own sources.
runtime_header() {
    local uri lists=$1/apt apt
    [ -e "$1/include/onnxruntime_c_api.h" ] && return
    [ -e /usr/include/onnxruntime/onnxruntime_c_api.h ] && ln -sfn /usr/include/onnxruntime "$1/include" && return
    uri=$(awk '/^URIs:/ && !/security/ { print $2; exit } /^deb / && !/security/ { print $2; exit }' \
        /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2> /dev/null)
    [ -n "$uri" ] && command -v dpkg-deb > /dev/null || return
    mkdir -p "$lists/lists/partial" "$lists/cache/archives/partial"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri trixie main" > "$lists/sources.list"
    apt=(apt-get -qq -o "Dir::Etc::SourceList=$lists/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$lists/lists"
        -o "Dir::Cache=$lists/cache" -o APT::Sandbox::User=)
    "${apt[@]}" update > /dev/null 2>&1
    (cd "$lists" && "${apt[@]}" download libonnxruntime-dev > /dev/null 2>&1) || return
    dpkg-deb -x "$lists"/libonnxruntime-dev_*.deb "$lists/files" && cp -r "$lists/files/usr/include/onnxruntime" "$1/include"
}
