#!/usr/bin/env python3
"""Tidiness is a test: what a reader may rely on in every file of the tree.

Each rule is a function over a Tree and yields (path, line, message); RULES lists them with the one
sentence that says what they keep. `--self-test` proves on small samples that each finds its slip.
"""

import json
import posixpath
import re
import sys

import sources

MAX_COLUMNS = 100
MAX_LINES = 600

CPP = (".h", ".cc")
SCRIPTS = (".py", ".sh", ".js", ".mjs", ".cjs", ".ts", ".cmake", ".css")
TEXT = CPP + SCRIPTS + (".md", ".json", ".html", ".toml", ".yml", ".yaml", "CMakeLists.txt")
SHELL = ("dev", ".ci/run")

# Data is kept as its source wrote it, and lock files as npm does.
AS_THEY_ARE = ("data/", "tests/data/")


class Tree:
    """The files of the tree by path. Text is read when first asked for; None is not text."""

    def __init__(self, files):
        self._files = files

    @classmethod
    def of_disk(cls):
        return cls({path: None for path in sources.tree_files()})

    def __contains__(self, path):
        return path in self._files

    def paths(self):
        return list(self._files)

    def folders(self):
        found = set()
        for path in self._files:
            while path := posixpath.dirname(path):
                found.add(path)
        return found

    def text(self, path):
        if self._files[path] is None:
            self._files[path] = sources.read_text(path)
        return self._files[path]

    def written(self, *suffixes):
        """(path, text) of what people wrote, of all kinds or with one of the suffixes."""
        for path in self.paths():
            if path.startswith(AS_THEY_ARE) or path.endswith("package-lock.json"):
                continue
            if path.endswith(suffixes or TEXT) or path in SHELL and not suffixes:
                text = self.text(path)
                if text is not None:
                    yield path, text


def numbered(text):
    return enumerate(text.split("\n"), 1)


# --- Rules ----------------------------------------------------------------------------------------


def opening_comments(tree):
    """Every source file opens by saying what it is for; a .cc may leave that to its header."""
    for path, text in tree.written(*CPP, *SCRIPTS):
        start = re.sub(r"\A#![^\n]*\n", "", text)
        if start.startswith(("//", "/*", "# ", '"""')) or not start.strip():
            continue
        header = path.removesuffix(".cc") + ".h"
        if path.endswith(".cc") and header in tree:
            if (tree.text(header) or "").startswith(("//", "/*")):
                continue
        yield path, 1, "opens without a comment that says what the file is for"
    for path in SHELL:
        if path in tree and not re.match(r"#![^\n]*\n# ", tree.text(path)):
            yield path, 1, "opens without a comment that says what the file is for"


def header_guards(tree):
    """Every header has #pragma once."""
    for path, text in tree.written(".h"):
        if not re.search(r"^#pragma once$", text, re.MULTILINE):
            yield path, 1, "has no #pragma once"


def white_space(tree):
    """No tab, no blank at the end of a line, no carriage return, one line feed at the end."""
    for path, text in tree.written():
        for number, line in numbered(text):
            if "\r" in line:
                yield path, number, "carriage return"
            elif line != line.rstrip(" \t"):
                yield path, number, "blank at the end of the line"
            elif "\t" in line:
                yield path, number, "tab"
        if text and (not text.endswith("\n") or text.endswith("\n\n")):
            yield path, text.count("\n") + 1, "does not end with exactly one line feed"


def line_length(tree):
    """C++ and Python lines fit 100 columns; the data inside raw strings is left alone."""
    for path, text in tree.written(*CPP, ".py"):
        long_lines = [number for number, line in numbered(text) if len(line) > MAX_COLUMNS]
        if long_lines:
            raw = sources.raw_string_lines(text) if path.endswith(CPP) else ()
            for number in long_lines:
                if number not in raw:
                    yield path, number, f"longer than {MAX_COLUMNS} columns"


