#!/usr/bin/python3
"""What tools/store_calls.py lets pass, and what it finds wrong, in small planted projects."""
import pathlib
import subprocess
import tempfile
import unittest

TOOL = pathlib.Path(__file__).resolve().parent.parent.parent / "tools" / "store_calls.py"

HEADER = """\
/* Not store_of_comments(). */
MUST_CHECK Err store_key_add(Tx *tx, const Key *key);
MUST_CHECK Err store_key_find(Tx *tx, const char *ref,
                              Key **ret);
"""


def run_on(test):
    """(exit code, what was said)"""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for place, text in (("src/store/keys/keys.h", HEADER), ("test/unit/store/keys.c", test)):
            (folder / place).parent.mkdir(parents=True)
            (folder / place).write_text(text, encoding="utf-8")
        result = subprocess.run([TOOL, folder], capture_output=True, encoding="utf-8", check=False)
        return result.returncode, result.stderr


class StoreCalls(unittest.TestCase):
    def test_what_is_called_or_given_to_somebody_who_calls_it_passes(self):
        self.assertEqual(run_on("MUST(store_key_add(tx, &key));\ntry(world, store_key_find);\n"),
                         (0, ""))

    def test_what_is_named_in_a_comment_only_fails(self):
        code, said = run_on("/* Like store_key_find(). */\nMUST(store_key_add(tx, &key));\n")
        self.assertEqual(code, 1)
        self.assertEqual(said, "src/store/keys/keys.h: test/unit/store never calls"
                               " store_key_find()\n")

    def test_a_longer_name_is_another_one(self):
        self.assertEqual(run_on("store_key_add(tx, &key); store_key_find_by_ref(tx);\n")[0], 1)


if __name__ == "__main__":
    unittest.main()
