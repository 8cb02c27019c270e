#!/usr/bin/env python3
"""Checks every #include below src/ against the layers: they point downward, and the core is pure.

The rules are the tables at the top, each with its reason; there is no list of accepted exceptions.
`--self-test` proves on small samples that the check finds what it is there for.
"""

import re
import sys

import sources

# --- Layers: what a folder of src/ may include ----------------------------------------------------

CORE = ("base", "model", "risk", "book", "engine")
SHELLS = ("file", "net", "db", "auth", "wire")
ADAPTERS = ("journal", "snapshot", "feed", "bookfile", "importer", "history", "client", "mirror")
BELOW_SERVER = CORE + SHELLS + ADAPTERS
EVERYTHING = BELOW_SERVER + ("server", "scenario", "app", "simulation")

LAYERS = {
    "base": (),
    # The shells hide one outside thing each (files, sockets, SQLite, keys, the wire's data).
    "file": ("base",),
    "net": ("base",),
    "db": ("base", "file"),
    "auth": ("base", "file"),
    "wire": ("base",),
    # The core, bottom up: vocabulary, mathematics, state machine, turns.
    "model": ("base",),
    "risk": ("base", "model"),
    "book": ("base", "model", "risk"),
    "engine": ("base", "model", "risk", "book"),
    # Adapters join the core to a shell; they do not know one another, so each can be left out.
    **{adapter: CORE + SHELLS for adapter in ADAPTERS},
    "server": BELOW_SERVER,
    # Scenarios happen in the engine, and through the server.
    "scenario": BELOW_SERVER + ("server",),
    "app": BELOW_SERVER + ("server",),
    # Simulated worlds: the engine on journals that fail.
    "simulation": CORE + ("journal",),
}

# Tests may also use the neighbours of their own tier: a client against a journal, say.
NEIGHBOURS = {layer: tier for tier in (SHELLS, ADAPTERS) for layer in tier}

# --- Headers of libraries: who may include them ---------------------------------------------------

OUTSIDE_CORE = tuple(layer for layer in EVERYTHING if layer not in CORE)
SPEAKS_JSON = ("wire",) + ADAPTERS + ("server", "app")
NOBODY = ()

# The first pattern that matches decides. A header that none matches belongs to no layer: whoever
# needs it adds the library here and to docs/dependencies.md.
LIBRARIES = [
    (r"tl/expected\.hpp", EVERYTHING, "Result is tl::expected"),
    (r"boost/multiprecision/.*", EVERYTHING, "256-bit intermediates of exact arithmetic"),
    (r"boost/(asio|beast)(/.*|\.hpp)", ("net",), "sockets and HTTP parsing live in net"),
    (r"openssl/ssl\.h", ("net",), "TLS lives in net"),
    (r"openssl/(err|x509|x509v3|pem)\.h", ("net", "auth"), "certificates and keys"),
    (r"openssl/.*", ("auth",), "signatures and hashes live in auth"),
    (r"sodium(/.*|\.h)", ("auth",), "signatures and secrets live in auth"),
    (r"sqlite3\.h", ("db",), "SQLite is reached through db"),
    (r"boost/json(/.*|\.hpp)", SPEAKS_JSON, "JSON with good errors, at the edges only"),
    (r"boost/url(s)?(/.*|\.hpp)", ("net", "client", "server"), "addresses of requests"),
    (r"simdjson\.h", ("feed", "client", "mirror"), "fast JSON is for market streams"),
    (r"zlib\.h", ("net", "feed", "history"), "compressed tapes, answers and archives"),
    (r"fmt/.*", OUTSIDE_CORE, "text for people is made outside the core"),
    (r"spdlog/.*", ("net",) + ADAPTERS + ("server", "app"), "logging is I/O"),
    (r"CLI/.*", ("app",), "the command line belongs to the program"),
    (r"toml\+\+/.*", ("app",), "the settings file belongs to the program"),
    (
        r"(sys|netinet|arpa|linux)/.*"
        r"|(unistd|fcntl|signal|poll|pthread|dirent|termios|netdb|pwd)\.h",
        OUTSIDE_CORE,
        "the core does no I/O",
    ),
    (r"(gtest|gmock|rapidcheck)(/.*|\.h)", NOBODY, "for tests"),
]
# What a test may include whatever its layer: the test libraries, and JSON to read its vectors.
TEST_LIBRARIES = r"(gtest|gmock|rapidcheck)(/.*|\.h)|boost/json(/.*|\.hpp)"
# The tests of TLS make their own certificates, with keys that auth knows nothing of.
TEST_LIBRARIES_OF = {"net": r"openssl/.*"}

