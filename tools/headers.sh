#!/bin/sh
# Every header compiles alone: whoever includes it need not know what it needs.
set -eu
cd "$(dirname "$0")/.."

flags="-std=gnu17 -D_GNU_SOURCE -Isrc -fsyntax-only -Wall -Wextra -Werror"
export flags

# shellcheck disable=SC2016 # $flags and $1 belong to the inner shell
tools/sources.sh headers | xargs -r -n 1 -P "$(nproc)" \
    sh -c 'gcc $flags -x c -include "$1" /dev/null || exit 255' header
