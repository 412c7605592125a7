"""Reads and writes po/sv.po, the Swedish texts. tools/po.py and tools/templates.py share it."""
import pathlib
import subprocess
import sys

import polib

PATH = pathlib.Path(__file__).resolve().parent.parent / "po" / "sv.po"

NO_WRAP = -1  # one text, one line: a change shows as the one line that it is


def parse(text):
    """The entries of a .po file. Plurals and contexts are not used here and are refused."""
    entries = polib.pofile(text, wrapwidth=NO_WRAP)
    for entry in entries:
        if entry.msgid_plural or entry.msgctxt:
            sys.exit(f"po_file.py: a plural or a context, at line {entry.linenum}: {entry.msgid}")
    return entries


def read(path=PATH):
    """polib takes what it gets for well formed, so gettext looks first."""
    result = subprocess.run(["msgfmt", "--output-file=/dev/null", str(path)], capture_output=True,
                            encoding="utf-8", check=False)
    if result.returncode != 0:
        sys.exit(result.stderr)
    return parse(path.read_text(encoding="utf-8"))


def write(entries, path=PATH):
    """The same entries become the same bytes."""
    path.write_text(str(entries), encoding="utf-8")


def translations():
    """English to Swedish."""
    return {entry.msgid: entry.msgstr for entry in read() if entry.msgstr and not entry.obsolete}