STANDARD = set(
    """
    algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv
    chrono cinttypes climits clocale cmath codecvt compare complex concepts condition_variable
    coroutine csetjmp csignal cstdarg cstddef cstdint cstdio cstdlib cstring ctime cuchar cwchar
    cwctype deque exception execution filesystem forward_list fstream functional future
    initializer_list iomanip ios iosfwd iostream istream iterator latch limits list locale map
    memory memory_resource mutex new numbers numeric optional ostream queue random ranges ratio
    regex scoped_allocator semaphore set shared_mutex source_location span sstream stack stdexcept
    stop_token streambuf string string_view syncstream system_error thread tuple type_traits
    typeindex typeinfo unordered_map unordered_set utility valarray variant vector version
    """.split()
)

# --- Purity: what the core leaves out of the standard library -------------------------------------

# header -> the core layers that may have it after all, reason
CORE_HEADERS = {
    "random": (NOBODY, "the core has no randomness: the same commands give the same book"),
    "iostream": (NOBODY, "the core does no I/O"),
    "fstream": (NOBODY, "the core does no I/O"),
    "filesystem": (NOBODY, "the core does no I/O"),
    "syncstream": (NOBODY, "the core does no I/O"),
    "cstdio": (("base",), "the core does no I/O; only the last words of a CHECK are printed"),
    "ctime": (NOBODY, "time is an argument: the core reads no clock"),
    "cmath": (NOBODY, "money is exact: no floating point"),
    "complex": (NOBODY, "money is exact: no floating point"),
    "numbers": (NOBODY, "money is exact: no floating point"),
    "valarray": (NOBODY, "money is exact: no floating point"),
    "cfloat": (NOBODY, "money is exact: no floating point"),
    "cfenv": (NOBODY, "money is exact: no floating point"),
    "unordered_map": (NOBODY, "iteration is in order, or two machines disagree"),
    "unordered_set": (NOBODY, "iteration is in order, or two machines disagree"),
    "thread": (("engine",), "one thread changes a book, and the engine owns it"),
    "stop_token": (("engine",), "one thread changes a book, and the engine owns it"),
    "condition_variable": (("engine",), "one thread changes a book, and the engine owns it"),
    "future": (("engine",), "one thread changes a book, and the engine owns it"),
}
CORE_WORDS = [
    (r"\b(?:float|double)\b", "money is exact: no floating point"),
    (
        r"\b(?:system|steady|high_resolution|utc|tai|gps|file)_clock\b|\bclock_gettime\b"
        r"|\bgettimeofday\b|\bstd::time\b",
        "time is an argument: the core reads no clock",
    ),
    (r"\bstd::unordered_\w+", "iteration is in order, or two machines disagree"),
    (r"\bgetenv\b", "settings reach the core as arguments"),
]

# --- The check ------------------------------------------------------------------------------------

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:<([^>\n]+)>|"([^"\n]+)")', re.MULTILINE)
MODULE = re.compile(r"plimsoll_module\(\s*(\w+)([^)]*)\)")


def is_test(path):
    """Tests, and the headers that only tests share: testing.h, test_peer.h, keys_for_test.h."""
    return re.search(r"_test\.cc$|(_test|/testing|/test_\w+)\.h$", path) is not None


def check_project_include(layer, test, target):
    """The complaint about #include "target", or None."""
    folder = target.split("/", 1)[0]
    if "/" not in target or folder not in LAYERS:
        return f'"{target}": own headers are named from src/, "folder/file.h" with a known folder'
    if is_test(target) and not test:
        return f'"{target}" is for tests'
    allowed = (layer,) + LAYERS[layer] + (NEIGHBOURS.get(layer, ()) if test else ())
    if folder in allowed:
        return None
    return f'{layer} may not include "{target}"; it may include {", ".join(allowed)}'


