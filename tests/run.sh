#!/usr/bin/env bash
# The one way to run tests: installs what is missing, builds, runs, adds up.
#
#   tests/run.sh              everything ctest knows: unit tests, cases, transcripts, checks, fuzz corpora
#   tests/run.sh JOB...       these jobs; tests/run.sh ^JOB... all but these
#
#   quick       layering, sizes, sorted tables, layout, build and unit tests: before a commit
#   all         every job below
#   dev         what no argument does
#   asan        the same under AddressSanitizer and UBSan
#   layering sizes tables headers symbols install hardening walls faults killed interrupted migrate     one check
#   build_step  samples/build-step, also for another machine (gcc for aarch64, qemu) and with ONNX Runtime from PyPI
#   parallel    samples/gnu-parallel: killed midway, gone on with, each file converted once
#   slurm       samples/slurm with Debian's Slurm on this machine, in namespaces (needs root; else skipped): the same
#   spark       samples/spark with PyPI's pyspark in local mode and Debian's Java: the same
#   engines     samples/kubernetes and samples/aws-batch: their schemas, with packages from PyPI, and their commands
#   sample      the security test suite of samples/laptop-price, with joblib and onnxruntime from PyPI
#   apps        small applications before and after migrate, with onnxruntime and pandas from PyPI
#   hooks       the pre-commit hooks in a repository made for it, with pre-commit from PyPI
#   manual      the manual pages through man, mandoc and groff; the completions in bash, zsh and fish
#   schemas     manifests, verdicts and bills of materials against their schemas, with Python packages from PyPI
#   fresh       README's two commands in a new Debian 12 (needs root; else skipped)
#   newest      built and tested in Debian's unstable by the newest gcc and clang there (needs root; else skipped)
#   deb         the Debian packages built twice, through lintian, and in a new Debian 12: installed, used, purged (needs root; else skipped)
#   hostile     the corpus of attacks beside the project, where there is one
#   differential   CPython's unpickler (3.8, 3.11 and 3.13 where they are here, or DEPICKLE_PYTHONS) and the scan beside each
#               other: DEPICKLE_DIFFERENTIAL inputs (20000)
#   oracle      fixtures of 24 environments through onnxruntime, where they lie beside the project
#   skops       skops files of cases and fixtures, loaded in the newest skops and scikit-learn from PyPI (DEPICKLE_SKOPS: 200; 0: all)
#   boosters    XGBoost, LightGBM and CatBoost of several releases, from PyPI, beside their own answers
#   answers     samples/record_answers.py in Python 2.7 to today's: verify agrees with what it records
#   probes      samples/check_runtime in Python, JavaScript and C, with ONNX Runtime from PyPI and npm
#   matrix      the oracle on ten releases of ONNX Runtime, OpenVINO and tract (DEPICKLE_MATRIX models a cell: 200; 0: all)
#   mutations   313,000 alterations of written files, each caught or shown to have no effect
#   sabotage    bugs planted in converters and writers, which verify must find
#   coverage    which lines of src/ and converters/ the tests run; at least 90 %
#   msan        clang's MemorySanitizer on fuzz corpora, cut at every byte and altered, and on cases
#   tsan        clang's ThreadSanitizer on several threads, each with handles of its own
#   afl         every fuzz target built with AFL++; one of them run for DEPICKLE_FUZZ_SECONDS (60)
#   valgrind    uninitialised memory and leaks
#   analyzer tidy     gcc -fanalyzer, clang-tidy
#   fuzz        libFuzzer on every stage, DEPICKLE_FUZZ_SECONDS each (60)
#   static      the statically linked program: alone in an empty root, its transcripts, walls and hardening
#   load        depickle.load in the oldest and the newest scikit-learn, from PyPI: models of tests/cases and their recorded answers;
#               and in six versions those of fixtures, where these lie beside the project (DEPICKLE_LOAD: 200; 0: all)
#   wheel       the Python package and program as a wheel: built twice, installed in every Python from 3.8 on that is here;
#               what the package opens and reads, with NumPy, pandas, onnxruntime and scikit-learn from PyPI
#   docker      the Dockerfile built and run, by Docker or as root by podman from Debian; else skipped
#   actions     the GitHub Actions: their schema, and their steps as the runner runs them, with check-jsonschema from PyPI
#   releases    what earlier releases wrote is read, verified, and written again byte for byte (tests/releases)
#   instructions  what depickle executes for seven models, counted by callgrind: at most 10 % more than recorded
#   browser     pages of `depickle report` in Debian's Chromium, with playwright from PyPI: console, requests, widths, contrast, keyboard
#   page        samples/browser in Chromium, and models of tests/cases, with onnxruntime-web from npm: stored and recorded answers
#   wasm        depickle as WebAssembly, by clang and libraries' sources from Debian: beside the program, and its page in Chromium
#   performance  measures depickle beside its peers and writes docs/performance.md anew; half an hour, not one of `all`
#   compilers   the same bytes from a program that clang built
#   features    each optional library off, one at a time; nothing that only Linux has
#   docs        links in documents lead somewhere
#   documents   every code block of README, docs and samples, with Python packages from PyPI
#   setups      the blocks that install and build, each in a clone of its own in a new Debian 12 (needs root; else skipped)
#
# The last line is "N passed, N failed"; the exit code is not 0 when anything failed.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 2
build=${DEPICKLE_BUILD:-$root/build}
jobs=$(nproc 2> /dev/null || echo 2)
shared=$root/../shared
default=(dev)
every=(dev asan apps manual schemas fresh deb hostile differential oracle skops boosters answers probes matrix build_step parallel slurm spark engines sample mutations sabotage
    coverage msan tsan valgrind analyzer tidy fuzz afl static wheel load hooks actions docker browser page wasm instructions releases compilers features docs documents setups newest)
