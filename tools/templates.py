#!/usr/bin/python3
"""Compiles the page templates of web/templates to C: HTML that is escaped unless it says otherwise.

  templates.py compile FOLDER FILE.html ...  writes FOLDER/html_FILE.c; so the build calls it
  templates.py check                         compiles all of them to nowhere and counts {{raw …}}
  templates.py explain FILE.html:LINE        prints the C that the line becomes

docs/TEMPLATES.md describes the language: its tags, what is escaped how, and what is refused.
"""
import pathlib
import re
import sys

sys.dont_write_bytecode = True
import po_file  # noqa: E402  beside this file
from c_source import c_string, write_if_changed  # noqa: E402
from html_scanner import Fault, Place  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "web" / "templates"
ICONS = ROOT / "web" / "icons.txt"

# Template file: how many {{raw …}} it may have. Say why beside it.
RAW_ALLOWED = {}

# What may follow {{ and takes an expression.
FILTERS = {
    "text", "int", "count", "date", "iso", "time", "moment", "money", "months", "percent",
    "query", "href", "bdi", "tr", "raw", "span", "licences", "day",
}

TAG = re.compile(r"\{\{(.*?)\}\}(?!\})", re.DOTALL)
HEAD = re.compile(r"(\w+)\s*\((.*?)\)\s*((?:include\s+\"[^\"]+\"\s*)*)", re.DOTALL)
PLACEHOLDER = re.compile(r"\{(/?\w+)\}")
MARKED = re.compile(r'\bTR\("((?:[^"\\]|\\.)*)"\)')
BINDING = re.compile(r"\s*(\w+)\s*=(?!=)\s*(.*)", re.DOTALL)


def escape(text):
    """As html_text() does."""
    for char, reference in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"),
                            ("'", "&#39;")):
        text = text.replace(char, reference)
    return text


def one_line(text):
    return re.sub(r"\s+", " ", text).strip()


def icon_names():
    lines = ICONS.read_text(encoding="utf-8").splitlines()
    return {line.split()[0] for line in lines if line.strip() and not line.startswith("#")}


