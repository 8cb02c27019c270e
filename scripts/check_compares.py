#!/usr/bin/env python3
"""Secrets are compared in constant time: in src/auth/constant_time.cc and nowhere else.

Two rules over src/, tests left out. No function that compares memory, but in that file. And no
`==` or `!=` beside something whose name says that it is a secret, a signature or a token; its size
may be compared. `--self-test` proves on small samples that each slip is found.
"""

import re
import sys

import sources

PLACE = "src/auth/constant_time.cc"
CALL = re.compile(r"\b(memcmp|CRYPTO_memcmp|sodium_memcmp|sodium_compare|strn?cmp|bcmp)\s*\(")

# A name with its path: `key.secret`, `made->token`, `states_[i].mac`, `hash_of(token)`.
SECRET = r"(?:secrets?|macs?|hmac|signatures?|tokens?|passwords?|master)"
PATH = r"(?:[\w\]\)]+(?:\.|->|::))*"
NAMED = rf"{PATH}(?:\w+_)?{SECRET}(?:_hash|_bytes|_text)?_?(?:\(\))?"
BESIDE = re.compile(
    rf"(?<![\w.>]){NAMED}\s*[=!]=(?!=)|[=!]=\s*(?:\*|&)?{NAMED}(?![\w(]|\.|->)"
)


def slips(text):
    code = sources.without_comments_and_literals(text)
    for pattern, what in ((CALL, "compares memory"), (BESIDE, "compares what may be a secret")):
        for match in pattern.finditer(code):
            yield sources.line_of(code, match.start()), f"{what}: {match[0].strip()}"


def is_checked(path):
    test = path.endswith(("_test.cc", "_for_test.h", "testing.h"))
    return path.startswith("src/") and path.endswith((".cc", ".h")) and not test and path != PLACE


def self_test():
    bad = (
        "if (memcmp(a, b, 32) == 0) {}",
        "return CRYPTO_memcmp(a, b, n);",
        "if (std::strcmp(a, b) == 0) {}",
        "return mac == claimed;",
        "return claimed != mac;",
        "if (request.signature == expected) {}",
        "if (key->secret() != text) {}",
        "return found == operator_token;",
        "if (who.token_hash == hash) {}",
        "if (text == settings_.password) {}",
    )
    good = (
        "// mac == claimed",
        'text("memcmp(a, b)");',
        "return mac.size() == claimed.size();",
        "if (secret.empty() == key.empty()) {}",
        "return equal_in_constant_time(mac, claimed);",
        "if (count == secrets.end()) {}",
        "const bool hmac = type == KeyType::kHmac;",
        "if (tokenizer == other) {}",
    )
    wrong = [f"not found: {sample}" for sample in bad if not list(slips(sample))]
    wrong += [f"wrongly found: {sample}" for sample in good if list(slips(sample))]
    print("\n".join(wrong + [f"compares self-test: {len(bad + good)} samples, {len(wrong)} wrong"]))
    return 1 if wrong else 0


def check_tree():
    for path in sources.tree_files("src"):
        if is_checked(path):
            for line, what in slips(sources.read_text(path)):
                yield path, line, what


if __name__ == "__main__":
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(self_test())
    sys.exit(sources.report(list(check_tree()), "compares"))