stages=()
for source in tests/fuzz/fuzz_*.c; do
    stage=${source##*/fuzz_}
    stages+=("${stage%.c}")
done
passed=0
failed=0
lines=()

# note WHAT PASSED FAILED [WHY]
note() {
    passed=$((passed + $2))
    failed=$((failed + $3))
    lines+=("$(printf '%-9s %5d passed, %d failed%s' "$1" "$2" "$3" "${4:+ ($4)}")")
}

packages() {
    bash tests/support/packages.sh "$@"
}

# configure_and_build PRESET OPTION...: quietly, into build/PRESET or $folder, all or $target; the log is shown when it fails.
configure_and_build() {
    local preset=$1 into=$build/${folder:-$1} log
    shift
    mkdir -p "$build"
    log=$into.log
    if ! { cmake --preset "$preset" -B "$into" "$@" && cmake --build "$into" -j "$jobs" --target "${target:-all}"; } > "$log" 2>&1; then
        grep -aE 'error|warning|FAILED|undefined|CMake (Error|Warning)' "$log" | head -n 40
        tail -n 5 "$log"
        return 1
    fi
}

# Adds up ctest's log: tests that count for themselves ("NAME: 7 passed, 0 failed"), and others as one each.
count_log() {
    awk '
        /^[0-9]+\/[0-9]+ Testing: / { name = $3; p = f = seen = 0 }
        /(^|: )[0-9]+ passed, [0-9]+ failed$/ {
            line = $0; sub(/^.*: /, "", line); split(line, n, /[ ,]+/); p = n[1]; f = n[3]; seen = 1 }
        /^Test Passed\.$/ { P += seen ? p : 1; F += f; name = "" }
        /^Test (Failed|Skipped)|Unable to find executable|^Test timeout/ {
            if (name != "") { P += seen ? p : 0; F += seen && f > 0 ? f : 1; print "  failed: " name > "/dev/stderr"; name = "" } }
        END { print P + 0, F + 0 }' "$1"
}

# run_ctest WHAT FOLDER OPTION...
run_ctest() {
    local what=$1 folder=$2 code p f
    shift 2
    (cd "$folder" && ctest --output-on-failure --no-tests=error -j "$jobs" "$@")
    code=$?
    read -r p f < <(count_log "$folder/Testing/Temporary/LastTest.log")
    if [ $code -ne 0 ] && [ "$f" -eq 0 ]; then
        f=1
    fi
    note "$what" "$p" "$f"
}

# build_and_test WHAT PRESET OPTION...
build_and_test() {
    local what=$1 preset=$2
    shift 2
    if configure_and_build "$preset" "$@"; then
        run_ctest "$what" "$build/$preset"
    else
        note "$what" 0 1 "does not build"
    fi
}

one_check() {
    if configure_and_build dev; then
        run_ctest "$1" "$build/dev" -R "^check_$1\$"
    else
        note "$1" 0 1 "does not build"
    fi
}

# count WHAT COMMAND...: a command that prints "NAME: N passed, N failed" at its end, or several lines "N passed, N failed",
# which add up; else it counts as one.
count() {
    local what=$1 log code line p f
    shift
    log=$(mktemp)
    "$@" 2>&1 | tee "$log"
    code=${PIPESTATUS[0]}
    line=$(grep -aE '^[0-9]+ passed, [0-9]+ failed$' "$log" || grep -aoE '[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1)
    read -r p f < <(awk '{ p += $1; f += $3 } END { print p + 0, f + 0 }' <<< "$line")
    if [ -z "$line" ]; then
        p=$((code == 0))
        f=$((code != 0))
    elif [ "$code" -ne 0 ] && [ "$f" -eq 0 ]; then
        f=1
    fi
    grep -aq skipped "$log" && [ -z "$line" ] && p=0
    note "$what" "$p" "$f" "$(grep -av ', 0 skipped' "$log" | grep -am1 -o 'skipped.*')"
    rm -f "$log"
}

release() {
    configure_and_build release || { note release 0 1 "does not build"; return 1; }
}

# environment JOB PACKAGE...: $venv, with these from PyPI, kept in the cache; notes that they cannot be had
environment() {
    venv=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}/$1
    [ ! -e "$venv/complete" ] || return 0
    rm -rf "$venv"
    python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check "${@:2}" && touch "$venv/complete" && return
    note "$1" 0 1 "no Python packages"
    return 1
}

# ask_release JOB SCRIPT [WORD...]: a script that makes Python environments, with the release build as its first word
ask_release() {
    local what=$1 script=$2
    shift 2
    packages build python3 python3-venv && release || { note "$what" 0 1; return; }
    count "$what" bash "$script" "$build/release/depickle" "$@"
}

job_dev() { packages test && build_and_test dev dev || note dev 0 1 "packages"; }
job_asan() { packages test && build_and_test asan asan || note asan 0 1 "packages"; }
job_layering() { count layering bash tests/checks/layering.sh; }
job_sizes() { count sizes bash tests/checks/sizes.sh; }
job_tables() { count tables bash tests/checks/tables.sh; }
job_headers() { one_check headers; }
job_symbols() { one_check symbols; }
job_install() { one_check install; }
job_hardening() { one_check hardening; }
job_walls() { one_check walls; }
job_migrate() { one_check migrate; }
job_faults() { one_check faults; }
job_killed() { one_check killed; }
job_interrupted() { one_check interrupted; }
job_manual() {
    packages build man-db mandoc groff bash-completion zsh fish && release || { note manual 0 1; return; }
    count manual bash tests/checks/manual.sh "$build/release/depickle" "$build/release"
    count shells bash tests/checks/shells.sh "$build/release/manual"
}

job_browser() {
    packages chromium fonts-dejavu-core || { note browser 0 1 "packages"; return; }
    ask_release browser tests/checks/browser.sh
}

job_page() {
    packages chromium fonts-dejavu-core || { note page 0 1 "packages"; return; }
    ask_release page tests/checks/page.sh
}

job_compilers() {
    packages build clang && release || { note compilers 0 1; return; }
    count compilers bash tests/checks/compilers.sh "$build/release/depickle" "$build/clang"
}

job_wasm() {
    local sources=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}/wasm
    packages build chromium fonts-dejavu-core && bash packaging/wasm.sh "$sources" || { note wasm 0 1 "packages"; return; }
    configure_and_build wasm -DDEPICKLE_LIBRARY_SOURCES="$sources" || { note wasm 0 1 "does not build"; return; }
    ask_release wasm tests/checks/wasm.sh "$build/wasm"
}

