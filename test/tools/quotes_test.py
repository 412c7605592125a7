#!/usr/bin/python3
"""What tools/quotes.py lets pass, and what it finds wrong, in small planted projects."""
import pathlib
import subprocess
import tempfile
import unittest

TOOL = pathlib.Path(__file__).resolve().parent.parent.parent / "tools" / "quotes.py"

SOURCE = """\
Err
keep(Ctx *ctx)
{
    TRY(begin(ctx));
    if (ctx->late)
        TRY(hurry(ctx));
    return end(ctx);
}
"""

RIGHT = [
    "    TRY(begin(ctx));\n    if (ctx->late)\n        TRY(hurry(ctx));\n",
    # With another indentation.
    "TRY(begin(ctx));\nif (ctx->late)\n  TRY(hurry(ctx));\n",
    # With lines left out, between and at the end.
    "keep(Ctx *ctx)\n{\n    …\n    return end(ctx);\n}\n",
    "    TRY(begin(ctx));\n…\n",
]

# A quote; the line in which it leaves the source, counted from its first; what stands there.
WRONG = [
    ("    TRY(begin(ctx));\n    return end(ctx);\n", 1, "return end(ctx);"),
    ("    TRY(start(ctx));\n", 0, "TRY(start(ctx));"),
    ("    TRY(begin(ctx))\n", 0, "TRY(begin(ctx))"),
    # What is left out may not turn the order round.
    ("    return end(ctx);\n    …\n    TRY(begin(ctx));\n", 2, "TRY(begin(ctx));"),
    # One file says all of it, or it is no quote.
    ("    TRY(begin(ctx));\n    …\n    other(ctx);\n", 2, "other(ctx);"),
]

PATHS_RIGHT = ["`src/store/keep.c`", "[keep](../src/store/keep.c)", "store/keep.c says so.",
               "`test/unit/NAME_test.c`", 'include "store/none.h"', "docs/", "other/place.c",
               "alpn h2,http/1.1"]

PATHS_WRONG = ["`src/store/none.c`", "[none](../src/store/none.c)", "store/none.c", "tools/none.sh"]


def run_on(document):
    """(exit code, what was said)"""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "src" / "store").mkdir(parents=True)
        (folder / "src" / "store" / "keep.c").write_text(SOURCE, encoding="utf-8")
        (folder / "src" / "store" / "other.c").write_text("    other(ctx);\n", encoding="utf-8")
        (folder / "docs").mkdir()
        (folder / "docs" / "A.md").write_text(document, encoding="utf-8")
        result = subprocess.run([TOOL, folder], capture_output=True, encoding="utf-8", check=False)
        return result.returncode, result.stderr


class Quotes(unittest.TestCase):
    def test_a_right_quote_passes(self):
        for quote in RIGHT:
            with self.subTest(quote):
                self.assertEqual(run_on(f"Text.\n\n```c\n{quote}```\n"), (0, ""))

    def test_a_changed_one_fails_at_its_line(self):
        for quote, line, text in WRONG:
            with self.subTest(quote):
                code, said = run_on(f"Text.\n\n```c\n{quote}```\n")
                self.assertEqual(code, 1)
                self.assertTrue(said.startswith(f"docs/A.md:{4 + line}: "), said)
                self.assertTrue(said.endswith(f": {text}\n"), said)

    def test_each_wrong_quote_is_told(self):
        code, said = run_on("```c\none\n```\n\n```c\nother(ctx);\n```\n\n```c\ntwo\n```\n")
        self.assertEqual((code, said.count("\n")), (1, 2))

    def test_other_blocks_are_not_quotes(self):
        self.assertEqual(run_on("```\none\n```\n\n```sh\nperq serve\n```\n"), (0, ""))

    def test_a_file_that_is_named_is_there(self):
        for path in PATHS_RIGHT:
            with self.subTest(path):
                self.assertEqual(run_on(f"See {path}.\n"), (0, ""))
        for path in PATHS_WRONG:
            with self.subTest(path):
                code, said = run_on(f"Text.\n\nSee {path}.\n")
                self.assertEqual(code, 1)
                self.assertIn("docs/A.md:3: there is no ", said)


if __name__ == "__main__":
    unittest.main()
