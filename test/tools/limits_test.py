#!/usr/bin/python3
"""What tools/limits.py shows of a limit, and what it finds wrong."""
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tools"))
import limits  # noqa: E402

TABLE = '''/* --- one request ----- */
LIMIT(BODY_MAX, 256 * 1024, "bytes", "", "test/a.mjs", "a body")
LIMIT(RATE, 100, "a second", "--rate-limit", "test/a.mjs", "requests")
'''


class Limits(unittest.TestCase):
    def test_shows_numbers_in_the_readers_units(self):
        self.assertEqual(limits.shown(262144, "bytes"), "256 KiB")
        self.assertEqual(limits.shown(4 << 20, "bytes"), "4 MiB")
        self.assertEqual(limits.shown(1000, "keys"), "1 000 keys")
        self.assertEqual(limits.shown(1500, "bytes"), "1 500 bytes")

    def test_writes_a_row_for_each_limit_under_its_heading(self):
        page = limits.page_of(TABLE)
        self.assertIn("## One request", page)
        self.assertIn("| 256 KiB | a body (`BODY_MAX`) |  | `test/a.mjs` |", page)
        self.assertIn("| 100 a second | requests (`RATE`) | `--rate-limit` | `test/a.mjs` |", page)

    def test_stops_at_a_row_it_cannot_read(self):
        with self.assertRaises(SystemExit):
            limits.page_of('LIMIT(A, 1 << 3, "bytes", "", "test/a.mjs", "x")\n')

    def test_misses_tests_that_are_not_there_or_do_not_name_the_limit(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            self.assertEqual(len(list(limits.faults_of(TABLE, root))), 2)
            (root / "test").mkdir()
            (root / "test/a.mjs").write_text("/* LIMIT BODY_MAX */", encoding="utf-8")
            self.assertEqual(list(limits.faults_of(TABLE, root)),
                             ["RATE: test/a.mjs does not name it (LIMIT RATE)"])


if __name__ == "__main__":
    unittest.main()