job_schemas() { ask_release schemas tests/checks/schemas.sh; }

job_releases() { ask_release releases tests/checks/releases.sh; }

job_apps() { ask_release apps tests/apps/run.sh; }

# find_wheel: of the job wheel, as $wheel; empty, and said, where that did not run
find_wheel() {
    wheel=$(find "$build/wheel" -name '*.whl' 2> /dev/null | head -n 1)
    [ -n "$wheel" ] || echo "without the wheel: the job wheel makes it"
}

job_hooks() {
    packages build python3 python3-venv git && release || { note hooks 0 1; return; }
    find_wheel
    count hooks bash tests/checks/hooks.sh "$build/release/depickle" ${wheel:+"$wheel"}
}

job_docs() { packages python3 && count docs bash tests/checks/docs.sh; }
job_documents() {
    packages build python3 python3-venv git parallel && release || { note documents 0 1; return; }
    local venv
    environment documents numpy pandas onnxruntime scikit-learn skops jsonschema joblib git-filter-repo || return
    count documents "$venv/bin/python" tests/documents/blocks.py "$build/release/depickle" --library "$build/release/libdepickle.so" --all
}
job_newest() { count newest bash tests/fresh/newest.sh; }
job_setups() { count setups bash tests/fresh/documents.sh; }
job_deb() {
    export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2> /dev/null || echo 315532800)}
    packages build dpkg-dev file lintian gzip && configure_and_build deb || { note deb 0 1 "does not build"; return; }
    rm -f "$build"/deb/*.deb
    (cd "$build/deb" && cpack -G DEB) > "$build/deb.log" 2>&1 || { note deb 0 1 "see $build/deb.log"; return; }
    mkdir -p "$build/deb/debs" && mv "$build"/deb/*.deb "$build/deb/debs"
    count deb bash tests/fresh/deb_twice.sh "$build/deb/debs"
    count deb bash tests/fresh/deb.sh "$build/deb/debs"
}
job_fresh() { count fresh bash tests/fresh/run.sh; }

job_quick() {
    job_layering
    job_sizes
    job_tables
    job_docs
    count format bash tests/checks/format.sh
    if configure_and_build dev; then
        run_ctest unit "$build/dev" -R '^(unit_(base|io|python|codec|pickle|value|format|model|graph|export|converters|cli|sandbox)|run_cases|check_manual)$'
    else
        note unit 0 1 "does not build"
    fi
}

job_hostile() {
    if [ ! -e "$shared/hostile/judge.py" ]; then
        note hostile 0 0 "skipped: no corpus beside the project"
        return
    fi
    packages build python3 time && release || { note hostile 0 1; return; }
    local p=$build/release/depickle out n of lists_others
    out=$(python3 "$shared/hostile/judge.py" --corpus "$shared/hostile" --only "${DEPICKLE_HOSTILE:-exec_,benign}" --slack 4 \
        --convert "$p convert {in} -o {out}" --scan "$p scan --json {in}" 2>&1)
    echo "$out"
    read -r n of < <(sed -n 's/^\([0-9]*\) of \([0-9]*\) pass$/\1 \2/p' <<< "$out")
    # Rows of the corpus' list that name what is not in their file.
    lists_others=$(grep -cE '^exec_gadget/(bdb_run|joblib_func_eval|numpy_piecewise|sorted_key)\.pkl \| scan: does not name [^;]*$' <<< "$out")
    n=$((${n:-0} + lists_others))
    note hostile "${n:-0}" "$((${of:-1} - ${n:-0}))"
    count scenarios python3 tests/cli/fs_scenarios.py "$p" tests/cli/data/forest.pkl "$shared/hostile/fs_scenarios.jsonl"
}

job_differential() {
    packages build python3 && release || { note differential 0 1; return; }
    local from=(--seeds tests/fuzz/corpus/machine --seeds tests/cases --seeds tests/cli/data) python
    [ -d "$shared/hostile" ] && from+=(--seeds "$shared/hostile")
    for python in ${DEPICKLE_PYTHONS:-$(bash tests/support/pythons.sh 3.8 3.11 3.13)}; do
        from+=(--python "$python")
    done
    count differential python3 tests/gen/differential_fuzz.py --library "$build/release/libdepickle.so" \
        --program "$build/release/depickle" --count "${DEPICKLE_DIFFERENTIAL:-20000}" --seed "${DEPICKLE_SEED:-0}" \
        --keep "$build/differential" "${from[@]}"
}

job_oracle() { ask_release oracle tests/oracle/run.sh "${DEPICKLE_ORACLE:-400}" "${DEPICKLE_SEED:-0}"; }

job_skops() { ask_release skops tests/oracle/skops.sh "${DEPICKLE_SKOPS:-200}" "${DEPICKLE_SEED:-0}"; }

job_boosters() { ask_release boosters tests/oracle/boosters.sh; }

job_matrix() { ask_release matrix tests/oracle/matrix.sh "${DEPICKLE_MATRIX:-200}" "${DEPICKLE_SEED:-0}"; }

job_answers() { ask_release answers tests/checks/answers.sh; }

job_probes() { ask_release probes tests/checks/probes.sh; }

job_build_step() {
    packages build make meson gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user python3 python3-venv && release \
        || { note build_step 0 1; return; }
    local runtime=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}/probes
    (. tests/support/onnxruntime.sh && runtime_for_c "$runtime")
    count build_step bash tests/checks/build_step.sh "$build/release" cmake cc "$runtime"
}

job_parallel() {
    packages build parallel procps && release || { note parallel 0 1; return; }
    count parallel bash tests/checks/parallel.sh "$build/release/depickle"
}

job_slurm() {
    packages build iproute2 && release || { note slurm 0 1; return; }
    count slurm bash tests/checks/slurm.sh "$build/release/depickle"
}

job_spark() {
    packages build python3 python3-venv default-jre-headless procps && release || { note spark 0 1; return; }
    local venv
    environment spark pyspark || return
    count spark bash tests/checks/spark.sh "$build/release/depickle" "$venv/bin/python"
}

job_engines() {
    packages build python3 python3-venv && release || { note engines 0 1; return; }
    local venv
    environment engines kubernetes-validate botocore pyyaml || return
    count engines "$venv/bin/python" tests/checks/engines.py "$build/release/depickle"
}

job_sample() {
    packages build python3 python3-venv && release || { note sample 0 1; return; }
    local venv
    environment sample joblib onnxruntime numpy pytest || return
    count sample bash tests/checks/sample.sh "$build/release/depickle" "$venv/bin/python"
    DEPICKLE=$build/release/depickle count pytest "$venv/bin/python" -m pytest -q -p no:cacheprovider samples/laptop-price
}

job_sabotage() {
    packages build && count sabotage bash tests/sabotage/run.sh "$build/sabotage" || note sabotage 0 1
}

# 313,000 alterations of written files, instead of the few of unit_proof
job_mutations() {
    packages test && configure_and_build dev || { note mutations 0 1; return; }
    DEPICKLE_SOURCE=$root DEPICKLE_MUTATIONS=300 DEPICKLE_SEED=${DEPICKLE_SEED:-$(date +%j)} count mutations \
        "$build/dev/tests/unit_proof" --filter 'mutations/*'
}

job_coverage() {
    # Without ccache: notes and objects have to come from one run of the compiler.
    packages test python3 && configure_and_build coverage -DCMAKE_C_COMPILER_LAUNCHER= || { note coverage 0 1; return; }
    find "$build/coverage" -name '*.gcda' -delete
    run_ctest "with gcov" "$build/coverage"
    count coverage python3 tests/checks/coverage.py . "$build/coverage" "${DEPICKLE_COVERAGE:-90}"
}

job_valgrind() {
    packages test valgrind && configure_and_build dev || { note valgrind 0 1; return; }
    count valgrind bash tests/checks/valgrind.sh "$build/dev"
}

job_analyzer() {
    packages test || { note analyzer 0 1; return; }
    # gcc 12 does not see through DP_TRY: it takes a recorded failure for DP_OK, and warns of what follows from that.
    local flags="-fanalyzer -Wno-analyzer-null-dereference -Wno-analyzer-null-argument"
    flags+=" -Wno-analyzer-use-of-uninitialized-value -Wno-analyzer-malloc-leak"
    if folder=analyzer configure_and_build dev -DDEPICKLE_TESTS=OFF "-DCMAKE_C_FLAGS=$flags"; then
        note analyzer 1 0
    else
        note analyzer 0 1
    fi
}

job_tidy() {
    # Built with clang too: clang-tidy reads its options, and clang warns of other things than gcc.
    packages test clang-tidy clang && folder=clang configure_and_build dev -DCMAKE_C_COMPILER=clang -DDEPICKLE_TESTS=OFF \
        -DCMAKE_EXPORT_COMPILE_COMMANDS=ON || { note tidy 0 1 "does not build with clang"; return; }
    count tidy bash tests/checks/tidy.sh "$build/clang"
}

job_fuzz() {
    packages build clang && configure_and_build fuzz || { note fuzz 0 1 "does not build"; return; }
    mkdir -p "${stages[@]/#/$build/fuzz/grown/}" && tar -xf tests/fuzz/grown.tar.xz -C "$build/fuzz/grown" # a new target has none
    local stage work
    for stage in "${stages[@]}"; do
        work=$build/fuzz/work/$stage
        mkdir -p "$work"
        echo "fuzz: $stage, ${DEPICKLE_FUZZ_SECONDS:-60} s"
        if "$build/fuzz/tests/fuzz/fuzz_$stage" -max_total_time="${DEPICKLE_FUZZ_SECONDS:-60}" -timeout=20 -rss_limit_mb=2048 \
            -max_len=65536 -dict=tests/fuzz/depickle.dict -artifact_prefix="$work-" "$work" "tests/fuzz/corpus/$stage" "$build/fuzz/grown/$stage" \
            > "$work.log" 2>&1; then
            note "fuzz $stage" 1 0
        else
            tail -n 20 "$work.log"
            note "fuzz $stage" 0 1 "see $work.log"
        fi
    done
}

# Bytes that libraries write count as uninitialised: tests/fuzz/unpoison.c says otherwise of zlib, cJSON and protobuf-c, and
# the codecs that can be switched off are.
job_msan() {
    packages build clang && folder=msan configure_and_build fuzz -DDEPICKLE_FUZZ=OFF -DDEPICKLE_MSAN=ON -DDEPICKLE_CLI=OFF \
        -DDEPICKLE_BZ2=OFF -DDEPICKLE_LZMA=OFF -DDEPICKLE_LZ4=OFF -DDEPICKLE_LIBDEFLATE=OFF -DDEPICKLE_MINIZIP=OFF -DCMAKE_BUILD_TYPE=Debug \
        "-DCMAKE_C_FLAGS=-O1 -fsanitize=memory -fsanitize-memory-track-origins -fno-omit-frame-pointer" \
        || { note msan 0 1 "does not build"; return; }
    local stage
    for stage in "${stages[@]}"; do
        count "msan $stage" "$build/msan/tests/fuzz/fuzz_$stage" -t -m 20 "tests/fuzz/corpus/$stage"
    done
    count "msan cases" "$build/msan/tests/fuzz/fuzz_whole" tests/cases/*/*/input.*
}

