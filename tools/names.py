#!/usr/bin/env python3
"""No two functions of src share a name, static ones neither, nor two templates: a back trace and grep
then name one place. Prints each name that stands in several files.
"""
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DEFINITION = re.compile(r"^(?:ROW_READER\((\w+),|(\w+)\()", re.MULTILINE)
TEMPLATE = re.compile(r"\{\{(?:template|part) (\w+)\(")
MACROS = {"DECLARE_SHAPE", "SHAPE", "SHAPE_AROUND", "SHAPE_OPTIONAL", "SHAPE_OPTIONAL_WITHOUT",
          "SHAPE_WITHOUT", "LIST_OF", "static_assert"}


def definitions():
    """Each function with the file that has it. The return type stands on a line of its own."""
    for path in sorted(ROOT.glob("src/**/*.[ch]")):
        for found in DEFINITION.finditer(path.read_text(encoding="utf-8")):
            yield found[1] or found[2], path
    for path in sorted(ROOT.glob("web/templates/**/*.html")):
        for found in TEMPLATE.finditer(path.read_text(encoding="utf-8")):
            yield f"html_{found[1]}", path


def main():
    places = collections.defaultdict(list)
    for name, path in definitions():
        if name not in MACROS:
            places[name].append(path.relative_to(ROOT).as_posix())
    shared = {name: files for name, files in sorted(places.items()) if len(files) > 1}
    for name, files in shared.items():
        print(f"{name} is defined in {', '.join(files)}", file=sys.stderr)
    sys.exit(1 if shared else 0)


if __name__ == "__main__":
    main()
