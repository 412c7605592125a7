"""What every tool that writes C needs."""

ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def escaped(byte):
    char = chr(byte)
    if char in ESCAPES:
        return ESCAPES[char]
    # Three octal digits always: a digit that follows must not be taken as part of the escape. And
    # two question marks may begin a trigraph.
    return char if 32 <= byte < 127 and char != "?" else f"\\{byte:03o}"


def c_string(data):
    """A text, or bytes, as a C literal."""
    return '"' + "".join(map(escaped, data.encode() if isinstance(data, str) else data)) + '"'


def write_if_changed(path, text):
    """So that ninja makes nothing again of a file that stays the same."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