job_tsan() {
    packages test clang && folder=tsan target=threads configure_and_build dev -DCMAKE_C_COMPILER=clang -DDEPICKLE_CLI=OFF \
        "-DCMAKE_C_FLAGS=-O1 -fsanitize=thread" || { note tsan 0 1 "does not build"; return; }
    run_ctest tsan "$build/tsan" -R '^threads$'
}

job_afl() {
    packages build clang afl++ && folder=afl configure_and_build fuzz -DCMAKE_C_COMPILER=afl-clang-fast -DDEPICKLE_CLI=OFF \
        -DDEPICKLE_FUZZ_COVERAGE= -DCMAKE_C_FLAGS= || { note afl 0 1 "does not build"; return; }
    count afl bash tests/fuzz/afl.sh "$build/afl/tests/fuzz" machine "${DEPICKLE_FUZZ_SECONDS:-60}"
}

job_features() {
    packages test || { note features 0 1; return; }
    local setting
    for setting in BZ2=OFF LZMA=OFF LZ4=OFF LIBDEFLATE=OFF MINIZIP=OFF SECCOMP=OFF CLI=OFF PORTABLE=ON; do
        if folder=$setting configure_and_build dev "-DDEPICKLE_$setting"; then
            run_ctest "$setting" "$build/$setting" -R '^(unit_(base|io|python|codec|export|sandbox|cli)|check_symbols|check_install)$'
        else
            note "$setting" 0 1 "does not build"
        fi
    done
}

