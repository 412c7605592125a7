#!/usr/bin/python3
"""What tools/assets.py makes smaller, and what it leaves alone."""
import pathlib
import re
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tools"))
import assets  # noqa: E402

CSS = [
    ("a { color : red ; }\n\n/* remark */\nb{}", "a{color:red}b{}"),
    ("@layer x { .a > :b { margin: 0 auto } }", "@layer x{.a>:b{margin:0 auto}}"),
    # The space is a descendant; without it these rules would be about something else.
    ("@layer x { .a { x: y } .a :b, .c :d { x: y } }",
     "@layer x{.a{x:y}.a *:b,.c *:d{x:y}}"),
    ("@layer x { @media print { .a:is(b) ::c { x: y } } }",
     "@layer x{@media print{.a:is(b) *::c{x:y}}}"),
    ("@page :first { margin: 0 }", "@page :first{margin:0}"),
    ("a { width: calc(1px + 2px); content: \"a  ;  b {\" }",
     "a{width:calc(1px + 2px);content:\"a  ;  b {\"}"),
    ("a::before { inset: 0 } @media (width > 4rem) and (height > 4rem) { a { x: y } }",
     "a::before{inset:0}@media (width>4rem) and (height>4rem){a{x:y}}"),
]

JS = [
    ("const a = 1; // remark\n\nconst  b = a + +a;\n", "const a=1;const b=a+ +a;"),
    ("/* remark */ say('a  // b');", "say('a  // b');"),
    ("x = `a  // ${ b }\n  /* c */`;", "x=`a  // ${ b }\n  /* c */`;"),
    ("x = a / b; y = /  [/]\"/.test(z);", "x=a/b;y=/  [/]\"/.test(z);"),
]


class Assets(unittest.TestCase):
    def test_smaller_css(self):
        for source, expected in CSS:
            self.assertEqual(assets.smaller_css(source), expected)

    def test_smaller_js(self):
        for source, expected in JS:
            self.assertEqual(assets.smaller_js(source), expected)

    def test_the_files_of_the_style_become_one_and_all_of_them_do(self):
        build = (ROOT / "meson.build").read_text()
        named = re.findall(r"'web/css/([a-z]+\.css)'", build)
        self.assertEqual(sorted(named), sorted(path.name for path in (ROOT / "web/css").iterdir()))
        with tempfile.TemporaryDirectory() as name:
            out = pathlib.Path(name) / "app.css"
            assets.join_styles(out, [ROOT / "web/css" / one for one in named])
            text = out.read_text()
        places = [text.index((ROOT / "web/css" / one).read_text()) for one in named]
        self.assertEqual(places, sorted(places))
        self.assertLess(text.index("@layer reset, tokens, base, layout, parts, utils, print;"),
                        text.index("@layer reset {"))

    def test_a_stylesheet_names_the_others_by_their_content(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "a.css").write_text("@font-face { src: url(b.woff2) }")
            (folder / "b.woff2").write_bytes(b"letters")
            assets.make_table(folder / "out.c", [folder / "a.css", folder / "b.woff2"])
            table = (folder / "out.c").read_text()
        addresses = re.findall(r'"/a/([^"]+)"', table)
        self.assertRegex(addresses[0], r"^b\.[0-9a-f]{12}\.woff2$")
        self.assertRegex(addresses[1], r"^a\.[0-9a-f]{12}\.css$")
        style = f"@font-face{{src:url({addresses[0]})}}"
        self.assertIn(style, table.replace('"\n        "', ""))


if __name__ == "__main__":
    unittest.main()
