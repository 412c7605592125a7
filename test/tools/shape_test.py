#!/usr/bin/python3
"""Shapes (src/base/shape.h): a table that is right compiles, and does not with each of these rows
in it. And what a compiler cannot know: a struct with numbers is not made with braces, where a
member that was forgotten would be 0, and filter by it."""
import pathlib
import re
import shutil
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
COMPILERS = [name for name in ("gcc", "clang") if shutil.which(name)]
FLAGS = ["-std=gnu17", "-D_GNU_SOURCE", f"-I{ROOT / 'src'}", "-fsyntax-only", "-x", "c", "-",
         "-Wall", "-Wextra", "-Wno-missing-field-initializers", "-Werror"]

PROGRAM = """
#include "base/shape.h"

typedef struct Part {
    const char *name;
} Part;

typedef struct Input {
    const char *text;
    char *writable;
    char letters[8];
    int64_t number;
    int32_t narrow;
    uint64_t natural;
    double real;
    bool yes;
    const char **list;
    size_t list_count;
    const char **counted;
    int counted_count;
    const char **uncounted;
    Part *part;
    Part *parts;
    size_t parts_count;
    Part inner;
    int64_t limit;
    const char *after;
} Input;

SHAPE(PART, Part,
    FIELD(Part, NAME, name, "name"),
);
SHAPE(INPUT, Input,
    FIELD(Input, EMAIL, text, "text"),
    FIELD(Input, INT, number, "number", .max = 10),
    ROWS
);
MORE
Input defaults(void);
Input
defaults(void)
{
    return DEFAULTS_OF(INPUT);
}
"""

# What is right: rows of the table, and what may stand behind it.
RIGHT_ROWS = [
    'FIELD(Input, ID, text, "id", .prefix = "ten_", .optional = true),',
    'FIELD(Input, NAME, inner.name, "name"),',
    'FIELD_OR(Input, INT, number, "days", 7, .min = 1, .max = 10),',
    'LIST(Input, SLUG, list, "list", .max = 3, .text_max = 40),',
    'FIELD(Input, AMOUNT, number, "amount", .max = 10, CURRENCY_IN(Input, text)),',
    'OBJECT(Input, part, "part", PART),',
    'OBJECTS(Input, parts, "parts", PART, .max = 10),',
    'LIMIT(Input), AFTER(Input),',
]
RIGHT_MORE = [
    'SHAPE_WITHOUT(LESS, INPUT, "text");',
    'SHAPE_OPTIONAL_WITHOUT(CHANGE, INPUT, "text");',
    'SHAPE_AROUND(AROUND, Input, inner, PART, FIELD(Input, TEXT, text, "more", .max = 3),);',
    'DECLARE_SHAPE(INPUT, Input);',
]

WRONG_ROWS = [
    ("a text in a number", 'FIELD(Input, TEXT, number, "x", .max = 10),'),
    ("an id in a number", 'FIELD(Input, ID, number, "x", .prefix = "ten_"),'),
    ("a text in a text that can be written to", 'FIELD(Input, TEXT, writable, "x", .max = 10),'),
    ("a text in the struct itself", 'FIELD(Input, TEXT, letters, "x", .max = 7),'),
    ("a number in a text", 'FIELD(Input, INT, text, "x", .max = 10),'),
    ("a number in 32 bits", 'FIELD(Input, INT, narrow, "x", .max = 10),'),
    ("a number without its sign", 'FIELD(Input, INT, natural, "x", .max = 10),'),
    ("a number in a double", 'FIELD(Input, DECIMAL, real, "x", .max = 10),'),
    ("yes and no in a bool, which cannot be absent", 'FIELD(Input, BOOL, yes, "x"),'),
    ("a default in 32 bits", 'FIELD_OR(Input, INT, narrow, "x", 5, .max = 10),'),
    ("a choice in 32 bits", 'FIELD(Input, CHOICE, narrow, "x", .choices = NULL),'),
    ("an amount whose currency is a number",
     'FIELD(Input, AMOUNT, number, "x", .max = 10, CURRENCY_IN(Input, number)),'),
    ("a list in a text", 'LIST(Input, TEXT, text, "x", .max = 3, .text_max = 10),'),
    ("a list of numbers", 'LIST(Input, INT, list, "x", .max = 3),'),
    ("a list with a count of another type", 'LIST(Input, TEXT, counted, "x", .max = 3),'),
    ("a list without a count", 'LIST(Input, TEXT, uncounted, "x", .max = 3),'),
    ("a list as one field", 'FIELD(Input, TEXTS, list, "x", .max = 3),'),
    ("an object of another shape", 'OBJECT(Input, text, "x", PART),'),
    ("an object in the struct itself", 'OBJECT(Input, inner, "x", PART),'),
    ("objects without a count", 'OBJECTS(Input, part, "x", PART, .max = 3),'),
    ("a member that is not there", 'FIELD(Input, TEXT, nothing, "x", .max = 3),'),
    ("a kind that is not there", 'FIELD(Input, COLOUR, text, "x"),'),
    ("a bound that is not there", 'FIELD(Input, TEXT, text, "x", .longest = 3),'),
]
WRONG_MORE = [
    ("a shape around a member that is another struct",
     'SHAPE_AROUND(AROUND, Input, text, PART, FIELD(Input, TEXT, text, "x", .max = 3),);'),
    ("a declaration of another struct", "DECLARE_SHAPE(INPUT, Part);"),
    ("defaults of another struct",
     "Part part(void); Part part(void) { return DEFAULTS_OF(INPUT); }"),
]


