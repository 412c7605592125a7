#!/usr/bin/python3
"""The man page and the tables of docs/OPERATIONS.md, made from src/app/command_line.def.

  command_line.py update   writes docs/perq.1 and what stands between the marks in docs/OPERATIONS.md
  command_line.py check    are they as the table says?
  command_line.py json     prints the table, for tests
"""
import ast
import json
import pathlib
import re
import sys

import limits

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = "src/app/command_line.def"
MAN = "docs/perq.1"
GUIDE = "docs/OPERATIONS.md"

TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^",()]+)\s*')
MARKED = r"(<!-- made from src/app/command_line\.def: {} -->\n).*?(<!-- end -->\n)"
STATUS = ("0 done", "1 the answer is no", "2 wrong use", "3 could not")


def columns_of(row):
    """The columns of NAME(…): texts without their quotes, the rest as it stands."""
    columns, at = [], row.index("(") + 1
    while at < len(row):
        found = TOKEN.match(row, at)
        if not found:
            sys.exit(f"{TABLE}: not of the form that this reads:\n{row}")
        text = found[1].strip()
        columns.append(ast.literal_eval(text) if text.startswith('"') else text)
        at = found.end() + 1
        if row[found.end()] == ")":
            return columns
    sys.exit(f"{TABLE}: a row without an end:\n{row}")


def rows_of(text):
    """(kind, columns) of each row, in their order."""
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)
    for row in re.split(r"\n(?=[A-Z]+\()", code):
        if "(" in row:
            yield row.strip().split("(")[0], columns_of(row.strip())


def set_of(columns):
    return {name.strip().removeprefix("ON_") for name in columns.split("|")} - {"NONE"}


class Option:
    def __init__(self, kind, name, commands, needed, value, preset, text, bounds=""):
        self.kind = kind
        self.name, self.value, self.preset, self.text, self.bounds = name, value, preset, text, bounds
        self.commands, self.needed = set_of(commands), set_of(needed)

    @property
    def form(self):
        return f"{self.name} {self.value}".strip()

    @property
    def said(self):
        return f"{self.text}; {self.bounds}" if self.bounds else self.text


def options_of(text, numbers):
    """In the order of the table; numbers: what named limits are."""
    for kind, columns in rows_of(text):
        if kind == "OPTION":
            kind, name, commands, needed, _, value, preset, what = columns
            yield Option(kind, name, commands, needed, value, preset, what)
        elif kind == "NUMBER":
            name, commands, _, least, most, preset, what = columns
            least, most, preset = (numbers.get(one, one) for one in (least, most, preset))
            yield Option("NUMBER", name, commands, "ON_NONE", "N", str(preset), what, f"{least} to {most}")


class Command:
    def __init__(self, name, first, second, argument, _run, summary, details):
        self.name, self.summary, self.details = name, summary, details
        self.words = " ".join(filter(None, ["perq", first, second]))
        self.argument = argument


class CommandLine:
    def __init__(self, text, limit_text):
        numbers = {row[0]: row[1] for _, row in limits.rows_of(limit_text) if row}
        self.commands = [Command(*row) for kind, row in rows_of(text) if kind == "COMMAND"]
        self.options = list(options_of(text, numbers))

    def options_for(self, command):
        return [option for option in self.options if command.name in option.commands]


# --- docs/OPERATIONS.md --------------------------------------------------------------------------


def marked_up(text):
    """Options, addresses and words that are typed in the letters of a typewriter."""
    text = text.replace("|", "\\|")
    return re.sub(r"(?<![\w`-])(--log error|--[a-z][a-z-]*|-n|/metrics|\[::1\]:\d+|X-Forwarded-For|perq serve|perq help COMMAND"
                  r"|ten_|tok_)(?![\w`])", r"`\1`", text)


def options_table(options):
    yield "| Option | Default | What it does |"
    yield "|---|---|---|"
    for option in options:
        preset = f"`{option.preset}`" if option.preset else ""
        yield f"| `{option.form}` | {preset} | {marked_up(option.said)} |"


def serve_section(line):
    serve = next(command for command in line.commands if command.name == "SERVE")
    return "\n".join(options_table(line.options_for(serve))) + "\n"


