"""What the check scripts know about the tree: which files belong to it, and where C++ code ends.

A file belongs to the tree unless .gitignore names it, so the answer is the same with and without
git. Nothing here reads more than the files asked for.
"""

import fnmatch
import os
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Comments, raw strings, strings and characters, in the order in which a lexer would try them. A
# quote between digits (10'000) is a separator, not a character.
_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<raw>\bu?8?L?R"(?P<delimiter>[^()\\\s]{0,16})\(.*?\)(?P=delimiter)")
      | (?P<string>"(?:\\.|[^"\\\n])*")
      | (?P<character>(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+')""",
    re.DOTALL | re.VERBOSE,
)


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    """The C++ text with every comment as spaces; lines keep their numbers."""
    return _TOKEN.sub(lambda m: _blank(m[0]) if m["comment"] else m[0], text)


def without_comments_and_literals(text):
    """The C++ text with comments and the insides of literals as spaces."""
    return _TOKEN.sub(lambda m: _blank(m[0]), text)


def raw_string_lines(text):
    """The numbers of all lines that a raw string literal touches."""
    lines = set()
    for match in _TOKEN.finditer(text):
        if match["raw"]:
            first = text.count("\n", 0, match.start()) + 1
            lines.update(range(first, first + match[0].count("\n") + 1))
    return lines


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def ignored_names():
    """The patterns of .gitignore: names at any depth, or at the root when they begin with '/'."""
    path = ROOT / ".gitignore"
    lines = path.read_text().splitlines() if path.exists() else []
    return [line.rstrip("/") for line in lines if line and not line.startswith("#")] + [".git"]


def tree_files(under="."):
    """Paths of all files of the tree relative to its root, sorted."""
    patterns = ignored_names()

    def ignored(path):
        name = path.rsplit("/", 1)[-1]
        return any(
            fnmatch.fnmatch("/" + path, p) if p.startswith("/") else fnmatch.fnmatch(name, p)
            for p in patterns
        )

    found = []
    for folder, folders, names in os.walk(ROOT / under):
        prefix = os.path.relpath(folder, ROOT)
        prefix = "" if prefix == "." else prefix + "/"
        folders[:] = sorted(name for name in folders if not ignored(prefix + name))
        found += [prefix + name for name in names if not ignored(prefix + name)]
    return sorted(found)


def read_text(path):
    """The text of a file of the tree, or None when it is not text. Line ends stay as they are."""
    try:
        return (ROOT / path).read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None


def report(problems, subject):
    """Prints problems as path:line: message; the exit status."""
    for path, line, message in sorted(problems):
        print(f"{path}:{line}: {message}")
    print(f"{subject}: {len(problems)} problem(s)" if problems else f"{subject}: in order")
    return 1 if problems else 0
