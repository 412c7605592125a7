#!/usr/bin/python3
"""Names and heads. Prints what is wrong, and where.

  names.py [FOLDER]   checks FOLDER/src and the templates of FOLDER/web; the project's own where no
                      folder is given

No two functions share a name, static ones neither, nor two templates: a back trace and grep then
name one place. Every file says at its head what it is, or its header does.
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


def definitions(root):
    """Each function with the file that has it. The return type stands on a line of its own."""
    for path in sorted(root.glob("src/**/*.[ch]")):
        for found in DEFINITION.finditer(path.read_text(encoding="utf-8")):
            yield found[1] or found[2], path
    for path in sorted(root.glob("web/templates/**/*.html")):
        for found in TEMPLATE.finditer(path.read_text(encoding="utf-8")):
            yield f"html_{found[1]}", path


def namesakes(root):
    places = collections.defaultdict(list)
    for name, path in definitions(root):
        if name not in MACROS:
            places[name].append(path.relative_to(root).as_posix())
    for name, files in sorted(places.items()):
        if len(files) > 1:
            yield f"{name} is defined in {', '.join(files)}"


def headless(root):
    for path in sorted(root.glob("src/**/*.[ch]")):
        has_head = path.read_text(encoding="utf-8").startswith("/*")
        if not has_head and not (path.suffix == ".c" and path.with_suffix(".h").exists()):
            yield f"{path.relative_to(root).as_posix()} does not say what it is"


def main(arguments):
    root = pathlib.Path(arguments[0]) if arguments else ROOT
    faults = [*namesakes(root), *headless(root)]
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
