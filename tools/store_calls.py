#!/usr/bin/python3
"""Every function of the store has a test: what a header of src/store declares as store_… is named
in test/unit/store. Prints each one that is not.

  store_calls.py [FOLDER]   checks FOLDER; the project's own where no folder is given
"""
import pathlib
import re
import sys

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DECLARATION = re.compile(r"\b(store_\w+)\(")
NAME = re.compile(r"\bstore_\w+\b")


def code_of(path):
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def main(arguments):
    folder = pathlib.Path(arguments[0] if arguments else pathlib.Path(__file__).parent.parent)
    tested = {name for path in folder.glob("test/unit/store/*.c")
              for name in NAME.findall(code_of(path))}
    found = 0
    for path in sorted(folder.glob("src/store/**/*.h")):
        for name in DECLARATION.findall(code_of(path)):
            if name not in tested:
                print(f"{path.relative_to(folder)}: test/unit/store never calls {name}()",
                      file=sys.stderr)
                found += 1
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
