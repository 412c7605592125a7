#!/usr/bin/python3
"""What tools/command_line.py makes of the table of the command line."""
import pathlib
import shutil
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tools"))
import command_line  # noqa: E402

TABLE = '''/* COMMAND(NOT, "this") */
COMMAND(RUN, "run", "", "FILE", cmd_run,
    "runs, (really)", "It says \\"go\\".")
COMMAND(KEY_MAKE, "key", "make", "", cmd_make, "makes a key", "")
OPTION(TEXT, "--to", ON_RUN | ON_KEY_MAKE, ON_RUN, to, "A|B", "x", "where to")
NUMBER("--rate", ON_RUN, rate, 0, RATE, 7, "how often")
'''
LIMITS = 'LIMIT(RATE, 2 * 50, "a second", "--rate", "test/a.mjs", "requests")\n'
GUIDE = '''before
<!-- made from src/app/command_line.def: perq serve -->
old
<!-- end -->
<!-- made from src/app/command_line.def: commands -->
<!-- end -->
after
'''


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.line = command_line.CommandLine(TABLE, LIMITS)

    def test_reads_rows_with_commas_brackets_and_quotes_in_their_texts(self):
        run, make = self.line.commands
        self.assertEqual((run.words, run.argument, run.summary, run.details),
                         ("perq run", "FILE", "runs, (really)", 'It says "go".'))
        self.assertEqual(make.words, "perq key make")
        self.assertEqual([one.name for one in self.line.options_for(make)], ["--to"])

    def test_says_bounds_by_the_limits_they_name(self):
        self.assertEqual(self.line.options[1].said, "how often; 0 to 100")
        self.assertEqual(self.line.options[1].preset, "7")

    def test_writes_between_the_marks_and_nowhere_else(self):
        serve = TABLE.replace("COMMAND(RUN", "COMMAND(SERVE").replace("ON_RUN", "ON_SERVE")
        line = command_line.CommandLine(serve, LIMITS)
        guide = command_line.guide_of(GUIDE, line)
        self.assertTrue(guide.startswith("before\n") and guide.endswith("after\n"))
        self.assertNotIn("old", guide)
        self.assertIn("| `--rate N` | `7` | how often; 0 to 100 |", guide)
        self.assertIn("run (needed), key make |", guide)
        with self.assertRaises(SystemExit):
            command_line.guide_of("no marks\n", line)

    def test_stops_at_a_row_it_cannot_read(self):
        with self.assertRaises(SystemExit):
            command_line.CommandLine('COMMAND(RUN, "run", "', LIMITS)

    @unittest.skipUnless(shutil.which("man"), "there is no man to read it")
    def test_makes_a_page_that_man_reads_without_a_warning(self):
        text = command_line.man_of(self.line)
        said = subprocess.run(["man", "--warnings", "-l", "-"], input=text, text=True,
                              capture_output=True, check=True)
        self.assertEqual(said.stderr, "")
        self.assertIn("--rate", said.stdout)


if __name__ == "__main__":
    unittest.main()
