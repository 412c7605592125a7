#!/usr/bin/python3
"""What tools/asvs.py lets pass, and what it finds wrong, in small planted projects."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TOOL = ROOT / "tools" / "asvs.py"
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tools"))
import asvs  # noqa: E402

# As many rows of each level as the standard has.
ROWS = [f"| 1.1.{at} | {1 if at <= 70 else 2} | one | open | not yet |" for at in range(1, 254)]


def table(rows=None, met=0, other=0, left=253):
    rows = ROWS if rows is None else rows
    return "\n".join([f"Of {met + other + left} requirements {met} are met, {other} are not "
                      f"applicable and {left} are open.", *rows, ""])


def with_row(row):
    """The table with this in the place of its second row."""
    return [ROWS[0], row, *ROWS[2:]]


def run_on(files):
    """(exit code, what was said)"""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for path, text in {"docs/security/asvs.md": table(), "src/a.c": "", **files}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        result = subprocess.run([TOOL, folder], capture_output=True, encoding="utf-8", check=False)
        return result.returncode, result.stderr


class Names(unittest.TestCase):
    def test_what_is_there_passes(self):
        for text in ("`src/a.c`", "`src/*.c`", "[a](../../src/a.c)", "[one](asvs.md#one)",
                     "[far](https://example.com/none.md)", "`none`", "src/none.c without ticks",
                     '`docs/A.md`, "How it is"'):
            with self.subTest(text):
                self.assertEqual(run_on({"docs/security/b.md": text, "docs/A.md": "## How it is\n"}),
                                 (0, ""))

    def test_what_is_not_there_fails_at_its_line(self):
        for text, fault in (("`src/none.c`", "there is no src/none.c"),
                            ("`test/*_fuzz.c`", "there is no test/*_fuzz.c"),
                            ("`none.md`", "there is no none.md"),
                            ("[a](none.md#one)", "this leads nowhere: none.md"),
                            ('`docs/A.md`, "How"', 'docs/A.md has no heading "How"')):
            for document in ("docs/security/b.md", "SECURITY.md"):
                with self.subTest(text):
                    code, said = run_on({document: f"Text.\n\n{text}\n", "docs/A.md": "# A\n"})
                    self.assertEqual((code, said), (1, f"{document}:3: {fault}\n"))


class Table(unittest.TestCase):
    def faults(self, text):
        return [fault for _, fault in asvs.faults_of_table(text)]

    def test_a_right_one_passes(self):
        self.assertEqual(self.faults(table()), [])
        row = "| 1.1.2 | 1 | one | met | by `src/a.c` |"
        self.assertEqual(self.faults(table(with_row(row), met=1, left=252)), [])

    def test_a_wrong_row_is_told(self):
        for row, fault in (
                ("| 1.1 | 1 | one | open | not yet |", "1.1 is no number of a requirement"),
                ("| 1.1.2 | 3 | one | open | not yet |", "1.1.2 is of level 3, and not of 1 or 2"),
                ("| 1.1.2 | 1 | one | partly | not yet |",
                 "1.1.2 is partly, and not met, not applicable, open"),
                ("| 1.1.2 | 1 | one | open | |", "1.1.2 does not say what it is about, or why"),
                ("| 1.1.2 | 1 | one | met | surely |", "1.1.2 is met, but by no file"),
                ("| 1.1.1 | 1 | one | open | not yet |", "1.1.1 is there twice"),
                ("| 0.9.9 | 1 | one | open | not yet |", "0.9.9 stands behind 1.1.1")):
            with self.subTest(row):
                self.assertIn(fault, self.faults(table(with_row(row))))

    def test_a_missing_row_is_told(self):
        self.assertEqual(self.faults(table(ROWS[1:], left=252)),
                         ["of level 1 there are 69 requirements, and not 70"])

    def test_a_wrong_sum_is_told(self):
        fault = "it should say: Of 253 requirements 0 are met, 0 are not applicable and 253 are open"
        self.assertEqual(self.faults(table(met=1, left=252)), [fault])
        self.assertEqual(self.faults("\n".join(ROWS)), [fault])


if __name__ == "__main__":
    unittest.main()
