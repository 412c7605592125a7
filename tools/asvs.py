#!/usr/bin/python3
"""Holds the documents about security against the project: what they name has to be there.

  asvs.py [FOLDER]   checks the documents of FOLDER; the project's own where no folder is given

Each file that docs/security/*.md or SECURITY.md names in `backticks` by its path from the root must be
there, and so must what they link to. A path with * stands for at least one file. "In quotation
marks" behind a document is one of its headings.

docs/security/asvs.md has each requirement of levels 1 and 2 of ASVS 5.0.0 once, in order, with one of
three states. What is met names a file; what is not says why. It counts the states itself, rightly.
"""
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = "docs/security/asvs.md"
STATES = ("met", "not applicable", "open")
OF_LEVEL = {"1": 70, "2": 183}

FOLDERS = "src|test|docs|tools|web|po|data|openapi"
PATH = re.compile(rf"`((?:{FOLDERS})/[\w./*-]*|[\w-]+\.(?:md|txt|build)|dev)`")
HEADING_OF = re.compile(r'`((?:docs/)?[\w./-]+\.md)`, "([^"]+)"')
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)")

ROW = re.compile(r"\| *(\d[\d.]*) *\|([^|]*)\|([^|]*)\|([^|]*)\|(.*)\|$")
NUMBER = re.compile(r"\d+\.\d+\.\d+")
SUM = re.compile(r"Of (\d+) requirements (\d+) are met, (\d+) are not applicable and (\d+) are open")


def is_there(folder, path):
    return any(folder.glob(path)) if "*" in path else (folder / path).exists()


def headings(document):
    text = document.read_text(encoding="utf-8") if document.exists() else ""
    return re.findall(r"^#+ (.+)$", text, re.MULTILINE)


def faults_of_names(document, folder):
    """(line, fault): files, links and headings that are not there."""
    for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), 1):
        for path in PATH.findall(line):
            if not is_there(folder, path):
                yield number, f"there is no {path}"
        for target in LINK.findall(line):
            if not (document.parent / target).exists():
                yield number, f"this leads nowhere: {target}"
        for path, heading in HEADING_OF.findall(line):
            if heading not in headings(folder / path):
                yield number, f'{path} has no heading "{heading}"'


def fault_of_row(number, level, about, state, why):
    if not NUMBER.fullmatch(number):
        return f"{number} is no number of a requirement"
    if level not in OF_LEVEL:
        return f"{number} is of level {level}, and not of 1 or 2"
    if state not in STATES:
        return f"{number} is {state}, and not {', '.join(STATES)}"
    if not about or not why:
        return f"{number} does not say what it is about, or why"
    if state == "met" and not PATH.search(why):
        return f"{number} is met, but by no file"
    return None


def place_of(number):
    return [int(part) for part in number.split(".") if part]


def faults_of_table(text):
    """(line, fault): a row that is wrong, there twice, out of order or missing, and a wrong sum."""
    seen, before = collections.Counter(), ""
    states, levels = collections.Counter(), collections.Counter()
    for at, line in enumerate(text.splitlines(), 1):
        row = ROW.match(line)
        if row is None:
            continue
        number, level, about, state, why = (cell.strip() for cell in row.groups())
        fault = fault_of_row(number, level, about, state, why)
        seen[number] += 1
        states[state] += 1
        levels[level] += 1
        if fault:
            yield at, fault
        elif seen[number] > 1:
            yield at, f"{number} is there twice"
        elif place_of(number) < place_of(before):
            yield at, f"{number} stands behind {before}"
        before = number
    for level, count in OF_LEVEL.items():
        if levels[level] != count:
            yield 1, f"of level {level} there are {levels[level]} requirements, and not {count}"
    said = SUM.search(text)
    counted = [sum(states.values()), *(states[state] for state in STATES)]
    if said is None or [int(part) for part in said.groups()] != counted:
        yield 1, "it should say: Of {} requirements {} are met, {} are not applicable and {} are open" \
            .format(*counted)


def main(arguments):
    folder = pathlib.Path(arguments[0]) if arguments else ROOT
    found = 0
    for document in [*sorted(folder.glob("docs/security/*.md")), *folder.glob("SECURITY.md")]:
        name = document.relative_to(folder).as_posix()
        faults = list(faults_of_names(document, folder))
        if name == TABLE:
            faults += faults_of_table(document.read_text(encoding="utf-8"))
        for line, fault in sorted(faults):
            print(f"{name}:{line}: {fault}", file=sys.stderr)
        found += len(faults)
    if not (folder / TABLE).exists():
        print(f"there is no {TABLE}", file=sys.stderr)
        found += 1
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