def check_library_include(layer, test, header):
    """The complaint about #include <header>, or None."""
    if header in STANDARD:
        layers, reason = CORE_HEADERS.get(header, (EVERYTHING, ""))
        if test or layer not in CORE or layer in layers:
            return None
        return f"{layer} may not include <{header}>: {reason}"
    for_tests = TEST_LIBRARIES + "|" + TEST_LIBRARIES_OF.get(layer, TEST_LIBRARIES)
    if test and re.fullmatch(for_tests, header):
        return None
    for pattern, layers, reason in LIBRARIES:
        if re.fullmatch(pattern, header):
            if layer in layers:
                return None
            where = ", ".join(layers) or "no layer"
            return f"<{header}> is for {where}: {reason}"
    return f"<{header}>: no layer lists this library; see LIBRARIES in scripts/check_layers.py"


def check_source(path, text):
    """All problems of one file below src/."""
    layer = path.split("/")[1]
    if layer not in LAYERS:
        return [(path, 1, f"folder {layer} is in no layer; see LAYERS in scripts/check_layers.py")]
    test = is_test(path)
    problems = []
    code = sources.without_comments(text)
    for match in INCLUDE.finditer(code):
        library, own = match.groups()
        complaint = (
            check_library_include(layer, test, library)
            if library
            else check_project_include(layer, test, own)
        )
        if complaint:
            problems.append((path, sources.line_of(code, match.start(0)), complaint))
    if layer in CORE and not test:
        words = sources.without_comments_and_literals(text)
        for pattern, reason in CORE_WORDS:
            for match in re.finditer(pattern, words):
                line = sources.line_of(words, match.start())
                problems.append((path, line, f"{match[0]} in {layer}: {reason}"))
    return problems


def check_links(path, text):
    """The LINK lists of CMake say the same as the includes; the core links no library."""
    problems = []
    text = re.sub(r"#[^\n]*", lambda m: " " * len(m[0]), text)
    for match in MODULE.finditer(text):
        layer, arguments = match.groups()
        line = sources.line_of(text, match.start())
        if layer not in LAYERS:
            problems.append((path, line, f"module {layer} is in no layer"))
            continue
        links = arguments.split("TEST_LINK")[0].split()
        for link in links:
            if link == "LINK":
                continue
            if link.startswith("plimsoll_"):
                if link.removeprefix("plimsoll_") not in LAYERS[layer]:
                    problems.append((path, line, f"{layer} may not link {link}"))
            elif layer in CORE and not (layer == "engine" and link == "Threads::Threads"):
                problems.append((path, line, f"{layer} may not link {link}: the core is pure"))
    return problems


def check_tree():
    problems = []
    for path in sources.tree_files("src"):
        if path == "src/CMakeLists.txt":
            problems += check_links(path, sources.read_text(path))
        elif path.endswith((".h", ".cc")):
            if path.count("/") == 1:
                problems.append((path, 1, "a source file lives in a folder of src/"))
            else:
                problems += check_source(path, sources.read_text(path))
    return problems


# --- Self-test ------------------------------------------------------------------------------------