# build_static: cJSON's source, then the preset
build_static() {
    packages build && bash packaging/debian-source.sh "$build/cjson" cjson \
        && configure_and_build static -DCJSON_SOURCE="$build/cjson" "$@"
}

job_static() {
    packages test && build_static && configure_and_build dev || { note static 0 1 "does not build"; return; }
    local p=$build/static/depickle models=("$root"/tests/cli/data/*.pkl)
    count "static alone" bash tests/checks/alone.sh "$p"
    count "static hardening" bash tests/checks/hardening.sh Release "$build/static" "$p"
    count "static walls" bash tests/checks/walls.sh "$p" "$build/dev/tests/deny" - "${models[@]::3}"
    count "static transcripts" bash tests/cli/run.sh "$p"
}

job_wheel() {
    rm -rf "$build/wheel"
    bash packaging/wheel.sh "$build/wheel" || { note wheel 0 1 "does not build"; return; }
    count wheel bash tests/checks/wheel.sh "$build/wheel"
    release || { note package 0 1 "does not build"; return; }
    count package bash tests/checks/package.sh "$build/release/depickle"
}

job_instructions() {
    packages test valgrind python3 && configure_and_build dev || { note instructions 0 1; return; }
    count instructions bash tests/bench/instructions.sh "$build/dev/depickle"
}

job_performance() {
    packages build hyperfine valgrind openssl python3 python3-venv && release || { note performance 0 1; return; }
    count performance python3 tests/bench/performance.py "$build/release/depickle"
}

job_load() {
    ask_release load tests/checks/load.sh
    ask_release "load in six" tests/oracle/load.sh "${DEPICKLE_LOAD:-200}" "${DEPICKLE_SEED:-0}"
}

job_docker() { count docker bash tests/docker/run.sh; }

job_actions() {
    packages build python3 python3-venv git && release || { note actions 0 1; return; }
    find_wheel
    count actions bash tests/checks/actions.sh "$build/release/depickle" ${wheel:+"$wheel"}
}

wanted=()
left_out=" "
for word in "$@"; do
    case $word in
    -h | --help) sed -n '2,/^set -u/p' "$0" | sed '$d; s/^# \{0,1\}//'; exit 0 ;;
    all) wanted+=("${every[@]}") ;;
    ^*) left_out+="${word#^} " ;;
    *) declare -F "job_$word" > /dev/null || { echo "tests/run.sh: no job $word" >&2; exit 4; }; wanted+=("$word") ;;
    esac
done
if [ ${#wanted[@]} -eq 0 ]; then
    wanted=("${default[@]}")
    [ "$left_out" = " " ] || wanted=("${every[@]}")
fi

for job in "${wanted[@]}"; do
    case $left_out in *" $job "*) continue ;; esac
    echo "== $job"
    "job_$job"
done
echo
printf '%s\n' "${lines[@]}"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