def commands_section(line):
    lines = ["| Command | What it does |", "|---|---|"]
    for command in line.commands:
        form = f"{command.words} {command.argument}".strip()
        lines.append(f"| `{form}` | {marked_up(command.summary)} |")
    lines += ["", "| Option | Default | Of which commands | What it does |", "|---|---|---|---|"]
    for option in line.options:
        if option.commands == {"SERVE"}:
            continue
        preset = f"`{option.preset}`" if option.preset else ""
        takers = [c.words.removeprefix("perq ") + (" (needed)" if c.name in option.needed else "")
                  for c in line.commands if c.name in option.commands]
        lines.append(f"| `{option.form}` | {preset} | {', '.join(takers)} | {marked_up(option.said)} |")
    return "\n".join(lines) + "\n"


def guide_of(guide, line):
    for name, section in (("perq serve", serve_section(line)), ("commands", commands_section(line))):
        pattern = re.compile(MARKED.format(name), re.DOTALL)
        if not pattern.search(guide):
            sys.exit(f"{GUIDE}: the marks of \"{name}\" are not there")
        guide = pattern.sub(lambda found, section=section: found[1] + section + found[2], guide)
    return guide


# --- docs/perq.1 ---------------------------------------------------------------------------------


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in ".'" else text


def man_options(line, command):
    for option in line.options_for(command):
        needed = " Needed." if command.name in option.needed else ""
        preset = f" {option.preset} if not given." if option.preset else ""
        value = f" \\fI{roff(option.value)}\\fR" if option.value else ""
        yield f".TP\n\\fB{roff(option.name)}\\fR{value}"
        said = option.said[0].upper() + option.said[1:]
        yield roff(f"{said}.{preset}{needed}")


def man_of(line):
    lines = ['.\\" Made from src/app/command_line.def by tools/command_line.py.',
             ".TH PERQ 1", ".SH NAME", "perq \\- a server for partner programmes", ".SH SYNOPSIS",
             ".B perq\n.I COMMAND\n[\\fIOPTION\\fR]... [\\fIARGUMENT\\fR]",
             ".SH DESCRIPTION",
             roff("Perq keeps a partner programme in one SQLite database and serves it over HTTP, as "
                  "pages and as JSON. An option is written --option VALUE or --option=VALUE, "
                  "anywhere among the words; behind -- all are words. perq COMMAND --help explains a "
                  "command, perq --version says the version."),
             ".SH COMMANDS"]
    for command in line.commands:
        form = f"\\fB{roff(command.words)}\\fR"
        form += f" \\fI{roff(command.argument)}\\fR" if command.argument else ""
        summary = command.summary[0].upper() + command.summary[1:] + "."
        lines += [f".SS {form}", roff(f"{summary} {command.details}".strip()),
                  *man_options(line, command)]
    lines += [".SH EXIT STATUS"]
    for status in STATUS:
        number, what = status.split(" ", 1)
        lines += [f".TP\n.B {number}", roff(what[0].upper() + what[1:] + ".")]
    lines += [".SH FILES",
              roff("Beside the database, perq.db, lie its log (perq.db-wal, perq.db-shm), the key file "
                   "(perq.key), the lock (perq.db-lock) and the socket of the running server "
                   "(perq.sock). docs/OPERATIONS.md says what each is for.")]
    return "\n".join(lines) + "\n"


def table_of(line):
    """What a test goes over."""
    return [{"name": command.name, "words": command.words.split()[1:], "argument": command.argument,
             "options": [{"kind": option.kind, "name": option.name, "text": option.text,
                          "bounds": [int(number) for number in option.bounds.split(" to ") if number],
                          "preset": option.preset, "needed": command.name in option.needed}
                         for option in line.options_for(command)]} for command in line.commands]


def main(command):
    line = CommandLine((ROOT / TABLE).read_text(encoding="utf-8"),
                       (ROOT / limits.TABLE).read_text(encoding="utf-8"))
    if command == "json":
        print(json.dumps(table_of(line)))
        return 0
    guide = (ROOT / GUIDE).read_text(encoding="utf-8")
    wanted = {MAN: man_of(line), GUIDE: guide_of(guide, line)}
    if command == "update":
        for name, text in wanted.items():
            (ROOT / name).write_text(text, encoding="utf-8")
        return 0
    stale = [name for name, text in wanted.items()
             if not (ROOT / name).exists() or (ROOT / name).read_text(encoding="utf-8") != text]
    for name in stale:
        print(f"{name} is not what {TABLE} says: tools/command_line.py update", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["update"], ["check"], ["json"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
