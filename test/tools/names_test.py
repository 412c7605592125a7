#!/usr/bin/python3
"""What tools/names.py lets pass, and what it finds wrong, in small planted projects."""
import pathlib
import subprocess
import tempfile
import unittest

TOOL = pathlib.Path(__file__).resolve().parent.parent.parent / "tools" / "names.py"

ONE = "/* One. */\nstatic void\nput_one(void)\n{\n}\n"
OTHER = "/* Another. */\nstatic void\nput_other(void)\n{\n}\n"


def faults(files):
    """What the tool says of a project with these files: nothing where it passes."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        result = subprocess.run([TOOL, folder], capture_output=True, encoding="utf-8", check=False)
        assert (result.returncode != 0) == (result.stderr != ""), result
        return result.stderr


class Names(unittest.TestCase):
    def test_different_names_pass(self):
        self.assertEqual(faults({"src/a/one.c": ONE, "src/b/other.c": OTHER}), "")

    def test_namesakes_fail_wherever_they_stand(self):
        found = faults({"src/a/one.c": ONE, "src/b/deep/one.c": ONE})
        self.assertIn("put_one is defined in src/a/one.c, src/b/deep/one.c", found)

    def test_a_template_is_a_function_too(self):
        found = faults({"src/a/one.c": ONE.replace("put_one", "html_row"),
                        "web/templates/portal/list.html": "{{part row(int n)}}"})
        self.assertIn("html_row is defined in", found)

    def test_a_use_is_no_definition(self):
        self.assertEqual(faults({"src/a/one.c": ONE, "src/b/other.c": OTHER.replace(
            "{\n}", "{\n    put_one();\n}")}), "")


class Heads(unittest.TestCase):
    def test_a_file_without_a_head_fails(self):
        self.assertIn("src/a/one.c does not say", faults({"src/a/one.c": ONE[12:]}))

    def test_its_header_may_say_it(self):
        self.assertEqual(faults({"src/a/one.c": ONE[12:], "src/a/one.h": "/* One. */\n"}), "")

    def test_a_header_says_it_itself(self):
        self.assertIn("src/a/one.h", faults({"src/a/one.c": ONE[12:], "src/a/one.h": "int a;\n"}))


if __name__ == "__main__":
    unittest.main()