def compiles(compiler, rows="", more=""):
    program = PROGRAM.replace("ROWS", rows).replace("MORE", more)
    return subprocess.run([compiler, *FLAGS], input=program, text=True, check=False,
                          stderr=subprocess.DEVNULL).returncode == 0


SHAPE = re.compile(r"^(?:static )?SHAPE(\w*)\((\w+), (.*?)\);$", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"\bFIELD(?:_OR)?\(\s*\w+,\s*(INT|BOOL|DATE|TIME|CHOICE|DECIMAL|AMOUNT),")

# How much of a list is no filter, and a Page is made in many places that no request comes to.
MADE_BY_HAND = {"Page"}


def sources():
    return {path: path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("src/**/*.[ch]"))}


def structs_with_numbers(texts):
    """The structs of shapes that have rows of numbers, their own or those of another shape."""
    shapes = {name: (kind, rest) for text in texts for kind, name, rest in SHAPE.findall(text)}

    def has_numbers(name):
        kind, rest = shapes[name]
        parts = re.split(r",\s*", rest)
        other = parts[0] if kind.endswith("_WITHOUT") else parts[2] if kind == "_AROUND" else None
        return bool(NUMBER.search(rest) or "LIMIT(" in rest or other and has_numbers(other))

    return {rest.split(",")[0] for name, (kind, rest) in shapes.items()
            if not kind.endswith("_WITHOUT") and has_numbers(name)} - MADE_BY_HAND


def made_by_hand(texts):
    """Each place, as file:line, in which such a struct gets its members in braces."""
    structs = "|".join(structs_with_numbers(texts.values()))
    made = re.compile(rf"\b(?:{structs})(?: \w+ = \{{|\)\{{)")
    return [f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, found.start()) + 1}"
            for path, text in texts.items() for found in made.finditer(text)]


class Shapes(unittest.TestCase):
    def test_what_is_right_compiles(self):
        for compiler in COMPILERS:
            self.assertTrue(compiles(compiler, "".join(RIGHT_ROWS), "".join(RIGHT_MORE)), compiler)

    def test_what_is_wrong_does_not(self):
        for compiler in COMPILERS:
            for what, row in WRONG_ROWS:
                self.assertFalse(compiles(compiler, rows=row), f"{compiler} takes {what}")
            for what, more in WRONG_MORE:
                self.assertFalse(compiles(compiler, more=more), f"{compiler} takes {what}")

    def test_what_can_be_absent_is_not_made_with_braces(self):
        self.assertEqual(made_by_hand(sources()), [], "begin with DEFAULTS_OF() of its shape")

    def test_what_is_made_with_braces_is_found(self):
        planted = {ROOT / "src/more.c": "const BenefitQuery query = {.limit = 5};\n"
                                        "f(&(SignInQuery){.next = next});\n"
                                        "const Page page = {.limit = 5};\n"}
        self.assertEqual(made_by_hand({**sources(), **planted}), ["src/more.c:1", "src/more.c:2"])


if __name__ == "__main__":
    unittest.main()
