#!/bin/sh
# Lists the files of one kind, sorted, one a line. Meson asks for them when it configures, and
# ./dev configures anew when the answer to "all" has changed; so adding a file is enough.
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."

# Prints those of the arguments that exist: a pattern without a match stays as it was written.
existing() {
    for file in "$@"; do
        if [ -e "$file" ]; then
            echo "$file"
        fi
    done
}

list() {
    case $1 in
    # main.c is left out, so that tests can link everything else.
    core) existing src/*/*.c | grep -vx 'src/app/main.c' || true ;;
    main) existing src/app/main.c ;;
    headers) existing src/*/*.h ;;
    tables) existing src/*/*.def ;;
    migrations) existing src/store/migrations/*.sql ;;
    templates) existing web/templates/*.html ;;
    assets) existing openapi/openapi.json data/sample-programme.json ;;
    unit) existing test/unit/*_test.c ;;
    unit-support) existing test/unit/*.c | grep -v '_test\.c$' || true ;;
    fuzz) existing test/fuzz/*_fuzz.c ;;
    bench) existing test/bench/*_bench.c ;;
    torture) existing test/torture/*.c ;;
    c) existing src/*/*.[ch] test/*/*.[ch] ;;
    sh) existing dev .ci/run tools/*.sh ;;
    all)
        for kind in core main tables migrations templates assets unit unit-support fuzz bench torture; do
            list "$kind"
        done
        ;;
    *)
        echo "sources.sh: unknown kind '$1'" >&2
        exit 2
        ;;
    esac
}

list "$1"
