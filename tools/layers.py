#!/usr/bin/python3
"""The structure that no compiler checks. Prints each offending line with what is wrong with it.

  layers.py [FOLDER]   checks FOLDER/src and the templates of FOLDER/web; the project's own where no
                       folder is given

Layers: a file includes its own layer and those below it, never one above or beside it. Rooms: the
folders inside a layer. Whoever is outside a room includes its door only, the header that bears the
room's name, and inside a layer the rooms point downward too: a room may include those that stand
before it in ROOMS. No header includes itself by way of others. SQL stands in src/store only, clocks
and the environment are read in src/base and src/app only.
"""
import pathlib
import re
import sys

# From the bottom to the top; what stands in one row are siblings, which do not know one another.
LAYERS = [["base"], ["domain"], ["store", "net"], ["service"], ["http"], ["html"],
          ["api", "portal", "console"], ["app"]]

# The rooms of each layer, from the bottom to the top. "." is the layer's own floor: its files that
# stand in no room. Rooms in one row do not know one another.
ROOMS = {
    "base": [["limit"], ["."], ["text"], ["format", "id", "lang", "secret"],
             ["order", "share", "zone"]],
    "domain": [["choices", "date", "money"], ["credit"], ["."]],
    "store": [["engine"], ["catalogue", "directory"], ["sign_in", "keys", "benefits"],
              ["subscriptions", "credits"],
              ["redemptions", "events", "replies", "check", "views", "approvals"],
              ["chores"], ["writer"]],
    "net": [["."]],
    "service": [["."], ["audit", "events"], ["catalogue", "keys"], ["directory"], ["sign_in"],
                ["subscriptions"], ["credits"], ["benefits", "redemptions"],
                ["people", "plans", "things", "undo", "views"], ["activity", "calendar", "approvals"],
                ["overview"], ["partners"], ["queue"], ["check"]],
    "http": [["input"], ["."], ["server"]],
    "html": [["."], ["lists", "pages", "tokens"]],
    "api": [["."], ["approvals", "keys"]],
    "portal": [["."], ["sign_in", "people"], ["credits", "redemptions"], ["benefits"],
               ["subscriptions"], ["overview"]],
    "console": [["."], ["approvals"], ["queue", "credits", "partners", "staff", "tokens", "catalogue"]],
    "app": [["."], ["commands"]],
}

# A second door, for the other rooms of its own layer only.
INNER_DOORS = {"store/engine/db.h"}

INCLUDE = re.compile(r'^#include "([^"]+)"|\binclude "([^"]+\.h)"')
COMMENT = re.compile(r"^\s*(/\*|\*|//)")

failed = False


def complain(why, lines):
    """Prints the lines, if any, with what is wrong with them."""
    global failed
    for line in lines:
        print(line, file=sys.stderr)
    if lines:
        print(f"  ^ {why}", file=sys.stderr)
        failed = True


class Source:
    """A file of src, or a template: where it stands, and what it includes."""

    def __init__(self, path, root):
        self.name = path.relative_to(root).as_posix()
        self.shown = f"{root.name}/{self.name}"
        self.lines = path.read_text(encoding="utf-8").splitlines()
        self.includes = [(number, found[1] or found[2]) for number, line in enumerate(self.lines, 1)
                         for found in INCLUDE.finditer(line)]

    def code(self, pattern):
        """The lines that match outside comments, as file:line:text."""
        return [f"{self.shown}:{number}:{line}" for number, line in enumerate(self.lines, 1)
                if re.search(pattern, line) and not COMMENT.match(line)]


def place(name):
    """The layer and the room of a file, given by its name below src; "." is the floor."""
    parts = name.split("/")
    return parts[0], "/".join(parts[1:-1]) or "."


def height(rows, what):
    """The row in which it stands, or None."""
    return next((row for row, members in enumerate(rows) if what in members), None)


def door(name):
    layer, room = place(name)
    return f"{layer}/{room}/{room.rsplit('/', maxsplit=1)[-1]}.h"


