#!/usr/bin/python3
"""What tools/corpora.sh misses, and what the seeds of the request fuzzer are made from."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tools"))
import request_seeds  # noqa: E402


def complaints(files):
    """What is said of a folder with these files of test/fuzz, by their content."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder, "test/fuzz", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        ran = subprocess.run([ROOT / "tools/corpora.sh", folder], capture_output=True, text=True,
                             check=False)
        return ran.returncode, ran.stderr.splitlines()


class Corpora(unittest.TestCase):
    def test_takes_a_fuzzer_with_inputs(self):
        self.assertEqual(complaints({"a_fuzz.c": "", "corpus/a/one": "1"}), (0, []))

    def test_misses_inputs_and_fuzzers(self):
        self.assertEqual(complaints({"a_fuzz.c": "", "corpus/a/empty": "", "corpus/b/one": "1"}), (
            1, ["test/fuzz/a_fuzz.c has no inputs in test/fuzz/corpus/a",
                "test/fuzz/corpus/b has no test/fuzz/b_fuzz.c"]))


class Seeds(unittest.TestCase):
    def test_are_there_for_every_operation_and_every_page(self):
        seeds = request_seeds.seeds(ROOT)
        starts = {text.split(b" HTTP/1.1", maxsplit=1)[0].decode() for text in seeds.values()}
        contract = request_seeds.Contract(ROOT)
        for method, path, _ in contract.operations():
            self.assertIn(f"{method} {request_seeds.filled_path(path)}", starts)
        for method, path in request_seeds.rows(ROOT):
            self.assertIn(f"{method} {request_seeds.filled_path(path)}", starts)

    def test_carry_what_gets_them_past_the_door(self):
        self.assertIn("If-Match: *", request_seeds.api_request("PATCH", "/api/v1/users/{id}", "{}"))
        self.assertIn("Bearer @OPERATOR@", request_seeds.api_request("GET", "/api/v1/offers", None))
        form = request_seeds.form_request("/calendar")
        self.assertIn("csrf=@CSRF@&lang=sv", form)
        self.assertIn("Content-Length: @LENGTH@\r\n\r\ncsrf", form)


if __name__ == "__main__":
    unittest.main()
