"""What every tool that writes C needs."""

ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def octal(data):
    """Three digits always: a digit that follows must not be taken as part of the escape."""
    return "".join(f"\\{byte:03o}" for byte in data)


def escaped(char):
    if char in ESCAPES:
        return ESCAPES[char]
    # Two question marks may begin a trigraph.
    return char if char.isprintable() and char != "?" else octal(char.encode())


def c_string(data):
    """A text as a C literal, or bytes, which need not be UTF-8."""
    if isinstance(data, str):
        return '"' + "".join(map(escaped, data)) + '"'
    return '"' + "".join(escaped(chr(byte)) if byte < 128 else octal([byte]) for byte in data) + '"'


def write_if_changed(path, text):
    """So that ninja makes nothing again of a file that stays the same."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