# path, text, what the complaint says (None: there is none)
SAMPLES = [
    ("src/risk/a.cc", '#include "model/tiers.h"\n#include <map>\n', None),
    ("src/risk/a.cc", '#include "book/book.h"\n', "risk may not include"),
    ("src/base/a.h", '#include "model/tiers.h"\n', "base may not include"),
    ("src/net/a.h", '#include "auth/keys.h"\n', "net may not include"),
    ("src/net/a_test.cc", '#include "auth/keys.h"\n', None),
    ("src/net/a_test.cc", '#include "risk/assess.h"\n', "net may not include"),
    ("src/feed/a.cc", '#include "journal/sqlite.h"\n', "feed may not include"),
    ("src/feed/a.cc", '#include "engine/turn.h"\n#include "net/server.h"\n', None),
    ("src/server/a.cc", '#include "journal/sqlite.h"\n', None),
    ("src/server/a.cc", '#include "app/main.h"\n', "server may not include"),
    ("src/book/a.cc", '#include "sibling.h"\n', "own headers are named from src/"),
    ("src/book/a.cc", '#include "../risk/assess.h"\n', "own headers are named from src/"),
    ("src/book/a.cc", '#include "book/testing.h"\n', "is for tests"),
    ("src/book/a.cc", '#include "book/test_book.h"\n', "is for tests"),
    ("src/book/a_test.cc", '#include "book/testing.h"\n#include <gtest/gtest.h>\n', None),
    ("src/book/testing.h", "#include <gtest/gtest.h>\n", None),
    ("src/book/testing.cc", "#include <gtest/gtest.h>\n", "for tests"),
    ("src/misc/a.cc", "", "is in no layer"),
    ("src/engine/a.h", "#include <thread>\n", None),
    ("src/book/a.h", "#include <thread>\n", "<thread>"),
    ("src/book/a.h", "  #  include <random>\n", "no randomness"),
    ("src/book/a_test.cc", "#include <random>\n#include <rapidcheck.h>\n", None),
    ("src/book/a.cc", "#include <gtest/gtest.h>\n", "for tests"),
    ("src/model/a.h", "#include <unordered_map>\n", "in order"),
    ("src/model/a.h", "std::unordered_set<int> x;\n", "in order"),
    ("src/model/a.h", "#include <cstdio>\n", "no I/O"),
    ("src/model/a.h", "#include <unistd.h>\n", "no I/O"),
    ("src/base/a.cc", "#include <cstdio>\n", None),
    ("src/risk/a.h", "// a double\nlong\tdouble x;\n", "double in risk"),
    ("src/risk/a.h", '/* float */ auto a = "double"; auto b = R"(float)";\n', None),
    ("src/risk/a.h", "auto a = 1'000; double b;\n", "double in risk"),
    ("src/feed/a.cc", "double x;\n", None),
    ("src/engine/a.cc", "auto t = std::chrono::steady_clock::now();\n", "no clock"),
    ("src/risk/a.cc", '// #include "book/book.h"\n', None),
    ("src/risk/a.cc", "#include <tl/expected.hpp>\n", None),
    ("src/risk/a.cc", "#include <boost/multiprecision/cpp_int.hpp>\n", None),
    ("src/risk/a.cc", "#include <fmt/core.h>\n", "outside the core"),
    ("src/server/a.cc", "#include <boost/asio.hpp>\n", "is for net"),
    ("src/server/a.cc", "#include <boost/beast/core.hpp>\n", "is for net"),
    ("src/server/a.cc", "#include <openssl/ssl.h>\n", "is for net"),
    ("src/auth/a.cc", "#include <openssl/evp.h>\n#include <sodium.h>\n", None),
    ("src/net/a.cc", "#include <openssl/evp.h>\n", "is for auth"),
    ("src/net/test_certificate.h", "#include <openssl/evp.h>\n", None),
    ("src/server/a_test.cc", "#include <openssl/evp.h>\n", "is for auth"),
    ("src/journal/a.cc", "#include <sqlite3.h>\n", "is for db"),
    ("src/db/a.cc", "#include <sqlite3.h>\n", None),
    ("src/server/a.cc", "#include <leveldb/db.h>\n", "no layer lists this library"),
]
LINK_SAMPLES = [
    ("plimsoll_module(risk LINK plimsoll_model TEST_LINK Boost::json)", None),
    ("plimsoll_module(risk LINK plimsoll_book)", "risk may not link plimsoll_book"),
    ("plimsoll_module(book LINK SQLite::SQLite3)", "the core is pure"),
    ("# plimsoll_module(book LINK SQLite::SQLite3)", None),
]


def self_test():
    wrong = []
    found = [(check_source(path, text), path + ": " + text, want) for path, text, want in SAMPLES]
    found += [(check_links("src/CMakeLists.txt", text), text, want) for text, want in LINK_SAMPLES]
    for problems, sample, want in found:
        messages = "; ".join(message for _, _, message in problems)
        if (want is None) != (not problems) or (want or "") not in messages:
            wrong.append(f"{sample.strip()!r}: wanted {want!r}, got {messages!r}")
    line = check_source("src/risk/a.cc", '// one\n// two\n#include "book/book.h"\n')[0][1]
    if line != 3:
        wrong.append(f"the line of a complaint is {line}, not 3")
    for text in wrong:
        print(text)
    print(f"layers self-test: {len(found) + 1} samples, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(self_test())
    sys.exit(sources.report(check_tree(), "layers"))
