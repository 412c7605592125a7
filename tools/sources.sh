#!/bin/sh
# Lists the files of one kind, sorted, one a line. Meson asks for them when it configures, and
# ./dev configures anew when the answer to "all" has changed; so adding a file is enough.
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."

# below FOLDER PATTERN [OPTIONS...]: the files of these names in the folder, at any depth.
below() {
    folder=$1
    pattern=$2
    shift 2
    if [ -e "$folder" ]; then
        find "$folder" -type f -name "$pattern" "$@" -not -path '*/node_modules/*' | sort
    fi
}

# in_folder FOLDER PATTERN: those that stand in the folder itself.
in_folder() {
    below "$1" "$2" -not -path "$1/*/*"
}

list() {
    case $1 in
    # main.c is left out, so that tests can link everything else.
    core) below src '*.c' -not -path src/app/commands/main.c ;;
    main) in_folder src/app/commands main.c ;;
    headers) below src '*.h' ;;
    tables) below src '*.def' ;;
    migrations) in_folder src/store/migrations '*.sql' ;;
    templates) below web/templates '*.html' ;;
    assets) below openapi openapi.json && below data '*.json' ;;
    unit) in_folder test/unit '*_test.c' ;;
    # Of a test in several files: those of store_test are in test/unit/store.
    unit-parts) below test/unit '*.c' -path 'test/unit/*/*' ;;
    unit-support) in_folder test/unit '*.c' | grep -v '_test\.c$' || true ;;
    fuzz) in_folder test/fuzz '*_fuzz.c' ;;
    fuzz-parts) below test/fuzz '*.c' -path 'test/fuzz/*/*' ;;
    bench) in_folder test/bench '*_bench.c' ;;
    torture) in_folder test/torture '*.c' ;;
    c) below src '*.[ch]' && below test '*.[ch]' ;;
    sh) echo dev && echo .ci/run && below tools '*.sh' ;;
    all)
        for kind in core main tables migrations templates assets unit unit-parts unit-support \
            fuzz fuzz-parts bench torture; do
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