class Compiler:
    def __init__(self, path, shown_path, icons, swedish):
        self.source = path.read_text(encoding="utf-8")
        self.shown_path = shown_path
        self.icons = icons
        self.swedish = swedish
        self.out = []        # (line of the template, C), in the order of the C
        self.includes = []
        self.parts = []      # declarations
        self.texts = []      # English, for translation
        self.raw_count = 0
        self.blocks = []     # (kind, Place.state at its beginning, line)
        self.fresh = True    # what was written last ended a line, whichever way we came here
        self.fresh_at = []   # for each block: at its beginning, and at the end of its branches
        self.function = None
        self.place = Place()
        self.depth = 1

    # --- writing C ---

    def emit(self, code, line):
        self.out.append((line, "    " * self.depth + code))

    def put(self, kind, line):
        """Something is written here; kind is its filter or tag."""
        self.place.put(kind, line)

    def literal(self, html, line):
        if not html:
            return
        if self.function is None:
            if html.strip():
                raise Fault(line, "a template begins with {{template name(arguments)}}")
            return
        self.place.feed(html, line)
        # Indentation and empty lines are for us; the reader gets one line break.
        blank = re.match(r"[ \t]*\n\s*", html)
        html = re.sub(r"[ \t]*\n\s*", "\n", html)
        if self.fresh and blank:
            html = html[1:]
            line += blank[0].count("\n")
        if html:
            self.fresh = html.endswith("\n")
            self.emit(f"buf_put(page->out, {c_string(html)}, {len(html.encode())});", line)

    def show(self, expression, line):
        """The C that writes {{expression}} or {{filter expression}}."""
        expression = one_line(expression)
        if not expression:
            raise Fault(line, "an empty tag")
        word, _, rest = expression.partition(" ")
        if word in FILTERS and rest and not re.match(r"[-+*/%=<>!&|?.)]", rest):
            self.put(word, line)
            if word == "raw":
                self.raw_count += 1
            if word == "tr":
                return f"html_text(page, lang_text(page->lang, {rest}));"
            return f"html_{word}(page, {rest});"
        self.put("text", line)
        return f"HTML_SHOW(page, {expression});"

    # --- tags ---

    def tag(self, content, line):
        if content.startswith("--"):
            return
        word, _, rest = content.strip().partition(" ")
        rest = rest.strip()
        method = getattr(self, "tag_" + word, None) if re.fullmatch(r"[a-z]+", word) else None
        if self.function is None and word not in ("template", "part"):
            raise Fault(line, "a template begins with {{template name(arguments)}}")
        if self.place.mode == "name":
            self.place.end_name(line)
        if method and (rest or word in ("else", "end", "csrf")):
            method(rest, line)
            if word in ("include", "icon", "asset", "csrf", "t", "tn"):
                self.fresh = False
        else:
            self.fresh = False
            self.emit(self.show(content, line), line)

    def begin_function(self, storage, head, line):
        found = HEAD.fullmatch(head)
        if not found:
            raise Fault(line, "expected name(arguments) include \"header.h\"")
        self.end_function(line)
        name, arguments, includes = found[1], one_line(found[2]), found[3]
        self.includes += re.findall(r'"([^"]+)"', includes)
        declaration = f"html_{name}(Html *page{', ' + arguments if arguments else ''})"
        if storage:
            self.parts.append(f"static void {declaration};")
        self.function, self.place, self.fresh = name, Place(), True
        self.out.append((line, f"{storage}void\n{declaration}\n{{"))

    def end_function(self, line):
        if self.function is None:
            return
        if self.blocks:
            raise Fault(self.blocks[-1][2], f"this {{{{{self.blocks[-1][0]}}}}} has no {{{{end}}}}")
        if self.place.mode != "text" or self.place.form:
            raise Fault(line, f"{self.function} ends inside a tag or form")
        self.out.append((line, "}\n"))
        self.function = None

    def tag_template(self, rest, line):
        self.begin_function("", rest, line)

    def tag_part(self, rest, line):
        self.begin_function("static ", rest, line)

    def open(self, kind, code, line):
        self.emit(code, line)
        self.blocks.append((kind, self.place.state(), line))
        self.fresh_at.append([self.fresh, self.fresh])
        self.depth += 1

    def check_block(self, what, line):
        if not self.blocks:
            raise Fault(line, f"{{{{{what}}}}} without a beginning")
        kind, state, _ = self.blocks[-1]
        if state[:3] != self.place.state()[:3] or (state[3] is None) != (self.place.form is None):
            raise Fault(line, f"the HTML is in another place here than at the {{{{{kind}}}}}")
        return kind

    def tag_if(self, rest, line):
        self.open("if", f"if ({one_line(rest)}) {{", line)

    def tag_elif(self, rest, line):
        self.branch(f"}} else if ({one_line(rest)}) {{", "elif", line)

    def tag_else(self, _rest, line):
        self.branch("} else {", "else", line)

    def branch(self, code, what, line):
        if self.check_block(what, line) != "if":
            raise Fault(line, f"{{{{{what}}}}} belongs to an if")
        self.fresh_at[-1][1] &= self.fresh
        self.fresh = self.fresh_at[-1][0]
        self.depth -= 1
        self.emit(code, line)
        self.depth += 1

    def tag_for(self, rest, line):
        found = re.fullmatch(r"(.*?)\b(\w+)\s+in\s+(.*),\s*([^,]+)", one_line(rest))
        if not found or "*" not in found[1]:
            raise Fault(line, "expected: for Type *name in array, count")
        kind, name, array, count = found.groups()
        at = f"{name}_at"
        self.open("for", f"for (size_t {at} = 0; {at} < (size_t)({count}); {at}++) {{", line)
        self.emit(f"{kind}{name} = &({array})[{at}];", line)

    def tag_end(self, _rest, line):
        self.check_block("end", line)
        self.blocks.pop()
        self.fresh &= self.fresh_at.pop()[1]
        self.depth -= 1
        self.emit("}", line)

    def tag_let(self, rest, line):
        self.emit(f"{one_line(rest)};", line)

    def tag_include(self, rest, line):
        found = re.fullmatch(r"(\w+)\s*\((.*)\)", one_line(rest))
        if not found:
            raise Fault(line, "expected: include name(arguments)")
        self.put("include", line)
        arguments = f", {found[2]}" if found[2].strip() else ""
        self.emit(f"html_{found[1]}(page{arguments});", line)

    def tag_icon(self, rest, line):
        self.put("icon", line)
        if rest.startswith("("):
            self.emit(f"html_icon(page, {one_line(rest)});", line)
        elif rest in self.icons:
            self.emit(f'html_icon(page, "{rest}");', line)
        else:
            raise Fault(line, f"there is no icon {rest} in web/icons.txt")

    def tag_asset(self, rest, line):
        self.put("asset", line)
        self.emit(f'html_text(page, asset_path("{rest}"));', line)

    def tag_csrf(self, _rest, line):
        self.put("csrf", line)
        self.place.form = None
        self.emit("html_csrf(page);", line)

    def tag_t(self, rest, line):
        text, _, bindings = rest.partition(" | ")
        text = one_line(text)
        self.texts.append(text)
        self.translated(text, c_string(text), self.bindings(bindings, line), line)

    def tag_tn(self, rest, line):
        parts = rest.split(" | ", 2)
        if len(parts) != 3:
            raise Fault(line, "expected: tn one | many | n = count")
        one, many = one_line(parts[0]), one_line(parts[1])
        bindings = self.bindings(parts[2], line)
        if "n" not in bindings:
            raise Fault(line, "tn chooses by n, which has no value here")
        self.texts += [one, many]
        count = re.sub(r"^(int|count) ", "", bindings["n"])
        chosen = f"({count}) == 1 ? {c_string(one)} : {c_string(many)}"
        self.translated(one + many, chosen, bindings, line)

    def bindings(self, text, line):
        found = {}
        for piece in re.split(r";(?=\s*\w+\s*=[^=])", text) if text.strip() else []:
            binding = BINDING.fullmatch(piece)
            if not binding:
                raise Fault(line, f"expected name = value: {one_line(piece)}")
            found[binding[1]] = one_line(binding[2])
        return found

    def translated(self, text, english, bindings, line):
        names = list(dict.fromkeys(PLACEHOLDER.findall(text)))
        markup = {name for name, value in bindings.items() if value.startswith("<")}
        for name in names:
            base = name.lstrip("/")
            if base not in bindings or (name != base and base not in markup):
                raise Fault(line, f"{{{name}}} has no value")
        for name in bindings:
            if name not in names:
                raise Fault(line, f"the text does not use {name}")
        self.put("t", line)
        if not names:
            self.say(text, english, line)
            return
        self.emit(f"for (HtmlFill fill = html_fill(page, {english}); html_fill_next(&fill);) {{",
                  line)
        self.depth += 1
        for name in names:
            self.emit(f'if (html_fill_is(&fill, "{name}")) {{', line)
            self.depth += 1
            self.fill(name, bindings, line)
            self.depth -= 1
            self.emit("}", line)
        self.depth -= 1
        self.emit("}", line)

    def say(self, text, english, line):
        """A text without values is escaped here, once for each language."""
        if text not in self.swedish:
            self.emit(f"html_text(page, lang_text(page->lang, {english}));", line)
            return
        said = ", ".join(f"[{lang}] = {{{c_string(escaped)}, {len(escaped.encode())}}}"
                         for lang, escaped in (("LANG_EN", escape(text)),
                                               ("LANG_SV", escape(self.swedish[text]))))
        self.emit("{", line)
        self.emit(f"    static const HtmlText SAID[LANG_COUNT] = {{{said}}};", line)
        self.emit("    html_said(page, SAID);", line)
        self.emit("}", line)

    def fill(self, name, bindings, line):
        value = bindings[name.lstrip("/")]
        if name.startswith("/"):
            tag = re.match(r"<(\w+)", value)[1]
            self.emit(f'buf_text(page->out, "</{tag}>");', line)
        elif value.startswith("<"):
            if self.place.mode != "text":
                raise Fault(line, "markup cannot stand in an attribute")
            outer, self.place = self.place, Place()
            for at, piece in enumerate(re.split(r"\{([^{}]+)\}", value)):
                if at % 2:
                    self.emit(self.show(piece, line), line)
                else:
                    self.literal(piece, line)
            self.place = outer
        else:
            self.emit(self.show(value, line), line)

    # --- the file ---

    def run(self):
        at, line = 0, 1
        for tag in TAG.finditer(self.source):
            self.literal(self.source[at:tag.start()], line)
            line += self.source.count("\n", at, tag.start())
            self.texts += [one_line(text) for text in MARKED.findall(tag[1])]
            self.tag(tag[1], line)
            line += self.source.count("\n", tag.start(), tag.end())
            at = tag.end()
        rest = self.source[at:]
        if "{{" in rest:
            raise Fault(line + rest[:rest.index("{{")].count("\n"), "this tag is never closed")
        self.literal(rest, line)
        self.end_function(line + rest.count("\n"))
        return self

    def c_source(self):
        includes = list(dict.fromkeys(["html/html.h"] + self.includes))
        head = "".join(f'#include "{name}"\n' for name in includes)
        parts = "".join(f"{part}\n" for part in self.parts) + "\n" if self.parts else ""
        body = "\n".join(f'#line {line} "{self.shown_path}"\n{code}' for line, code in self.out)
        return f"/* Made from {self.shown_path} by tools/templates.py. */\n{head}\n{parts}{body}"