def file_length(tree):
    """A file fits a mind."""
    for path, text in tree.written(*CPP, *SCRIPTS, "CMakeLists.txt"):
        lines = text.count("\n")
        if lines > MAX_LINES:
            yield path, lines, f"{lines} lines; at most {MAX_LINES}: split it"


def no_leftovers(tree):
    """What is not done is done, or written down for its reader; not left in a comment."""
    marks = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    for path, text in tree.written():
        for match in marks.finditer(text):
            yield path, sources.line_of(text, match.start()), f"{match[0]} left in the text"


def silenced_warnings(tree):
    """A silenced clang-tidy warning names its check and its reason on the same line."""
    good = re.compile(r"NOLINT(?:NEXTLINE|BEGIN)?\([a-z][\w.,* -]*\):? \S.*")
    for path, text in tree.written(*CPP):
        for number, line in numbered(text):
            at = line.find("NOLINT")
            if at >= 0 and not line.startswith("NOLINTEND", at) and not good.match(line, at):
                yield path, number, "NOLINT without (check) and a reason on the line"


_FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"!?\[[^\]\n]*(?:\n[^\]\n]*)?\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
_REFERENCE = re.compile(r"^\[[^\]\n]+\]:\s+<?(\S+?)>?\s*$", re.MULTILINE)


def links_of(text):
    """(line, target) of every relative link of a Markdown page."""
    for pattern in (_FENCE, _CODE):
        text = pattern.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
    for pattern in (_LINK, _REFERENCE):
        for match in pattern.finditer(text):
            if not re.match(r"[a-z][a-z0-9+.-]*:|//", match[1]):
                yield sources.line_of(text, match.start()), match[1]


def anchors_of(text):
    """The anchors that a Markdown page offers: its headings, as code hosts spell them."""
    anchors = set(re.findall(r'<a (?:id|name)="([^"]+)"', text))
    for heading in re.findall(r"^#{1,6} +(.+?)(?: +#*)?$", _FENCE.sub("", text), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        slug = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        anchor, count = slug, 0
        while anchor in anchors:
            count += 1
            anchor = f"{slug}-{count}"
        anchors.add(anchor)
    return anchors


def resolve(page, target):
    """The path in the tree that a link of the page points to."""
    path = target.split("#", 1)[0].split("?", 1)[0]
    if not path:
        return page
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), path))


def links_resolve(tree):
    """Every relative link of every page leads to a file, and to a heading when it names one."""
    folders = tree.folders()
    for page, text in tree.written(".md"):
        for line, target in links_of(text):
            path = resolve(page, target)
            if path not in tree and path.rstrip("/") not in folders:
                yield page, line, f"link to {target}: no such file"
            elif "#" in target and path.endswith(".md") and path in tree:
                if target.split("#", 1)[1] not in anchors_of(tree.text(path)):
                    yield page, line, f"link to {target}: no such heading"


def pages_are_reachable(tree):
    """Every page of docs/ is linked from README.md or from a README.md in docs/."""
    linked = {
        resolve(page, target)
        for page, text in tree.written(".md")
        if page == "README.md" or re.fullmatch(r"docs/(.*/)?README\.md", page)
        for _, target in links_of(text)
    }
    for page, _ in tree.written(".md"):
        if page.startswith("docs/") and page not in linked:
            yield page, 1, "is linked from neither README.md nor docs/README.md"


DEPENDENCIES = "docs/dependencies.md"


