#!/bin/sh
# The structure that no compiler checks: includes point downward, SQL stands in src/store only,
# clocks and the environment are read in src/base and src/app only. Prints each offending line.
set -eu
cd "$(dirname "$0")/.."

status=0

# complain WHY LINES: prints the lines, if any, with what is wrong with them.
complain() {
    if [ -n "$2" ]; then
        printf '%s\n  ^ %s\n' "$2" "$1" >&2
        status=1
    fi
}

# height LAYER: siblings share one and may not include each other.
height() {
    case $1 in
    base) echo 1 ;;
    domain) echo 2 ;;
    store | net) echo 3 ;;
    service) echo 4 ;;
    http) echo 5 ;;
    api | portal) echo 6 ;;
    app) echo 7 ;;
    *) echo 0 ;;
    esac
}

# code PATTERN FILES...: lines that match outside comments, as file:line:text.
code() {
    pattern=$1
    shift
    grep -nE "$pattern" /dev/null "$@" | grep -vE '^[^:]*:[0-9]+: *(/\*|\*|//)' || true
}

# outside FOLDERS...: the sources that stand in none of these folders of src.
outside() {
    folders=$(echo "$*" | tr ' ' '|')
    find src -name '*.[ch]' | grep -vE "^src/($folders)/" | sort
}

# includes_of LAYER: the files it includes, as they are written there.
includes_of() {
    grep -hoE '^#include "[^"]*"' "src/$1"/*.[ch] 2>/dev/null | sed 's/^#include "//; s/"$//' |
        sort -u
}

check_includes_of() {
    own=$1
    own_height=$(height "$own")
    for header in $(includes_of "$own"); do
        folder=${header%%/*}
        lines=$(code "^#include \"$header\"" "src/$own"/*.[ch])
        if [ "$folder" = "$own" ]; then
            continue
        elif [ "$(height "$folder")" -eq 0 ]; then
            complain 'write the folder of the layer too: "base/text.h"' "$lines"
        elif [ "$(height "$folder")" -ge "$own_height" ]; then
            complain "$own may include its own folder and lower layers, not $folder" "$lines"
        fi
    done
}

check_includes() {
    for path in src/*/; do
        layer=$(basename "$path")
        if [ "$(height "$layer")" -eq 0 ]; then
            complain "this folder is no layer" "$path"
        elif [ -n "$(find "$path" -maxdepth 1 -name '*.[ch]')" ]; then
            check_includes_of "$layer"
        fi
    done
}

# shellcheck disable=SC2046 # our file names have no spaces
check_database() {
    complain "SQL belongs in src/store" "$(code \
        '"(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|PRAGMA|WITH|BEGIN|SAVEPOINT) ' \
        $(outside store))"
    complain "only src/store may know the database" "$(code \
        '#include ("store/db\.h"|<sqlite3\.h>|<libpq-fe\.h>)' $(outside store))"
    complain "name the columns" "$(code 'SELECT \*' $(outside base))"
}

# shellcheck disable=SC2046
check_purity() {
    complain "time and settings come in through the context" "$(code \
        '\b(time|gettimeofday|clock_gettime|getenv|secure_getenv) *\(' $(outside base app))"
    complain "memory comes from an arena" "$(code \
        '\b(malloc|calloc|realloc|strdup|strndup|asprintf) *\(' $(outside base store http app))"
    complain "no floating point near time or money" "$(code \
        '\b(float|double)\b' $(outside http app))"
    complain "no goto: return early, and release with CLEANUP" "$(code \
        '\bgoto\b' $(outside none))"
}

check_includes
check_database
check_purity
exit $status
