#!/usr/bin/python3
"""Makes what browsers load beside a page: small, compressed, and named after its content.

  assets.py font OUT.woff2 IN.ttf      the letters of Latin script, weights 400 to 700
  assets.py icons OUT.svg LIST FOLDER  one file with the icons that the list names
  assets.py style OUT.css FILE ...     one stylesheet of all of them, in this order
  assets.py table OUT.c FILE ...       all of them as ASSETS of src/portal/assets.h

A file is called app.HASH.css after its own bytes, so it may be kept for ever and changes its
address when it changes. In a stylesheet, url(NAME) of another file becomes the name with its hash. The
same input gives the same output, on any day and in any folder.
"""
import gzip
import hashlib
import pathlib
import re
import sys

sys.dont_write_bytecode = True
from c_source import c_string, write_if_changed  # noqa: E402  beside this file

HASH_LETTERS = 12

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".json": "application/speculationrules+json",
}

# Western, northern and central European languages, and the punctuation and arrows that we write.
LETTERS = (
    "0020-007E 00A0-017F 0192 0218-021B 02BB-02BC 02C6 02DA 02DC 2009-200A 2010-2015 2018-201E "
    "2020-2022 2026 2030 2032-2033 2039-203A 2044 20AC 2122 2190-2193 2212 2215 FFFD"
)
FEATURES = ["kern", "ccmp", "locl", "mark", "mkmk", "tnum", "liga", "calt", "case"]
# Inter 4 has an axis of optical sizes too. Text stays what it was at every size: that of its least.
AXES = {"wght": (400, 700), "opsz": 14}

# The space before the colon in `.a :b {`; `.a *:b {` says the same.
DESCENDANT = re.compile(r"(?<!@page)(?<=[\w)\]])\s+:(?=[^;{}]*\{)")


def code_points(ranges):
    for part in ranges.split():
        first, _, last = part.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def make_font(out, source):
    # Each library is read in by the part of the tool that needs it.
    from fontTools import subset, ttLib
    from fontTools.varLib import instancer

    font = ttLib.TTFont(source, recalcTimestamp=False)
    axes = {axis.axisTag: AXES[axis.axisTag] for axis in font["fvar"].axes}
    instancer.instantiateVariableFont(font, axes, inplace=True)
    # fontTools from 4.40 on forgets the glyphs that no axis changes any more, then looks for them.
    for glyph in font.getGlyphOrder():
        font["gvar"].variations.setdefault(glyph, [])
    options = subset.Options(layout_features=FEATURES, hinting=False, notdef_outline=True,
                             recalc_timestamp=False, name_IDs=[1, 2])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=list(code_points(LETTERS)))
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(out)


def symbol(folder, name):
    path = folder / f"{name}.svg"
    if not path.exists():
        sys.exit(f"assets.py: there is no icon {name} in {folder}")
    svg = re.fullmatch(r'\s*<svg[^>]*viewBox="([^"]+)"[^>]*>(.*)</svg>\s*',
                       path.read_text(encoding="utf-8"), re.DOTALL)
    if svg is None or re.search(r"<(?:script|style|use|image)|\son\w+=", svg[2]):
        sys.exit(f"assets.py: {path} is not a plain drawing")
    drawing = re.sub(r"\s*\n\s*", "", svg[2])
    return f'<symbol id="{name}" viewBox="{svg[1]}">{drawing}</symbol>'


def make_icons(out, names, folder):
    lines = pathlib.Path(names).read_text(encoding="utf-8").splitlines()
    listed = [line.split()[0] for line in lines if line.strip() and not line.startswith("#")]
    if listed != sorted(set(listed)):
        sys.exit(f"assets.py: {names} is not sorted, or names an icon twice")
    symbols = "".join(symbol(pathlib.Path(folder), name) for name in listed)
    pathlib.Path(out).write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>', encoding="utf-8")


def smaller_css(text):
    """rcssmin knows no rules inside of rules: there it can make `.a :b {` into `.a:b {`."""
    import rcssmin

    return rcssmin.cssmin(DESCENDANT.sub(" *:", text))


def smaller_js(text):
    """A template literal may not stand inside of another: rjsmin would take its end for theirs."""
    import rjsmin

    return rjsmin.jsmin(text)


def join_styles(out, files):
    # Whoever asks for a stylesheet waits for it before anything is shown: so there is one.
    texts = [pathlib.Path(name).read_text(encoding="utf-8") for name in files]
    pathlib.Path(out).write_text("\n".join(texts), encoding="utf-8")


SMALLER = {".css": smaller_css, ".js": smaller_js}


def read_asset(path):
    data = path.read_bytes()
    return SMALLER[path.suffix](data.decode()).encode() if path.suffix in SMALLER else data


def named_after(path, data):
    digest = hashlib.sha256(data).hexdigest()[:HASH_LETTERS]
    return f"{path.stem}.{digest}{path.suffix}"


def compressed(path, data):
    """gzip and brotli, each empty where it saves nothing."""
    if path.suffix == ".woff2":
        return b"", b""
    import brotli

    variants = gzip.compress(data, 9, mtime=0), brotli.compress(data, quality=11)
    return tuple(one if len(one) < len(data) else b"" for one in variants)


def c_bytes(data):
    rows = [data[at:at + 24] for at in range(0, len(data), 24)] or [b""]
    return "\n".join("        " + c_string(row) for row in rows)


def c_body(data):
    return f"{{\n{c_bytes(data)}, {len(data)}}}" if data else "{NULL, 0}"


def c_entry(path, name, data):
    gz, br = compressed(path, data)
    return (f'    {{"{path.name}", "/a/{name}", "{TYPES[path.suffix]}",\n'
            f"     {c_body(data)},\n     {c_body(gz)},\n     {c_body(br)}}},\n")


def make_table(out, files):
    # Stylesheets last: they name the others.
    paths = sorted(map(pathlib.Path, files), key=lambda path: (path.suffix == ".css", path.name))
    names, entries = {}, []
    for path in paths:
        data = read_asset(path)
        if path.suffix == ".css":
            data = re.sub(r"url\(([^)]+)\)", lambda found: f"url({names[found[1]]})",
                          data.decode()).encode()
        names[path.name] = named_after(path, data)
        entries.append(c_entry(path, names[path.name], data))
    write_if_changed(
        pathlib.Path(out),
        "/* Made by tools/assets.py. */\n"
        '#include "html/assets.h"\n\n'
        f"const Asset ASSETS[] = {{\n{''.join(entries)}}};\n\n"
        f"const size_t ASSETS_COUNT = {len(entries)};\n")


def main(arguments):
    kind, *rest = arguments or [""]
    if kind == "font" and len(rest) == 2:
        make_font(*rest)
    elif kind == "icons" and len(rest) == 3:
        make_icons(*rest)
    elif kind == "style" and len(rest) > 1:
        join_styles(rest[0], rest[1:])
    elif kind == "table" and len(rest) > 1:
        make_table(rest[0], rest[1:])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
