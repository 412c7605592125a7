#!/usr/bin/python3
"""Keeps po/sv.po in step with the program, and turns it into a table for base/lang.c.

  po.py check          lists what is wrong with po/sv.po
  po.py compile OUT.c  the same, then writes the table; this is how the build calls it
  po.py update         adds the texts that are new, with nothing for Swedish yet, and drops old ones

The texts are the English ones: the first argument of TR and TEXT in src/, title and detail of each
line in src/base/err.def, and {{t …}} and {{tn …}} of the templates in web/templates. Each must have
a Swedish text that names the same {members} and printf directives, the latter in the same order.
"""
import pathlib
import re
import subprocess
import sys

import polib

sys.dont_write_bytecode = True
import po_file  # noqa: E402  beside this file
import templates  # noqa: E402
from c_source import c_string, write_if_changed  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent

DIRECTIVE = re.compile(r"%(?:\d+\$)?[-+ #0']*(?:\d+|\*)?(?:\.(?:\d+|\*))?"
                       r"(?:hh|h|ll|l|j|z|t)?[a-zA-Z%]|%\"?PRI\w+")
MEMBER = re.compile(r"\{/?\w+(?=[:}])")


def xgettext(files, *keywords):
    """The texts marked in these files, in the order in which they stand there."""
    if not files:
        return []
    command = ["xgettext", "--language=C", "--from-code=UTF-8", "--no-wrap", "--no-location",
               "--output=-", "--keyword"]
    command += [f"--keyword={keyword}" for keyword in keywords]
    command += [str(path.relative_to(ROOT)) for path in files]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8",
                            check=False)
    if result.returncode != 0:
        sys.exit("po.py: " + result.stderr)
    return [entry.msgid for entry in po_file.parse(result.stdout)] if result.stdout.strip() else []


def program_texts():
    """Every text of the program once. A text may stand in several places."""
    err_def = [ROOT / "src/base/err.def"]
    sources = [path for path in sorted(ROOT.glob("src/**/*"))
               if path.suffix in (".c", ".h", ".def")]
    texts = xgettext(err_def, "ERR:5") + xgettext(err_def, "ERR:6")
    texts += xgettext([path for path in sources if path not in err_def], "TR:1", "TEXT:1")
    texts += templates.texts()
    return list(dict.fromkeys(text for text in texts if text))


def placeholders(text):
    directives = [match for match in DIRECTIVE.findall(text) if match != "%%"]
    return directives, sorted(set(MEMBER.findall(text)))


def entry_fault(entry):
    """What is wrong with a text that the program uses, or None."""
    if entry.obsolete:
        return "is marked obsolete (#~) but in use"
    if not entry.msgstr:
        return "has no Swedish text"
    if entry.fuzzy:
        return "is marked fuzzy: check the Swedish text and remove the mark"
    if placeholders(entry.msgid) != placeholders(entry.msgstr):
        return "has other placeholders in Swedish"
    return None


def faults(entries, texts):
    known = {entry.msgid: entry for entry in entries}
    found = []
    for text in texts:
        fault = entry_fault(known[text]) if text in known else "is missing from sv.po"
        if fault:
            found.append((text, fault))
    return found


def check(entries, texts):
    found = faults(entries, texts)
    for text, fault in found:
        print(f'po/sv.po: "{polib.escape(text)}" {fault}', file=sys.stderr)
    if found:
        sys.exit("po.py: `tools/po.py update` adds the missing ones; then write the Swedish")


def check_unused(entries, texts):
    """Stops ./dev check, not the build: a text may go away and come back while one works."""
    unused = [entry.msgid for entry in entries if entry.msgid not in texts]
    for text in unused:
        print(f'po/sv.po: "{polib.escape(text)}" is not in the program', file=sys.stderr)
    if unused:
        sys.exit("po.py: `tools/po.py update` removes it")


def write_table(out, entries, texts):
    """Sorted by the bytes of the English text, because lang_text() searches with strcmp()."""
    used = set(texts)
    pairs = sorted((entry.msgid.encode(), entry) for entry in entries if entry.msgid in used)
    rows = "".join(f"    {{{{[LANG_EN] = {c_string(e.msgid)},\n"
                   f"      [LANG_SV] = {c_string(e.msgstr)}}}}},\n" for _, e in pairs)
    write_if_changed(
        out,
        "/* Made from po/sv.po by tools/po.py. */\n"
        '#include "base/lang/lang_table.h"\n\n'
        f"const LangText LANG_TEXTS[] = {{\n{rows}}};\n\n"
        f"const size_t LANG_TEXTS_COUNT = {len(pairs)};\n")


def merged(entries, texts):
    """The entries of these texts. A new one stands behind the text before it in the program."""
    kept = {entry.msgid: entry for entry in entries if entry.msgid in texts}
    order = list(kept)
    for at, text in enumerate(texts):
        if text not in kept:
            kept[text] = polib.POEntry(msgid=text)
            order.insert(order.index(texts[at - 1]) + 1 if at else 0, text)
        kept[text].obsolete = False
    return [kept[text] for text in order]


def update(entries, texts):
    entries[:] = merged(entries, texts)
    po_file.write(entries)
    missing = sum(not entry.msgstr for entry in entries)
    print(f"po/sv.po: {len(entries)} texts, {missing} without Swedish")


def main(arguments):
    entries = po_file.read()
    texts = program_texts()
    if arguments == ["update"]:
        update(entries, texts)
    elif arguments == ["check"]:
        check(entries, texts)
        check_unused(entries, texts)
    elif len(arguments) == 2 and arguments[0] == "compile":
        check(entries, texts)
        write_table(pathlib.Path(arguments[1]), entries, texts)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
