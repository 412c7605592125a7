#!/usr/bin/python3
"""Holds the scanner of tools/html_scanner.py against html5lib, over all templates.

Each template is written out with a word of its own at each value, one branch after another;
html5lib reads that as a browser does. Where a word ends up in its tree must be where the scanner
took the value to be: in text, or in that attribute of that element.
"""
import collections
import itertools
import pathlib
import re
import sys
import tempfile
import unittest

import html5lib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tools"))
import templates  # noqa: E402

# mode, name and attribute are the scanner's; word is what stands for the value.
Value = collections.namedtuple("Value", "word line mode name attribute")
Include = collections.namedtuple("Include", "name")
Block = collections.namedtuple("Block", "branches")

WORD = re.compile(r"zq\d+qz")

# What begins with such an element is read as what stands in this one.
CONTAINERS = {"tr": "tbody", "td": "tr", "th": "tr", "option": "select"}

# What stands in them is no text that anybody reads.
NOT_TEXT = {"script", "style", "noscript", "template"}


class Recorder(templates.Compiler):
    """Beside the C, keeps for each function the pieces that it writes."""

    numbers = itertools.count()

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.functions = {}
        self.values = []
        self.pieces = []
        self.outer = []  # the pieces around those of each block that is open

    def begin_function(self, storage, head, line):
        super().begin_function(storage, head, line)
        self.pieces = self.functions[self.function] = []

    def literal(self, html, line):
        super().literal(html, line)
        if self.function:
            self.pieces.append(html)

    def put(self, kind, line):
        super().put(kind, line)
        word, place = f"zq{next(self.numbers)}qz", self.place
        self.values.append(Value(word, line, place.mode, place.name, place.attribute))
        self.pieces.append(self.values[-1])

    def tag_include(self, rest, line):
        super().tag_include(rest, line)
        self.values.pop()
        self.pieces[-1] = Include(rest.partition("(")[0].strip())

    def fill(self, name, bindings, line):
        super().fill(name, bindings, line)
        if name.startswith("/"):
            element = re.match(r"<(\w+)", bindings[name[1:]])[1]
            self.pieces.append(f"</{element}>")

    def open(self, kind, code, line):
        super().open(kind, code, line)
        block = Block([[]])
        self.pieces.append(block)
        self.outer.append((block, self.pieces))
        self.pieces = block.branches[0]

    def branch(self, code, what, line):
        super().branch(code, what, line)
        branches = self.outer[-1][0].branches
        branches.append([])
        self.pieces = branches[-1]

    def tag_end(self, rest, line):
        super().tag_end(rest, line)
        self.pieces = self.outer.pop()[1]


def paths_of(pieces, before=()):
    """For each branch, and for none at all, which branch to take of which block to come there."""
    yield dict(before)
    for piece in pieces:
        if isinstance(piece, Block):
            for number, branch in enumerate(piece.branches):
                yield from paths_of(branch, (*before, (id(piece), number)))


def written(pieces, path, functions, depth=0):
    """The HTML and the values in it. Blocks that the path does not name take their first branch."""
    html, values = "", []
    for piece in pieces:
        inner = []
        if isinstance(piece, str):
            html += piece
        elif isinstance(piece, Value):
            html += f" {piece.word} " if piece.mode == "text" else piece.word
            values.append(piece)
        elif isinstance(piece, Block):
            inner = piece.branches[path.get(id(piece), 0)]
        elif depth < 4:
            inner = functions.get(piece.name, [])
        more, more_values = written(inner, path, functions, depth + isinstance(piece, Include))
        html += more
        values += more_values
    return html, values


def parsed(html):
    if html.lstrip().lower().startswith("<!doctype"):
        return html5lib.parse(html, namespaceHTMLElements=False)
    first = re.match(r"\s*<(\w+)", html)
    container = CONTAINERS.get(first[1] if first else "", "div")
    return html5lib.parseFragment(html, container=container, namespaceHTMLElements=False)


def local(name):
    """Without its name space; the scanner knows small letters only."""
    return re.sub(r"\{.*\}", "", name).lower() if isinstance(name, str) else "a remark"


def places_of_words(tree):
    """Each word with the places where the tree has it."""
    found = collections.defaultdict(set)

    def note(text, place):
        for word in WORD.findall(text or ""):
            found[word].add(place)

    for element in tree.iter():
        name = local(element.tag)
        note(name, ("name", name, ""))
        is_read = name not in NOT_TEXT and name != "a remark"
        note(element.text, ("text", "", "") if is_read else ("text in", name, ""))
        note(element.tail, ("text", "", ""))
        for attribute, value in element.attrib.items():
            note(attribute, ("name", name, attribute))
            note(value, ("value", name, local(attribute)))
    return found


def recorded(path):
    return Recorder(path, path.name, templates.icon_names(), {}).run()


def disagreements(files):
    """The values that were compared; file, line, and where scanner and parser take it to be."""
    compared, faults = set(), []
    shared = {name: pieces for file in files for name, pieces in file.functions.items()}
    for file in files:
        functions = {**shared, **file.functions}
        for pieces in file.functions.values():
            for path in paths_of(pieces):
                html, values = written(pieces, path, functions)
                places = places_of_words(parsed(html))
                for value in values:
                    ours = ("text", "", "") if value.mode == "text" else value[2:]
                    compared.add(value.word)
                    if places[value.word] != {ours}:
                        faults.append((file.shown_path, value.line, ours, places[value.word]))
    return compared, faults


HEAD = '{{template a(const View *view) include "a.h"}}\n'

# The scanner takes what it does not know for plain HTML. Such a template must not get by here.
NOT_PLAIN = [
    '<title>A <b title="{{view->a}}"></b></title>',
    '<textarea><b title="{{view->a}}"></b></textarea>',
    '<script src="/a.js">{{view->a}}</script>',
    '<p title="a" title="{{view->a}}"></p>',
    '<select><b title="{{view->a}}"></b></select>',
    '{{if view->b}}{{else}}{{if view->c}}x{{else}}<title><i id="{{view->a}}">{{end}}{{end}}',
]

PLAIN = [
    '<p title="a{{view->a}}b" class=\'{{view->a}}\'>{{view->a}}</p>',
    '<p{{if view->b}} title="{{view->a}}"{{else}} title="{{view->c}}"{{end}}>',
    '<a/title="{{view->a}}">{{view->a}}</a>',
    '{{t See {a}the {b}{/a} | a = <a href="{href view->a}">; b = view->b}}',
    '<svg viewBox="0 0 {{view->a}} 1"><linearGradient id="{{view->b}}"/></svg>',
]


class Scanner(unittest.TestCase):
    def test_agrees_with_a_parser(self):
        files = [recorded(path) for path in templates.all_templates()]
        files.append(recorded(ROOT / "test" / "unit" / "sample.html"))
        compared, faults = disagreements(files)
        self.assertEqual(faults, [])
        self.assertEqual(compared, {value.word for file in files for value in file.values})

    def of_source(self, source):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "a.html"
            path.write_text(HEAD + source, encoding="utf-8")
            file = recorded(path)
        return len(file.values), *disagreements([file])

    def test_would_notice(self):
        for source in NOT_PLAIN:
            with self.subTest(source):
                self.assertNotEqual(self.of_source(source)[2], [])

    def test_compares_every_value(self):
        for source in PLAIN:
            with self.subTest(source):
                count, compared, faults = self.of_source(source)
                self.assertEqual((count, faults), (len(compared), []))


if __name__ == "__main__":
    unittest.main()
