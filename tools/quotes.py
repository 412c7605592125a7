#!/usr/bin/python3
"""Holds the documents against what they speak of: whoever changes one changes the other.

  quotes.py [FOLDER]   checks the documents of FOLDER; the project's own where no folder is given

Each block of docs/*.md that begins with ```c must stand in one file of src/, wherever that file is.
Indentation does not count; a line of only … stands for lines that are left out. And each file that
docs/*.md, README.md or CONTRIBUTING.md names by its path must be there. Names with capital letters,
as in test/unit/NAME_test.c, are not names of files.
"""
import pathlib
import re
import sys

BLOCK = re.compile(r"^```c\n(.*?)^```", re.DOTALL | re.MULTILINE)
LEFT_OUT = "…"

# From the root of the project, or from src/, as in "service/keys/keys.h". In "quotation marks" it
# belongs to an example, and behind a comma, as in h2,http/1.1, it is none.
PATH = re.compile(r"""(?<!["\w.,/-])(?:\.\./)?((?:src|test|tools|web|docs|po|data|openapi|base|domain
                  |store|net|service|http|html|api|portal|app)/[\w./-]*\w)""", re.VERBOSE)


def stripped_lines(text):
    return [line.strip() for line in text.splitlines()]


def prefix_length(quote, lines, at):
    """How many lines of the quote, from its first on, stand at this place."""
    count = 0
    while count < len(quote) and at + count < len(lines) and quote[count] == lines[at + count]:
        count += 1
    return count


def found_length(quote, lines, start=0):
    """How many lines of the quote stand there, as far as the best attempt comes."""
    piece = quote[:quote.index(LEFT_OUT)] if LEFT_OUT in quote else quote
    rest = quote[len(piece) + 1:]
    best = 0
    for at in range(start, len(lines)):
        best = max(best, prefix_length(piece, lines, at))
        if best == len(piece):
            # The first place is as good as any: the rest stands behind it, or nowhere.
            return best + 1 + found_length(rest, lines, at + best) if rest else len(quote)
    return best


def faults_of_quotes(text, sources):
    for block in BLOCK.finditer(text):
        quote = stripped_lines(block[1])
        length, name = max(((found_length(quote, lines), name) for name, lines in sources.items()),
                           default=(0, ""))
        if length < len(quote):
            behind = f", behind what is quoted of {name}" if length else ""
            line = text.count("\n", 0, block.start(1)) + 1 + length
            yield line, f"this does not stand in src/{behind}: {quote[length]}"


def faults_of_paths(text, folder):
    for number, line in enumerate(text.splitlines(), 1):
        for path in PATH.findall(line):
            is_name = re.search(r"[A-Z]{2}", path) is None
            if is_name and not (folder / path).exists() and not (folder / "src" / path).exists():
                yield number, f"there is no {path}"


def main(arguments):
    folder = pathlib.Path(arguments[0] if arguments else pathlib.Path(__file__).parent.parent)
    sources = {path.relative_to(folder).as_posix(): stripped_lines(path.read_text(encoding="utf-8"))
               for path in sorted(folder.glob("src/**/*")) if path.suffix in (".c", ".h", ".def")}
    documents = [*sorted(folder.glob("docs/*.md")), *folder.glob("README.md"),
                 *folder.glob("CONTRIBUTING.md")]
    found = 0
    for document in documents:
        text = document.read_text(encoding="utf-8")
        for line, fault in [*faults_of_quotes(text, sources), *faults_of_paths(text, folder)]:
            print(f"{document.relative_to(folder)}:{line}: {fault}", file=sys.stderr)
            found += 1
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