def fault_of_include(source, name):
    """Why the file may not include this header, or None."""
    layer, room = place(source)
    other_layer, other_room = place(name)
    layer_height, other_height = height(LAYERS, layer), height(LAYERS, other_layer)
    if other_height is None:
        return 'write the folder of the layer too: "base/text/text.h"'
    if layer != other_layer and other_height >= layer_height:
        return f"{layer} may include its own folder and lower layers, not {other_layer}"
    if (layer, room) == (other_layer, other_room) or not name.endswith(".h"):
        return None
    is_inner = layer == other_layer and name in INNER_DOORS
    if other_room != "." and name != door(name) and not is_inner:
        return f"the door of this room is {door(name)}"
    if layer == other_layer:
        rows = ROOMS[layer]
        if (height(rows, other_room) or 0) >= (height(rows, room) or 0):
            return f"rooms point downward: {room} stands no higher than {other_room} in ROOMS"
    return None


def check_places(sources):
    for name in sources:
        layer, room = place(name)
        if height(LAYERS, layer) is None:
            complain("this folder is no layer: see LAYERS", [sources[name].shown])
        elif height(ROOMS[layer], room) is None and room != "migrations":
            complain("this folder is no room: see ROOMS", [sources[name].shown])


def check_includes(sources):
    for name, source in sources.items():
        if height(LAYERS, place(name)[0]) is None:
            continue
        for number, header in source.includes:
            fault = fault_of_include(name, header)
            if fault:
                complain(fault, [f'{source.shown}:{number}:#include "{header}"'])


def check_circles(sources):
    """Follows the includes of every header; one that is met again on the way closes a circle."""
    done = set()

    def follow(name, way):
        if name in way:
            complain("a circle of includes", [" -> ".join(way[way.index(name):] + [name])])
        elif name in sources and name not in done:
            for _, header in sources[name].includes:
                follow(header, way + [name])
            done.add(name)

    for name in sources:
        follow(name, [])


def check_lines(sources):
    def everywhere_but(folders, pattern, why):
        complain(why, [line for name, source in sources.items() if place(name)[0] not in folders
                       for line in source.code(pattern)])

    everywhere_but(["store"],
                   r'"(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|PRAGMA|WITH|BEGIN|SAVEPOINT) ',
                   "SQL belongs in src/store")
    complain("only src/store/engine may know a database",
             [line for name, source in sources.items() if not name.startswith("store/engine/")
              for line in source.code(r"#include <(sqlite3|libpq-fe)\.h>")])
    complain("only src/http/server may know the HTTP library",
             [line for name, source in sources.items() if not name.startswith("http/server/")
              for line in source.code(r"#include <microhttpd\.h>")])
    complain("end the process with die(), which says why",
             [line for name, source in sources.items() if name != "base/log.c"
              for line in source.code(r"\babort *\(")])
    everywhere_but([], r"SELECT \*", "name the columns")
    everywhere_but(["base", "app"],
                   r"\b(time|gettimeofday|clock_gettime|getenv|secure_getenv) *\(",
                   "time and settings come in through the context")
    everywhere_but(["base", "store", "http", "app"],
                   r"\b(malloc|calloc|realloc|strdup|strndup|asprintf) *\(",
                   "memory comes from an arena")
    everywhere_but(["http", "app"], r"\b(float|double)\b", "no floating point near time or money")
    everywhere_but([], r"\bgoto\b", "no goto: return early, and release with CLEANUP")


def read(root, suffixes):
    paths = sorted(path for path in root.rglob("*") if path.suffix in suffixes)
    return {path.relative_to(root).as_posix(): Source(path, root) for path in paths}


def main(arguments):
    project = pathlib.Path(arguments[0] if arguments else pathlib.Path(__file__).parent.parent)
    sources = read(project / "src", (".c", ".h", ".def"))
    templates = read(project / "web" / "templates", (".html",))
    for files in (sources, templates):
        check_places(files)
        check_includes(files)
    check_circles(sources)
    check_lines(sources)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
