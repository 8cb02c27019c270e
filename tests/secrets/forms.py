"""Every form in which a secret could stand in an output, and the search for them."""

import base64
import re
import urllib.parse

SHORTEST = 8  # bytes of a base64 text below which a hit would be chance


def base64_cores(secret):
    """What stays of a secret in base64 whichever bytes stand before and behind it."""
    cores = set()
    for shift in range(3):
        text = base64.b64encode(bytes(shift) + secret)
        # The first characters mix with what stands before, the last ones with what follows.
        core = text[(shift * 8 + 5) // 6 : (shift + len(secret)) * 8 // 6]
        if len(core) >= SHORTEST:
            cores |= {core, core.replace(b"+", b"-").replace(b"/", b"_")}
    return cores


def forms_of(secret):
    """Raw, hexadecimal and base64, each also as JSON escapes it, in lower case."""
    texts = {secret, secret.hex().encode()} | base64_cores(secret)
    texts |= {text.replace(b"/", b"\\/") for text in set(texts)}
    return {text.lower() for text in texts}


class Search:
    """Secrets by name, looked for in outputs by name."""

    def __init__(self):
        self._forms = {}

    def add(self, name, secret):
        assert len(secret) >= SHORTEST, name
        self._forms[name] = forms_of(secret)

    def add_pem(self, name, pem):
        """A private key: its bytes, and the lines of its text."""
        lines = [line for line in pem.splitlines() if line and not line.startswith("-----")]
        self.add(name, base64.b64decode("".join(lines)))
        for number, line in enumerate(lines):
            self.add(f"{name}, line {number + 1}", line.encode())

    def names(self):
        return list(self._forms)

    def found_in(self, output):
        """The names of the secrets an output holds, whatever the case of letters."""
        # A dump in hexadecimal may have blanks or colons between its bytes.
        joined = re.sub(rb"[\s:]", b"", output)
        texts = [text.lower() for text in (output, joined, urllib.parse.unquote_to_bytes(output))]
        return [
            name
            for name, forms in self._forms.items()
            if any(form in text for form in forms for text in texts)
        ]


def self_test():
    secret = bytes(range(200, 232)) + b"+/Az"
    search = Search()
    search.add("it", secret)
    planted = [
        secret,
        secret.hex().encode(),
        secret.hex(":").upper().encode(),
        urllib.parse.quote_from_bytes(secret).encode(),
    ]
    for before in (b"", b"a", b"ab", b"abc"):
        for behind in (b"", b"x", b"xy"):
            mixed = before + secret + behind
            planted += [base64.b64encode(mixed), base64.urlsafe_b64encode(mixed)]
            planted.append(urllib.parse.quote_from_bytes(base64.b64encode(mixed)).encode())
    for output in planted:
        assert search.found_in(b"noise " + output + b" noise") == ["it"], output
    assert not search.found_in(secret[:-1] + b"noise"), "a part is not it"


if __name__ == "__main__":
    self_test()
