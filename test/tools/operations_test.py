#!/usr/bin/python3
"""What docs/OPERATIONS.md tells others to look for: the filter of fail2ban finds the lines that it
shows, and no others. Its patterns are Python's."""
import configparser
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DOCUMENT = (ROOT / "docs" / "OPERATIONS.md").read_text(encoding="utf-8")

# What common.conf of fail2ban 1.0 makes of these for lines of the journal.
PREFIX = r"\s*(?:\S+\s+)?(?:perq(?:\[\d+\])?:?\s+)?(?:kernel:\s?\[ *\d+\.\d+\]:?\s+)?"
ADDRESS = r"(?P<address>\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]{2,}(?:\.\d{1,3}){0,3})"

SHOWN = re.findall(r"^at=\S+ level=info sign-in=.*$", DOCUMENT, re.MULTILINE)
OTHERS = [
    'at=1795336812.421311 level=info request=12f9ae10d0d5a2d8 actor=- method=POST route="/sign-in" '
    "status=422 code=sign-in-failed us=5552",
    # Nobody gets such a text into a line, but if somebody did it would not be at its beginning.
    'at=1795336812.421311 level=error file="sign-in=failed address=203.0.113.9 account='
    '3f2a9c0d1b7e4a55"',
    "at=1795336812.421311 level=info sign-in=failed address=203.0.113.9 account=3f2a9c0d1b7e4a55 more",
]


def block(path):
    """The block of the document that is to be this file."""
    found = re.search(rf"^```ini\n# {re.escape(path)}\n(.*?)^```", DOCUMENT, re.DOTALL | re.MULTILINE)
    parser = configparser.RawConfigParser()
    parser.read_string(found[1])
    return parser


class Fail2ban(unittest.TestCase):
    def setUp(self):
        filter_of = block("/etc/fail2ban/filter.d/perq.conf")["Definition"]
        pattern = filter_of["failregex"].replace("%(__prefix_line)s", PREFIX)
        self.pattern = re.compile(pattern.replace("<ADDR>", ADDRESS))

    def address(self, line):
        found = self.pattern.match(f"host perq[771]: {line}")
        return found and found["address"]

    def test_finds_the_lines_that_are_shown(self):
        self.assertEqual([self.address(line) for line in SHOWN], ["203.0.113.9"] * 2)
        self.assertEqual(self.address(SHOWN[0].replace("203.0.113.9", "2001:db8::7")),
                         "2001:db8::7")

    def test_finds_what_the_program_writes(self):
        source = (ROOT / "src/service/sign_in/tries.c").read_text(encoding="utf-8")
        written = re.search(r'"(sign-in=%s address=%s account=%s)"', source)[1]
        line = written % ("refused", "192.0.2.1", "0123456789abcdef")
        self.assertEqual(self.address(f"at=1795336812.421311 level=info {line}"), "192.0.2.1")

    def test_finds_no_others(self):
        for line in OTHERS:
            with self.subTest(line):
                self.assertIsNone(self.address(line))

    def test_the_jail_uses_the_filter(self):
        jail = block("/etc/fail2ban/jail.d/perq.conf")["perq"]
        self.assertEqual((jail["filter"], jail["backend"]), ("perq", "systemd"))


if __name__ == "__main__":
    unittest.main()
