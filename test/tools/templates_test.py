#!/usr/bin/python3
"""What tools/templates.py refuses, and the line it names."""
import contextlib
import io
import pathlib
import re
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tools"))
import templates  # noqa: E402

HEAD = '{{template a(const View *view) include "a.h"}}\n'

# What stands behind the head; the line in which the fault is; a part of what is said.
REFUSED = [
    ("{{if view->a}}x", 2, "has no {{end}}"),
    ("x{{end}}", 2, "without a beginning"),
    ("{{for int *i in v, 2}}{{else}}{{end}}", 2, "belongs to an if"),
    ("{{for i in v, 2}}{{end}}", 2, "expected: for"),
    ("{{view->a", 2, "never closed"),
    ("{{}}", 2, "empty"),
    ("a < b", 2, "&lt;"),
    ("a <3 b", 2, "&lt;"),
    ("<!x>", 2, "&lt;"),
    ("<!doctype html>", None, None),
    ("<!-- remark -->", 2, "{{-- --}}"),
    ("<style>p{}</style>", 2, "<style>"),
    ("<noscript>x</noscript>", 2, "<noscript>"),
    ("<script>x()</script>", 2, "inline scripts"),
    ('<p style="color:red">', 2, "style="),
    ('\n\n<p onclick="x()">', 4, "onclick="),
    ('<p/onclick="x()">', 2, "onclick="),
    ('<a/href="{{view->a}}">', 2, "href="),
    ("<br/><br />", None, None),
    ('</p title="x">', 2, "no attributes"),
    ("<p title=x>", 2, "quotation marks"),
    ("<p title={{view->a}}>", 2, "quoted attribute"),
    ("<p {{view->a}}>", 2, "quoted attribute"),
    ("<{{view->a}}>", 2, "&lt;"),
    ('<a href="{{view->a}}">', 2, "href="),
    ('<form action="{{view->a}}">', 2, "action="),
    ('<p title="{{icon key}}">', 2, "cannot stand in an attribute"),
    ('<p title="{{time view->a}}">', 2, "cannot stand in an attribute"),
    ('<p title="{{include row(1)}}">', 2, "cannot stand in an attribute"),
    ("{{icon no-such-icon}}", 2, "no icon"),
    ('<form method="post" action="/a">\n</form>', 2, "{{csrf}}"),
    ('<form method="POST" action="/a">\n</form>', 2, "{{csrf}}"),
    ("<form><form></form></form>", None, None),
    ('<form method="post" action="/a"><form></form>', 2, "a form in a form"),
    ("{{if view->a}}<p{{end}}>", 2, "in another place"),
    ('{{if view->a}}<form method="post" action="/">{{end}}{{csrf}}</form>', 2, "in another place"),
    ("<p", 2, "ends inside a tag"),
    ("{{t You have {n} keys}}", 2, "{n} has no value"),
    ("{{t You have keys | n = view->a}}", 2, "does not use n"),
    ("{{t See {/a} | a = view->a}}", 2, "{/a} has no value"),
    ("{{tn one | {m} keys | m = 1}}", 2, "chooses by n"),
    ("{{tn one | n = 1}}", 2, "expected: tn"),
    ("{{t {a}x{/a} | a = <a href={view->a}>}}", 2, "quoted attribute"),
    ('{{t {a}x{/a} | a = <a href="{view->a}">}}', 2, "href="),
    ('<p title="{{t {a}x{/a} | a = <b>}}">', 2, "attribute"),
    ("{{include row}}", 2, "expected: include"),
    ("{{template b}}", 2, "expected name(arguments)"),
]


