#!/usr/bin/python3
"""What tools/po.py keeps, adds and drops, and what it finds wrong."""
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tools"))
import po  # noqa: E402
import po_file  # noqa: E402

HEAD = r'''# Our words.
msgid ""
msgstr ""
"Language: sv\n"
"Content-Type: text/plain; charset=UTF-8\n"
'''
THREE = HEAD + '''
msgid "One"
msgstr "Ett"

# About two.
msgid "Two"
msgstr "Två"

msgid "Three"
msgstr "Tre"
'''

# What the file says of the text "At {n} of %s"; a part of what is wrong.
FAULTS = [
    ('msgid "Other"\nmsgstr "Annan"', "is missing"),
    ('msgid "At {n} of %s"\nmsgstr ""', "no Swedish"),
    ('#, fuzzy\nmsgid "At {n} of %s"\nmsgstr "Vid {n} av %s"', "fuzzy"),
    ('#~ msgid "At {n} of %s"\n#~ msgstr "Vid {n} av %s"', "obsolete"),
    ('msgid "At {n} of %s"\nmsgstr "Vid {m} av %s"', "placeholders"),
    ('msgid "At {n} of %s"\nmsgstr "Vid {n} av %d"', "placeholders"),
]

NOT_WELL_FORMED = [
    ('msgid "a"\nmsgstr "b\n', "sv.po:9: "),
    ('msgid "a"\nmsgstr "b"\n\n' * 2, "sv.po:10: "),
]


class Po(unittest.TestCase):
    def test_our_file_is_written_as_it_was_read(self):
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder) / "sv.po"
            po_file.write(po_file.read(), copy)
            self.assertEqual(copy.read_bytes(), po_file.PATH.read_bytes())

    def assert_merged(self, texts, expected):
        entries = po_file.parse(THREE)
        self.assertEqual([entry.msgid for entry in po.merged(entries, texts)], expected)

    def test_an_order_that_changed_in_the_program_changes_nothing(self):
        self.assert_merged(["Three", "One", "Two"], ["One", "Two", "Three"])

    def test_a_new_text_stands_behind_the_one_before_it(self):
        self.assert_merged(["New", "Three", "One", "Newer", "Newest", "Two"],
                           ["New", "One", "Newer", "Newest", "Two", "Three"])

    def test_what_the_program_no_longer_says_is_dropped(self):
        self.assert_merged(["Three", "Two"], ["Two", "Three"])

    def test_remarks_stay_with_their_text(self):
        entries = po_file.parse(THREE)
        entries[:] = po.merged(entries, ["Two", "New"])
        self.assertEqual(str(entries), HEAD + '\n# About two.\nmsgid "Two"\nmsgstr "Två"\n'
                                              '\nmsgid "New"\nmsgstr ""\n')

    def test_faults(self):
        for text, said in FAULTS:
            with self.subTest(text):
                faults = po.faults(po_file.parse(HEAD + "\n" + text), ["At {n} of %s"])
                self.assertEqual(len(faults), 1)
                self.assertIn(said, faults[0][1])

    def test_refuses_what_is_not_used_here(self):
        with self.assertRaises(SystemExit) as end:
            po_file.parse(HEAD + '\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n')
        self.assertIn("plural", str(end.exception))

    def test_refuses_a_file_that_is_not_well_formed(self):
        for text, said in NOT_WELL_FORMED:
            with self.subTest(text), tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder) / "sv.po"
                path.write_text(HEAD + "\n" + text, encoding="utf-8")
                with self.assertRaises(SystemExit) as end:
                    po_file.read(path)
                self.assertIn(said, str(end.exception))


if __name__ == "__main__":
    unittest.main()
