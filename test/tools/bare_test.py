#!/usr/bin/python3
"""What tools/bare.sh refuses before it makes anything, and which packages ./dev takes for missing."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def bare(*arguments, root):
    command = [ROOT / "tools/bare.sh", *arguments]
    if not root and os.geteuid() == 0:
        command = ["setpriv", "--reuid=65534", "--clear-groups", *command]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stderr


class Bare(unittest.TestCase):
    def test_asks_for_a_release(self):
        for arguments in [(), ("11",), ("trixie",), ("run",)]:
            status, said = bare(*arguments, root=True)
            self.assertEqual(status, 1)
            self.assertRegex(said, "which Debian")

    def test_takes_root(self):
        status, said = bare("13", "run", root=False)
        self.assertEqual(status, 1)
        self.assertRegex(said, "takes root")


class Packages(unittest.TestCase):
    """With a dpkg-query of our own, which knows a package in each of these states."""

    STATES = {"here": "installed ", "twice": "installed installed ", "named": "not-installed ",
              "removed": "config-files ", "half": "half-installed "}

    def test_missing_is_what_is_not_installed(self):
        dev = (ROOT / "dev").read_text(encoding="utf-8")
        function = re.search(r"^missing_of\(\) \{\n.*?^\}\n", dev, re.MULTILINE | re.DOTALL)[0]
        cases = "".join(f'{name}) printf "{state}" ;; ' for name, state in self.STATES.items())
        with tempfile.TemporaryDirectory() as folder:
            query = pathlib.Path(folder, "dpkg-query")
            query.write_text(f"#!/bin/sh\ncase $4 in {cases} *) exit 1 ;; esac\n", encoding="utf-8")
            query.chmod(0o755)
            script = f"packages_of() {{ echo {' '.join(self.STATES)} unknown; }}\n{function}missing_of any"
            ran = subprocess.run(["sh", "-euc", script], capture_output=True, text=True, check=True,
                                 env={"PATH": f"{folder}:/usr/bin:/bin"})
        self.assertEqual(ran.stdout.split(), ["named", "removed", "half", "unknown"])


if __name__ == "__main__":
    unittest.main()
