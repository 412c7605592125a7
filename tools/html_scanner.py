"""Where in the HTML of a template each value stands, and what HTML is not for our pages.

This is no parser of HTML: it knows text, tags and quoted attributes, which is what decides how a
value must be escaped. test/tools/scanner_test.py holds it against a parser, over all templates.
"""
import re

# What writes elements, so it may not stand in an attribute.
MARKUP = {"time", "moment", "bdi", "raw", "span", "licences", "include", "icon", "csrf"}
ADDRESSES = {"href", "src", "action", "formaction"}


class Fault(Exception):
    """What is wrong, and in which line."""

    def __init__(self, line, text):
        super().__init__(text)
        self.line = line


class Place:
    """Where in the HTML we are: in text, in a tag, or in a quoted attribute."""

    def __init__(self):
        self.mode = "text"
        self.name = ""       # of the tag
        self.attributes = {}
        self.attribute = ""  # whose value this is
        self.quote = ""
        self.word = ""       # what is being read
        self.form = None     # the line of the POST form that lacks its token

    def state(self):
        return (self.mode, self.name if self.mode != "text" else "", self.attribute, self.form)

    def feed(self, html, line):
        for char in html:
            getattr(self, "in_" + self.mode)(char, line)
            line += char == "\n"

    def in_text(self, char, _line):
        if char == "<":
            self.mode, self.name, self.word, self.attributes = "name", "", "", {}

    def in_name(self, char, line):
        if char.isspace() or char in "\"'>" or (char == "/" and self.name):
            self.end_name(line)
            self.in_tag(char, line)
        else:
            self.name += char.lower()

    def end_name(self, line):
        if self.name.startswith("!--"):
            raise Fault(line, "write {{-- --}}, which readers of the page do not get")
        if not re.match(r"/?[a-z]|!doctype$", self.name):
            raise Fault(line, "write &lt;")
        if self.name in ("style", "noscript"):
            raise Fault(line, f"<{self.name}> is not for our pages")
        self.mode, self.word = "tag", ""

    def in_tag(self, char, line):
        if char in "\"'":
            self.begin_value(char, line)
        elif char == ">":
            self.end_word(line)
            self.mode = "text"
            self.on_element(line)
        elif char.isspace() or char == "/":
            self.end_word(line)
        else:
            self.word += char.lower()

    def begin_value(self, quote, line):
        if not self.word.endswith("="):
            raise Fault(line, "a quotation mark where no value begins")
        self.attribute, self.quote = self.word[:-1], quote
        self.mode, self.word = "value", ""
        if self.name.startswith("/"):
            raise Fault(line, f"<{self.name}> has no attributes")
        if self.attribute == "style" or self.attribute.startswith("on"):
            raise Fault(line, f"{self.attribute}= is not for our pages: use web/css and app.js")

    def end_word(self, line):
        if self.word.endswith("=") or ("=" in self.word and self.word != "="):
            raise Fault(line, f"put quotation marks around the value of {self.word}")
        if self.word:
            self.attributes[self.word] = ""
        self.word = ""

    def in_value(self, char, _line):
        if char == self.quote:
            self.attributes[self.attribute] = self.word
            self.mode, self.attribute, self.word = "tag", "", ""
        else:
            self.word += char

    def on_element(self, line):
        if self.name == "script" and not self.attributes.get("src"):
            raise Fault(line, "no inline scripts: use app.js")
        if self.name == "form":
            if self.form:
                raise Fault(line, "a form in a form")
            if self.attributes.get("method", "").lower() == "post":
                self.form = line
        if self.name == "/form":
            if self.form:
                raise Fault(self.form, "a form with method=\"post\" needs {{csrf}}")

    def put(self, kind, line):
        """Something is written here; kind is its filter."""
        if self.mode in ("tag", "name"):
            raise Fault(line, "a value in a tag must stand in a quoted attribute")
        if self.mode == "value":
            if kind in MARKUP:
                raise Fault(line, f"{kind} writes elements and cannot stand in an attribute")
            if self.attribute in ADDRESSES and not self.word and kind not in ("href", "asset"):
                raise Fault(
                    line, f"{self.attribute}= may not begin with a value: use {{{{href E}}}}")
            self.word += "\uFFFC"
