#!/bin/sh
# The rules of docs/RULES.md against the code: a rule that is kept is named where it is kept, as
# "RULE CT-3", and again in the test that proves it. Rules under a heading that begins with
# "Not yet kept" may be named but need not be.
#
# In docs/RULES.md a rule is a list item "- **CT-3** ..." or a heading "### CT-3 ...".
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."

document=docs/RULES.md
if [ ! -e "$document" ]; then
    echo "$document does not exist yet: nothing to compare"
    exit 0
fi

lists=$(mktemp -d)
trap 'rm -rf "$lists"' EXIT
status=0

# Prints "kept CT-3" or "later CT-3" for each rule of the document. A "Not yet kept" section ends
# at the next heading of its own level or above.
document_rules() {
    awk '
        /^#+ / {
            level = length($1)
            if (later && level <= later)
                later = 0
            if (tolower($0) ~ /^#+ not yet kept/)
                later = level
        }
        match($0, /^(#+|[-*]) +(\*\*)?[A-Z]+-[0-9]+/) {
            rule = substr($0, RSTART, RLENGTH)
            sub(/^.*[ *]/, "", rule)
            print (later ? "later" : "kept"), rule
        }
    ' "$document"
}

# named_in FOLDER: the rules that files of it name. One comment may name several: RULE CT-2, CT-4.
named_in() {
    grep -rhoE --exclude-dir=node_modules 'RULE [A-Z]+-[0-9]+((,| and) [A-Z]+-[0-9]+)*' "$1" |
        grep -oE '[A-Z]+-[0-9]+' | sort -u
}

# complain WHY RULES: prints the rules, if any, with what is wrong with them.
complain() {
    if [ -n "$2" ]; then
        echo "$1: $2" | tr '\n' ' ' >&2
        echo >&2
        status=1
    fi
}

document_rules | sort >"$lists/document"
sed -n 's/^kept //p' "$lists/document" | sort -u >"$lists/kept"
sed 's/^[a-z]* //' "$lists/document" | sort -u >"$lists/known"
named_in src >"$lists/src" || true
named_in test >"$lists/test" || true

complain "twice in $document" "$(sed 's/^[a-z]* //' "$lists/document" | sort | uniq -d)"
complain "kept, but not named in src/" "$(comm -23 "$lists/kept" "$lists/src")"
complain "kept, but not named in test/" "$(comm -23 "$lists/kept" "$lists/test")"
complain "named in src/, but not in $document" "$(comm -13 "$lists/known" "$lists/src")"
complain "named in test/, but not in $document" "$(comm -13 "$lists/known" "$lists/test")"

echo "$(wc -l <"$lists/kept") rules kept, $(wc -l <"$lists/known") in all"
exit $status
