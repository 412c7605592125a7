#!/usr/bin/python3
"""What tools/layers.py refuses: a small clean tree passes, and fails with each of these in it."""
import pathlib
import subprocess
import tempfile
import unittest

TOOL = pathlib.Path(__file__).resolve().parent.parent.parent / "tools" / "layers.py"

CLEAN = {
    "base/base.h": "",
    "base/clock.c": "int64_t now = clock_gettime(CLOCK_REALTIME, &at); /* one clock */",
    "domain/rules.h": '#include "base/base.h"',
    "domain/rules.c": '#include "domain/rules.h"\n/* Twice the time is no goto. */',
    "store/engine/engine.h": '#include "base/base.h"',
    "store/engine/engine.c": '#include "store/engine/engine.h"\n#include "store/engine/inner.h"\n'
                             '#include <sqlite3.h>\n"SELECT id FROM credit"',
    "store/engine/inner.h": "",
    "service/credits/credits.h": '#include "domain/rules.h"',
    "service/credits/credits.c": '#include "service/credits/credits.h"\n'
                                 '#include "service/credits/ledger.h"\n'
                                 '#include "store/engine/engine.h"',
    "service/credits/ledger.h": "",
    "service/overview/overview.h": '#include "service/credits/credits.h"',
    "service/overview/overview.c": '#include "service/overview/overview.h"',
    "http/server/server.c": '#include <microhttpd.h>\nchar *body = malloc(size);',
    "api/credits.c": '#include "service/credits/credits.h"',
    "portal/portal.h": '#include "service/overview/overview.h"',
}

# What is wrong; the file that it stands in; its lines.
FAULTS = [
    ("an upward include", "domain/more.c", '#include "service/credits/credits.h"'),
    ("an upward include in a header", "base/more.h", '#include "domain/rules.h"'),
    ("an include of a sibling", "api/more.c", '#include "portal/portal.h"'),
    ("past a door, from another layer", "api/more.c", '#include "service/credits/ledger.h"'),
    ("past a door, from another layer's room", "service/credits/more.c",
     '#include "store/engine/inner.h"'),
    ("past a door, from another room", "service/overview/more.c",
     '#include "service/credits/ledger.h"'),
    ("an upward arrow between rooms", "service/credits/more.c",
     '#include "service/overview/overview.h"'),
    ("an include without its layer", "service/credits/more.c", '#include "credits.h"'),
    ("a circle of one header", "base/more.h", '#include "base/more.h"'),
    ("a folder that is no room", "service/elsewhere/more.c", ""),
    ("a folder that is no room, in a room", "service/credits/elsewhere/more.c", ""),
    ("a folder that is no room, deep in one", "service/credits/some/where/more.c", ""),
    ("a folder that is no layer", "elsewhere/more.c", ""),
    ("a file that stands in no layer", "more.c", ""),
    ("SQL", "service/credits/more.c", 'static const char A[] =\n    "SELECT id FROM credit";'),
    ("SQL that changes", "domain/more.c", '"UPDATE credit SET id = $1"'),
    ("SELECT *", "store/engine/more.c", '"SELECT * FROM credit"'),
    ("the database", "service/credits/more.c", "#include <sqlite3.h>"),
    ("another database", "api/more.c", "#include <libpq-fe.h>"),
    ("the HTTP library", "http/more.c", "#include <microhttpd.h>"),
    ("the HTTP library in a page", "portal/more.c", "#include <microhttpd.h>"),
    ("a clock", "domain/more.c", "int64_t now = time(NULL);"),
    ("a better clock", "service/credits/more.c", "clock_gettime(CLOCK_REALTIME, &now);"),
    ("the environment", "service/credits/more.c", 'const char *home = getenv("HOME");'),
    ("malloc", "domain/more.c", "char *text = malloc(10);"),
    ("strdup", "service/credits/more.c", "char *text = strdup(name);"),
    ("floating point", "domain/more.c", "double share = 0;"),
    ("floating point in a header", "service/credits/more.h", "float share;"),
    ("an end without a reason", "store/engine/more.c", "    abort();"),
    ("goto", "base/more.c", "        goto end;"),
    ("goto in a table", "app/more.def", "ROW(goto end;)"),
]


class Layers(unittest.TestCase):
    def run_on(self, files):
        """(exit code, what was said)"""
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = pathlib.Path(folder) / "src" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text + "\n", encoding="utf-8")
            result = subprocess.run([TOOL, folder], capture_output=True, encoding="utf-8",
                                    check=False)
        return result.returncode, result.stdout + result.stderr

    def assert_refused(self, files, named):
        code, said = self.run_on({**CLEAN, **files})
        self.assertEqual(code, 1)
        self.assertIn(named, said)
        self.assertNotIn("Traceback", said)

    def test_a_clean_tree_passes(self):
        self.assertEqual(self.run_on(CLEAN), (0, ""))

    def test_refuses(self):
        for what, name, text in FAULTS:
            with self.subTest(what):
                self.assert_refused({name: text}, name.split("/", maxsplit=1)[0])

    def test_names_the_line(self):
        self.assert_refused({"domain/more.c": "\n\ndouble share = 0;"}, "src/domain/more.c:3:")

    def test_refuses_a_circle_of_headers(self):
        self.assert_refused({"base/one.h": '#include "base/two.h"',
                             "base/two.h": '#include "base/three.h"',
                             "base/three.h": '#include "base/one.h"'}, "base/two.h")

    def test_one_fault_does_not_hide_another(self):
        code, said = self.run_on({**CLEAN, "domain/more.c": "double share = malloc(8);",
                                  "api/more.c": '#include "portal/portal.h"'})
        self.assertEqual(code, 1)
        self.assertIn("src/api/more.c:1:", said)
        self.assertEqual(said.count("src/domain/more.c:1:"), 2)


if __name__ == "__main__":
    unittest.main()