def named_dependencies(tree):
    """(path, line, name, version) of all that the build, ./dev and npm ask for directly."""
    for path, text in tree.written("CMakeLists.txt", ".cmake"):
        code = re.sub(r"#[^\n]*", lambda m: " " * len(m[0]), text)
        for match in re.finditer(r"find_package\(\s*(\w+)([^)]*)\)", code):
            line = sources.line_of(code, match.start())
            yield path, line, match[1], ""
            for component in match[2].partition("COMPONENTS")[2].split():
                if component != "REQUIRED":
                    yield path, line, f"{match[1]}::{component}", ""
        for match in re.finditer(r"pkg_check_modules\(\s*\w+([^)]*)\)", code):
            for module in match[1].split():
                if module not in ("REQUIRED", "IMPORTED_TARGET", "QUIET", "GLOBAL"):
                    yield path, sources.line_of(code, match.start()), module, ""
    if "dev" in tree:
        text = tree.text("dev")
        for match in re.finditer(r'^  \[\w+\]="([^"]*)"', text, re.MULTILINE):
            for package in re.finditer(r"\S+", match[1]):
                line = sources.line_of(text, match.start(1) + package.start())
                yield "dev", line, package[0], ""
    for path, text in tree.written("package.json"):
        package = json.loads(text)
        for kind in ("dependencies", "devDependencies"):
            for name, version in package.get(kind, {}).items():
                line = sources.line_of(text, max(text.find(f'"{name}"'), 0))
                yield path, line, name, version


def dependencies_are_explained(tree):
    """Every direct dependency stands in docs/dependencies.md, npm ones with their exact version."""
    page = tree.text(DEPENDENCIES) if DEPENDENCIES in tree else ""
    for path, line, name, version in named_dependencies(tree):
        word = re.compile(rf"(?<![\w.@/+-]){re.escape(name)}(?![\w/+-]|\.\w)")
        rows = [row for row in page.splitlines() if word.search(row)]
        if not rows:
            yield path, line, f"{name} is not explained in {DEPENDENCIES}"
        elif version and not any(version in row for row in rows):
            yield path, line, f"{DEPENDENCIES} does not say {name} {version}"


def no_private_paths(tree):
    """Nothing in the tree names a folder of somebody's machine."""
    private = re.compile(r"(?<![\w.:/}$-])/(?:home|root|work|Users)/\w[\w./-]*|\b[A-Z]:\\Users\\")
    for path in tree.paths():
        text = None if path.endswith((".gz", ".png", ".woff2", ".csv")) else tree.text(path)
        for match in private.finditer(text or ""):
            yield path, sources.line_of(text, match.start()), f"a path of one machine: {match[0]}"


def lock_files_name_no_registry(tree):
    """package-lock.json works with any npm registry: it holds no "resolved"."""
    for path in tree.paths():
        if path.endswith("package-lock.json"):
            text = tree.text(path)
            for match in re.finditer(r'"resolved"\s*:', text):
                yield path, sources.line_of(text, match.start()), (
                    'has "resolved"; write it with npm install --omit-lockfile-registry-resolved'
                )


RULES = [
    opening_comments,
    header_guards,
    white_space,
    line_length,
    file_length,
    no_leftovers,
    silenced_warnings,
    links_resolve,
    pages_are_reachable,
    dependencies_are_explained,
    no_private_paths,
    lock_files_name_no_registry,
]


def check_tree(tree):
    return [problem for rule in RULES for problem in rule(tree)]


# --- Self-test ------------------------------------------------------------------------------------

GOOD = {
    "README.md": "# Top\n\n[a](docs/a.md#two-words), [b](docs/README.md)\n",
    "docs/README.md": "# Docs\n\n[why](dependencies.md)\n",
    "docs/a.md": "# A\n\n## Two words\n\n[up](../README.md) [x](https://example.org/home/x)\n",
    "docs/dependencies.md": "| `Zed` | `Zed::json` | libzed-dev |\n| `@a/b` 1.2.3 |\n",
    "CMakeLists.txt": "find_package(Zed 1 REQUIRED COMPONENTS json)\n",
    "dev": '#!/bin/sh\n# One entry.\n  [build]="libzed-dev"\n',
    "tests/package.json": '{"dependencies": {"@a/b": "1.2.3"}}\n',
    "tests/package-lock.json": "{}\n",
    "src/base/a.h": "// A.\n#pragma once\n",
    "src/base/a.cc": '#include "base/a.h"\n',
}

