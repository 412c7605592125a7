#!/usr/bin/python3
"""Turns files into C source, so that the program is one file.

  embed.py file OUT.c SYMBOL HEADER FILE      defines `const Embedded SYMBOL` of base/embedded.h
  embed.py migrations OUT.c 001_NAME.sql ...  defines STORE_MIGRATIONS of
                                              store/engine/migrations.h

The bytes become string literals: they compile fast, and end with a NUL that the size leaves out.
"""
import hashlib
import pathlib
import re
import sqlite3
import sys

sys.dont_write_bytecode = True
from c_source import c_string, write_if_changed  # noqa: E402  beside this file


def c_lines(data):
    """One literal a line of the file; the compiler joins them."""
    lines = data.splitlines(keepends=True) or [b""]
    return "\n".join("        " + c_string(line) for line in lines)


def file_source(symbol, header, path):
    data = path.read_bytes()
    return (
        f'#include "{header}"\n\n'
        f"const Embedded {symbol} = {{\n"
        f'    .name = "{path.name}",\n'
        f"    .data =\n{c_lines(data)},\n"
        f"    .size = {len(data)},\n"
        "};\n"
    )


SCHEMA = ("SELECT type, name, tbl_name, COALESCE(sql, '') FROM sqlite_master"
          " ORDER BY name, type")

# The table that the program makes before the first migration, as schema.c has it.
FIRST_TABLE = ("CREATE TABLE migration ( number BIGINT PRIMARY KEY, name TEXT NOT NULL,"
               " applied_at BIGINT NOT NULL)")


def schemas_after(paths):
    """After each migration, the hash of the schema that schema.c reads."""
    database = sqlite3.connect(":memory:")
    database.executescript(FIRST_TABLE)
    hashes = []
    for path in paths:
        database.executescript(path.read_text(encoding="utf-8"))
        parts = "".join(f"{field}\0" for row in database.execute(SCHEMA) for field in row)
        hashes.append(hashlib.sha256(parts.encode()).digest())
    return hashes


def migration(path, number, schema):
    """Numbers count from 1 without a gap, so that the database's version is how many it has had."""
    parts = re.fullmatch(r"(\d{3})_([a-z0-9_]+)\.sql", path.name)
    if parts is None:
        sys.exit(f"embed.py: {path}: a migration is named 001_what_it_does.sql")
    if int(parts[1]) != number:
        sys.exit(f"embed.py: {path}: expected number {number:03d} here")
    if b"\0" in path.read_bytes():
        sys.exit(f"embed.py: {path}: contains a NUL")
    return (
        f"    {{\n        .number = {number},\n"
        f'        .name = "{parts[2]}",\n'
        f"        .schema = {{{{{', '.join(map(str, schema))}}}}},\n"
        f"        .sql =\n{c_lines(path.read_bytes())},\n    }},\n"
    )


def migrations_source(paths):
    paths = sorted(paths, key=lambda path: path.name)
    entries = "".join(migration(path, number, schema) for number, (path, schema)
                      in enumerate(zip(paths, schemas_after(paths)), 1))
    return (
        '#include "store/engine/migrations.h"\n\n'
        f"const Migration STORE_MIGRATIONS[] = {{\n{entries}}};\n\n"
        f"const size_t STORE_MIGRATIONS_COUNT = {len(paths)};\n"
    )


def main(kind, out, *arguments):
    if kind == "file":
        symbol, header, path = arguments
        source = file_source(symbol, header, pathlib.Path(path))
    elif kind == "migrations":
        source = migrations_source([pathlib.Path(path) for path in arguments])
    else:
        sys.exit(__doc__)
    write_if_changed(pathlib.Path(out), "/* Made by tools/embed.py. */\n" + source)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