def compiled(source):
    """(C, texts, what is said); without C where it is refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "a.html"
        path.write_text(source, encoding="utf-8")
        try:
            result = templates.compile_file(path, "a.html", {"key"})
            return result.c_source(), result.texts, None
        except SystemExit as end:
            return None, [], str(end)


class Templates(unittest.TestCase):
    def test_refuses(self):
        for source, line, said in REFUSED:
            with self.subTest(source):
                text = compiled(HEAD + source)[2]
                if line is None:
                    self.assertIsNone(text)
                else:
                    self.assertIn(f"a.html:{line}: ", str(text))
                    self.assertIn(said, text)

    def test_text_before_the_head(self):
        self.assertIn("begins with", compiled("<p>\n" + HEAD)[2])
        self.assertIn("begins with", compiled("{{view->a}}" + HEAD)[2])

    def test_names_the_templates_lines(self):
        source = compiled(HEAD + "<p>\n{{view->a}}\n</p>\n")[0]
        self.assertIn('#line 3 "a.html"\n    HTML_SHOW(page, view->a);', source)

    def test_explains_a_line(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "a.html"
            path.write_text(HEAD + "\n<p>\n\n{{view->a}}\n</p>{{view->b}}\n", encoding="utf-8")
            out = templates.compile_file(path, icons={"key"}).out
        before = ["     1  {", '     3      buf_put(page->out, "<p>\\n", 4);']
        line = [">    5      HTML_SHOW(page, view->a);",
                '>    5      buf_put(page->out, "\\n</p>", 5);']
        after = ["     6      HTML_SHOW(page, view->b);",
                 '     6      buf_put(page->out, "\\n", 1);']
        self.assertEqual(list(templates.explained(out, 5))[2:], before + line + after)
        # Nothing begins in line 4; what stands there belongs to what begins above it.
        self.assertEqual([text for text in templates.explained(out, 4) if text[0] == ">"],
                         [before[1].replace(" ", ">", 1)])

    def test_the_examples_of_the_manual(self):
        manual = (ROOT / "docs" / "TEMPLATES.md").read_text(encoding="utf-8")
        examples = re.findall(r"^```html\n(.*?)^```", manual, re.DOTALL | re.MULTILINE)
        for example in examples:
            with self.subTest(example):
                head = "" if example.startswith("{{template") else HEAD
                self.assertIsNone(compiled(head + example)[2])
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "keys.html"
            path.write_text(examples[0], encoding="utf-8")
            lines = templates.explained(templates.compile_file(path).out, 6)
            self.assertIn("keys.html:6\n" + "\n".join(lines) + "\n```", manual)

    def test_texts(self):
        texts = compiled(HEAD + "{{t One\n  line}}{{tn a key | {n} keys | n = 2}}"
                         '{{tr view->a ? TR("Yes") : TR("No")}}')[1]
        self.assertEqual(texts, ["One line", "a key", "{n} keys", "Yes", "No"])

    def test_translates_what_has_no_values(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "a.html"
            path.write_text(HEAD + "{{t Yes & no}}{{t Yes}}", encoding="utf-8")
            source = templates.compile_file(path, "a.html", {"key"},
                                            {"Yes & no": "Ja & <nej>"}).c_source()
        self.assertIn('{[LANG_EN] = {"Yes &amp; no", 12}, [LANG_SV] = {"Ja &amp; &lt;nej&gt;", 20}}', source)
        self.assertIn("html_said(page, SAID);", source)
        self.assertIn('html_text(page, lang_text(page->lang, "Yes"));', source)

    def test_a_word_that_is_a_filter_may_be_a_variable(self):
        source = compiled(HEAD + "{{date}}{{int + 1}}{{date view->a}}")[0]
        self.assertIn("HTML_SHOW(page, date);", source)
        self.assertIn("HTML_SHOW(page, int + 1);", source)
        self.assertIn("html_date(page, view->a);", source)

    def test_counts_raw(self):
        with contextlib.redirect_stdout(io.StringIO()), self.assertRaises(SystemExit) as end:
            templates.check()
        self.assertEqual(end.exception.code, 0)
        path = templates.TEMPLATES / "html" / "layout.html"
        self.assertEqual(templates.compile_file(path).raw_count, 0)


if __name__ == "__main__":
    unittest.main()