_LONG = "x" * 101

# path, text, what the complaint says (None: there is none); the rest of the tree is GOOD
SAMPLES = [
    ("src/base/b.cc", "int x;\n", "opens without a comment"),
    ("src/base/b.h", "#pragma once\n// B.\n", "opens without a comment"),
    ("scripts/b.py", "#!/usr/bin/env python3\nimport os\n", "opens without a comment"),
    ("scripts/b.py", '#!/usr/bin/env python3\n"""B."""\n', None),
    ("dev", "#!/bin/sh\nexit\n", "opens without a comment"),
    ("src/base/b.h", "// B.\n", "no #pragma once"),
    ("src/base/b.cc", "// B.\n\tint x;\n", "tab"),
    ("src/base/b.cc", "// B. \n", "blank at the end"),
    ("src/base/b.cc", "// B.\r\n", "carriage return"),
    ("src/base/b.cc", "// B.", "one line feed"),
    ("src/base/b.cc", f"// B.\n// {_LONG}\n", "longer than 100"),
    ("src/base/b.cc", f'// B.\nauto b = R"x(\n{_LONG}\n)x";\n', None),
    ("src/base/b.cc", "// B.\n" + "int x;\n" * 600, "at most 600"),
    ("src/base/b.cc", "// B. TO" + "DO: more\n", "left in the text"),
    ("src/base/b.cc", "// B.\nint x;  // NOLINT\n", "NOLINT without"),
    ("src/base/b.cc", "// B.\nint x;  // NOLINT(misc-x)\n", "NOLINT without"),
    ("src/base/b.cc", "// B.\nint x;  // NOLINT(misc-x): the C API asks for it\n", None),
    ("docs/README.md", "[why](dependencies.md) [x](none.md)\n", "no such file"),
    ("docs/README.md", "[why](dependencies.md) [x](a.md#three)\n", "no such heading"),
    ("docs/README.md", "[why](dependencies.md) `[x](none.md)`\n", None),
    ("docs/README.md", "[why](dependencies.md)\n```\n[x](none.md)\n```\n", None),
    ("docs/new.md", "# New\n", "is linked from neither"),
    ("CMakeLists.txt", "find_package(Yak)\n", "Yak is not explained"),
    ("CMakeLists.txt", "find_package(Zed COMPONENTS url)\n", "Zed::url is not explained"),
    ("CMakeLists.txt", "pkg_check_modules(Z REQUIRED libz)\n", "libz is not explained"),
    ("dev", '#!/bin/sh\n# D.\n  [build]="libzed"\n', "libzed is not explained"),
    ("tests/package.json", '{"devDependencies": {"c": "1.0.0"}}\n', "c is not explained"),
    ("tests/package.json", '{"dependencies": {"@a/b": "1.2.4"}}\n', "does not say @a/b 1.2.4"),
    ("src/base/b.cc", "// B, see /" + "home/ann/notes\n", "a path of one machine"),
    ("src/base/b.cc", "// B, see https://example.org/home/x and ./home/y\n", None),
    ("tests/package-lock.json", '{"resolved": "x"}\n', "resolved"),
]


def self_test():
    wrong = []
    for path, text, want in [("README.md", GOOD["README.md"], None)] + SAMPLES:
        messages = "; ".join(m for _, _, m in check_tree(Tree({**GOOD, path: text})))
        if (want is None) != (not messages) or (want or "") not in messages:
            wrong.append(f"{path} {text[:60]!r}: wanted {want!r}, got {messages!r}")
    proven = len({want for _, _, want in SAMPLES if want})
    for text in wrong:
        print(text)
    print(f"tidiness self-test: {len(SAMPLES)} samples, {proven} complaints, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(self_test())
    sys.exit(sources.report(check_tree(Tree.of_disk()), "tidiness"))
