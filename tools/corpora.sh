#!/bin/sh
# Says which fuzzer has no inputs committed, and which inputs have no fuzzer.
#
#   corpora.sh [FOLDER]   checks FOLDER/test/fuzz; the project's own where no folder is given
set -eu
cd "${1:-$(dirname "$0")/..}/test/fuzz"

fault=0
complain() {
    echo "$1" >&2
    fault=1
}

for source in *_fuzz.c; do
    name=${source%_fuzz.c}
    if [ -z "$(find "corpus/$name" -type f -size +0 2>/dev/null)" ]; then
        complain "test/fuzz/$source has no inputs in test/fuzz/corpus/$name"
    fi
done
for folder in corpus/*/; do
    name=$(basename "$folder")
    if [ ! -e "${name}_fuzz.c" ]; then
        complain "test/fuzz/corpus/$name has no test/fuzz/${name}_fuzz.c"
    fi
done
exit "$fault"