def compile_file(path, shown_path=None, icons=None, swedish=None):
    """swedish: the translations that are known; others are looked up when they are shown."""
    shown = str(shown_path or path)
    try:
        return Compiler(path, shown, icon_names() if icons is None else icons, swedish or {}).run()
    except Fault as fault:
        sys.exit(f"{shown}:{fault.line}: {fault}")


def compile_files(folder, paths):
    """All of them each time, in a fifth of a second; the C compiler gets those that changed."""
    icons, swedish = icon_names(), po_file.translations()
    for path in paths:
        source = compile_file(path, icons=icons, swedish=swedish).c_source()
        write_if_changed(folder / f"html_{path.stem}.c", source)


def all_templates():
    return sorted(TEMPLATES.glob("**/*.html"))


def texts():
    """The English texts of all templates, for tools/po.py."""
    icons = icon_names()
    return [text for path in all_templates() for text in compile_file(path, icons=icons).texts]


def check():
    icons, total, status = icon_names(), 0, 0
    for path in all_templates():
        shown = path.relative_to(ROOT)
        count = compile_file(path, shown, icons).raw_count
        total += count
        if count > RAW_ALLOWED.get(path.name, 0):
            print(f"{shown}: {count} {{{{raw}}}}, {RAW_ALLOWED.get(path.name, 0)} allowed",
                  file=sys.stderr)
            status = 1
    print(f"{len(all_templates())} templates, {total} raw")
    sys.exit(status)


def explained(out, line):
    """What out, the C of a template, says of this line, with two statements before and after it."""
    starts = [start for start, _ in out if start <= line]
    if not starts:
        sys.exit("templates.py: no C comes from this line")
    wanted = [at for at, (start, _) in enumerate(out) if start == max(starts)]
    for at in range(max(wanted[0] - 2, 0), min(wanted[-1] + 3, len(out))):
        start, code = out[at]
        for text in code.rstrip().split("\n"):
            yield f"{'>' if at in wanted else ' '} {start:4}  {text}"


def explain(where):
    name, _, line = where.rpartition(":")
    if not name or not line.isdigit():
        sys.exit(__doc__)
    out = compile_file(pathlib.Path(name), swedish=po_file.translations()).out
    print("\n".join(explained(out, int(line))))


def main(arguments):
    if arguments == ["check"]:
        check()
    elif len(arguments) > 2 and arguments[0] == "compile":
        compile_files(pathlib.Path(arguments[1]), [pathlib.Path(name) for name in arguments[2:]])
    elif len(arguments) == 2 and arguments[0] == "explain":
        explain(arguments[1])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
