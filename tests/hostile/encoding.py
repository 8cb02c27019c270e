"""Percent signs, UTF-8, control characters: texts that two readers could take for two things."""

from table import (BORROW, EDIT_MEMBER, ILLEGAL, LTV, MAX_BORROWABLE, NOT_FOUND, NO_UNITS, NO_UNIT,
                   OK, SIGNATURE, ask, mandatory, not_loanable)

# What decodes, but is no UTF-8 text without control characters.
NO_TEXT = {
    "NUL": "%00", "NUL behind a good value": "1%00", "NUL in front": "%001",
    "a tab": "1%09", "a line feed": "1%0A", "a line end": "1%0D%0AX-Other:%201",
    "escape": "%1B[2J", "delete": "%7F",
    "an overlong slash, two bytes": "%C0%AF", "an overlong NUL": "%C0%80",
    "an overlong slash, three bytes": "%E0%80%AF", "an overlong slash, four bytes": "%F0%80%80%AF",
    "a lonely continuation": "%80", "half a euro sign": "%E2%82", "a surrogate": "%ED%A0%80",
    "beyond Unicode": "%F4%90%80%80", "five bytes": "%F8%88%80%80%80", "the byte FF": "%FF",
    "Latin-1": "caf%E9", "UTF-16 with its mark": "%FF%FE1%00", "the byte FF, not escaped": "\xff",
    "an overlong slash, not escaped": "\xc0\xaf",
}

# Percent signs that escape nothing.
BROKEN = {
    "a percent sign alone": "%", "one digit": "%3", "no digits": "%zz",
    "one digit, one letter": "%3g",
    "a sign": "%-1", "a space": "% 1".replace(" ", "+"), "twice": "%%31", "the IIS form": "%u0031",
    "half an escape at the end of the query": "1%", "digits of another script": "%\xd9\xa1\xd9\xa1",
}

CASES = [
    *[ask(f"no text in a value: {title}", ILLEGAL, f"groupId={value}")
      for title, value in NO_TEXT.items()],
    *[ask(f"no text in a name: {title}", ILLEGAL, f"groupId=1&{value}=1")
      for title, value in list(NO_TEXT.items())[:6]],
    *[ask(f"no text in a body: {title}", ILLEGAL, body=f"groupId={value}", method="POST",
          path=BORROW, key="credit")
      for title, value in list(NO_TEXT.items())[-6:]],
    *[ask(f"no escape: {title}", ILLEGAL, f"groupId={value}") for title, value in BROKEN.items()],
    ask("no escape in a name", ILLEGAL, "%g=1&groupId=1"),
    ask("no escape in the signature", ILLEGAL, "groupId=1&<time>&signature=%zz"),
    ask("no escape in the timestamp", ILLEGAL, "groupId=1&timestamp=%1&<sign>"),
    # Once decoded it is what it says, not what it would say decoded again.
    ask("decoded once only", mandatory("groupId"), "groupId=%2531"),
    ask("a name decoded once only", NO_UNITS, "groupId=%32&%2567roupId=1"),
    ask("an escaped name is the name", NO_UNITS, "%67roupId=2"),
    ask("an escaped digit is the digit", OK, "groupId=%31"),
    ask("escapes in lower case", NO_UNITS, "groupId=%32%37"),
    ask("an escaped ampersand separates nothing", mandatory("groupId"), "groupId=1%26x%3D1"),
    ask("an escaped equals sign ends no name", OK, "groupId%3D2=&groupId=1"),
    ask("a second equals sign", ILLEGAL, "groupId==1"),
    ask("plus is a space", mandatory("groupId"), "groupId=+1"),
    ask("an escaped plus is a plus", OK, "groupId=%2B1"),
    ask("a space behind", mandatory("groupId"), "groupId=1%20"),
    ask("a no-break space", mandatory("groupId"), "groupId=%C2%A01"),
    ask("a byte order mark", mandatory("groupId"), "groupId=%EF%BB%BF1"),
    ask("a right-to-left mark", mandatory("groupId"), "groupId=%E2%80%8F1"),
    ask("Arabic digits", mandatory("groupId"), "groupId=%D9%A1"),
    ask("full-width digits", mandatory("groupId"), "groupId=%EF%BC%91"),
    ask("superscript one", mandatory("groupId"), "groupId=%C2%B9"),
    ask("the Roman numeral one", mandatory("groupId"), "groupId=%E2%85%A0"),
    ask("a letter that looks like another", not_loanable("\u0405OL"), "assetName=%D0%85OL",
        path=MAX_BORROWABLE),
    ask("a dotless i is no I", not_loanable("\u0131"), "assetName=%C4%B1", path=MAX_BORROWABLE),
    ask("a combining mark", not_loanable("SOL\u0301"), "assetName=SOL%CC%81", path=MAX_BORROWABLE),
    ask("an emoji", not_loanable("\U0001F680"), "assetName=%F0%9F%9A%80", path=MAX_BORROWABLE),
    ask("the last character of Unicode", not_loanable("\U0010FFFF"), "assetName=%F4%8F%BF%BF",
        path=MAX_BORROWABLE),
    ask("quotes come back escaped", not_loanable('"}\\'), "assetName=%22%7D%5C",
        path=MAX_BORROWABLE),
    ask("markup comes back as text", not_loanable("<SCRIPT>"), "assetName=%3Cscript%3E",
        path=MAX_BORROWABLE),
    ask("another statement", not_loanable("X';DROP TABLE RECORDS--"),
        "assetName=x%27;drop+table+records--", path=MAX_BORROWABLE),
    ask("a format", not_loanable("%S%N{0}"), "assetName=%25s%25n{0}", path=MAX_BORROWABLE),
    ask("a path", not_loanable("../../ETC/PASSWD"), "assetName=../../etc/passwd",
        path=MAX_BORROWABLE),
    ask("an address in other letters is another", NO_UNIT,
        "groupId=77&subEmail=collateral001%EF%BC%A0test.com&enableSpot=true&enableMargin=true",
        method="POST", path=EDIT_MEMBER),
    ask("encoded after signing, as one library does", SIGNATURE, "note=a%40b&<time>&<sign>",
        signed_as="note=a@b&<time>"),
    ask("decoded after signing", SIGNATURE, "note=a@b&<time>&<sign>",
        signed_as="note=a%40b&<time>"),
    ask("an escaped path is another path", NOT_FOUND, "groupId=1", path=LTV.replace("l", "%6C")),
    ask("an escaped slash is another path", NOT_FOUND, "groupId=1",
        path=LTV.replace("/ltv", "%2Fltv")),
    ask("NUL behind a path", NOT_FOUND, "groupId=1", path=LTV + "%00"),
    ask("an escaped question mark begins no query", NOT_FOUND, "", path=LTV + "%3FgroupId=1"),
    ask("only ampersands beside", OK, "&&&groupId=1&&&<time>&&<sign>&"),
    ask("a name without anything", OK, "=&groupId=1"),
    ask("a name without a value", mandatory("groupId"), "groupId"),
    ask("a fragment is not sent", OK, "groupId=1&<time>&<sign>#&groupId=2",
        signed_as="groupId=1&<time>"),
    ask("a question mark in a value", mandatory("groupId"), "groupId=1?groupId%3D2"),
    ask("semicolons separate nothing", ILLEGAL, "groupId=1;x=2"),
]
