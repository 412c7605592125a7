#!/usr/bin/python3
"""docs/security/limits.md, made from src/base/limit/limit.def.

  limits.py update   writes the page
  limits.py check    is the page as the table says, and is each limit named in the test that holds it?
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = "src/base/limit/limit.def"
PAGE = "docs/security/limits.md"

ROW = re.compile(r'^LIMIT\((\w+), *([0-9 *]+), *"([^"]*)", *"([^"]*)", *"([^"]*)", *"([^"]*)"\)$')
HEADING = re.compile(r"^/\* -+ (.+?) -+ \*/$")

HEAD = """# Limits

Every limit that somebody outside may meet, with the option of `perq serve` that changes it and the test
that holds it. What happens at a limit stands in [API.md](../API.md#limits) and, for whoever runs the
server, in [OPERATIONS.md](../OPERATIONS.md#limits). This page is made from `src/base/limit/limit.def` by
`tools/limits.py update`.
"""


def shown(number, unit):
    """1 048 576 bytes as 1 MiB, others with their thousands apart."""
    if unit == "bytes":
        for size, name in ((1 << 20, "MiB"), (1 << 10, "KiB")):
            if number >= size and number % size == 0:
                return f"{number // size} {name}"
    return f"{number:,} {unit}".replace(",", " ").strip()


def rows_of(text):
    """(heading, None) and (None, row) in their order; a row: name, number, unit, option, test, what."""
    for line in text.splitlines():
        heading, row = HEADING.match(line), ROW.match(line)
        if heading:
            yield heading[1], None
        elif row:
            number = 1
            for factor in row[2].split("*"):
                number *= int(factor)
            yield None, (row[1], number, *row.groups()[2:])
        elif line.startswith("LIMIT("):
            sys.exit(f"{TABLE}: not of the form that this reads:\n{line}")


def page_of(text):
    lines = [HEAD.rstrip("\n")]
    for heading, row in rows_of(text):
        if heading:
            lines += [f"\n## {heading[0].upper()}{heading[1:]}\n", "| Limit | What it bounds | Option | Held by |",
                      "|---|---|---|---|"]
        else:
            name, number, unit, option, test, what = row
            option = f"`{option}`" if option else ""
            lines.append(f"| {shown(number, unit)} | {what} (`{name}`) | {option} | `{test}` |")
    return "\n".join(lines) + "\n"


def faults_of(text, root):
    """What is wrong: a test that is not there, or does not name the limit it holds."""
    for _, row in rows_of(text):
        if row is None:
            continue
        test = root / row[4]
        if not test.exists():
            yield f"{row[0]}: there is no {row[4]}"
        elif f"LIMIT {row[0]}" not in test.read_text(encoding="utf-8"):
            yield f"{row[0]}: {row[4]} does not name it (LIMIT {row[0]})"


def main(command):
    text = (ROOT / TABLE).read_text(encoding="utf-8")
    page = ROOT / PAGE
    if command == "update":
        page.write_text(page_of(text), encoding="utf-8")
        return 0
    faults = list(faults_of(text, ROOT))
    if not page.exists() or page.read_text(encoding="utf-8") != page_of(text):
        faults.append(f"{PAGE} is not what {TABLE} says: tools/limits.py update")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["update"], ["check"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
