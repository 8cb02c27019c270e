"""Numbers nobody can mean: in each field that takes one.

An amount that reads well is asked of an asset that is not there: -27017 says that it was
understood, and nothing is borrowed.
"""

from table import (ARGUMENT, BORROW, BORROW_REPAY, CLOSED, INTEREST, NO_ROWS, NO_UNIT, NO_UNITS, OK,
                   REPAY, TOO_EARLY, TOO_LONG_A_WINDOW, TOO_OLD, TRANSFER_OUT, WINDOW_TOO_LARGE,
                   ask,
                   mandatory, not_loanable, too_precise)

NO_NUMBER = {
    "empty": "", "a word": "ten", "undefined": "undefined", "null": "null", "NaN": "NaN",
    "Infinity": "Infinity", "minus infinity": "-inf", "hexadecimal": "0x10",
    "octal of Python": "0o17", "binary": "0b1", "two points": "1.0.0", "a point alone": ".",
    "a minus alone": "-", "two minuses": "--1", "a sign behind": "1-", "a comma": "1,5",
    "thousands": "1,000", "underscores": "1_000", "a space inside": "1%200",
    "spaces around": "%201%20", "a unit": "1USDT", "currency": "$1", "percent": "1%25",
    "quotes": "%221%22", "an array": "[1]", "an object": "{}", "a list": "1;2",
    "Arabic digits": "%D9%A1%D9%A0", "full-width digits": "%EF%BC%91%EF%BC%90",
    "a mathematical digit": "%F0%9D%9F%8F", "a full-width point": "1%EF%BC%8E5",
    "a fraction sign": "%C2%BD", "a minus of typography": "%E2%88%921",
    "a C++ suffix": "1ULL", "a float suffix": "1.0f", "an imaginary one": "1i",
    "another statement": "1;--", "an expression": "1%2B1", "an exponent without digits": "1e",
    "an exponent with a point": "1e1.5", "an exponent with two signs": "1e%2B-5",
    "an exponent of words": "1eNaN", "two exponents": "1e1e1", "a hexadecimal float": "0x1p3",
}


def amount(title, text, answer, asset="NONE", path=BORROW):
    return ask(f"amount: {title}", answer, f"groupId=1&assetName={asset}&amount={text}",
               method="POST", path=path, key="credit")


def stamped(title, text, answer):
    return ask(f"timestamp: {title}", answer, f"groupId=1&timestamp={text}&<sign>")


def window(title, text, answer):
    return ask(f"recvWindow: {title}", answer, f"groupId=1&recvWindow={text}")


UNDERSTOOD = not_loanable("NONE")

CASES = [
    *[amount(title, text, mandatory("amount")) for title, text in NO_NUMBER.items()],
    *[ask(f"groupId: {title}", mandatory("groupId"), f"groupId={text}")
      for title, text in NO_NUMBER.items()],
    *[stamped(title, text, mandatory("timestamp")) for title, text in list(NO_NUMBER.items())[::3]],
    *[window(title, text, mandatory("recvWindow")) for title,
        text in list(NO_NUMBER.items())[1::3]],
    # Amounts: 8 decimals, 39 digits in all.
    amount("1e400", "1e400", mandatory("amount")),
    amount("1e-400", "1e-400", too_precise("NONE")),
    amount("1e60", "1e60", mandatory("amount")),
    amount("0e999999999999", "0e999999999999", UNDERSTOOD),
    amount("an exponent of 30 digits", "1e" + "9" * 30, mandatory("amount")),
    amount("39 digits", "9" * 39, mandatory("amount")),
    amount("2^127", str(2 ** 127), mandatory("amount")),
    amount("the greatest", "1701411834604692317132405596421.74554112", UNDERSTOOD),
    amount("one unit more than the greatest", "1701411834604692317132405596421.74554113",
           mandatory("amount")),
    amount("81 characters", "0" * 80 + "1", mandatory("amount")),
    amount("nine decimals", "0.000000001", too_precise("NONE")),
    amount("nine decimals, the last one zero", "1.000000000", UNDERSTOOD),
    amount("1e-9", "1e-9", too_precise("NONE")),
    amount("60 decimals", "0." + "0" * 59 + "1", too_precise("NONE")),
    amount("a float that fell from its decimals", "0.30000000000000004", too_precise("NONE")),
    amount("leading zeros", "0000000100.5", UNDERSTOOD),
    amount("no digit in front", ".5", UNDERSTOOD),
    amount("no digit behind", "5.", UNDERSTOOD),
    amount("an exponent", "1e-08", UNDERSTOOD),
    amount("an exponent in capitals with a plus", "1E%2B2", UNDERSTOOD),
    amount("zero", "0", ARGUMENT, "USDT"),
    amount("minus zero", "-0", ARGUMENT, "USDT"),
    amount("zero with an exponent", "0e10", ARGUMENT, "USDT"),
    amount("below zero", "-1", ARGUMENT, "USDT"),
    amount("the least below zero", "-0.00000001", ARGUMENT, "USDT"),
    amount("far below zero", "-1e30", ARGUMENT, "USDT"),
    amount("below zero, to repay", "-1", ARGUMENT, "USDT", REPAY),
    amount("zero, to repay", "0", ARGUMENT, "USDT", REPAY),
    ask("amount: below zero, to move out", ARGUMENT,
        "asset=USDT&amount=-1&subEmail=collateral001%40test.com", method="POST", path=TRANSFER_OUT),
    ask("amount: absent", mandatory("amount"), "groupId=1&assetName=USDT", method="POST",
        path=BORROW, key="credit"),
    # Ids: whole, below 2^53 either way.
    ask("groupId: leading zeros", OK, "groupId=0000001"),
    ask("groupId: minus zero", NO_UNITS, "groupId=-0"),
    ask("groupId: below zero", NO_UNITS, "groupId=-1"),
    ask("groupId: with a point", mandatory("groupId"), "groupId=1.0"),
    ask("groupId: with an exponent", mandatory("groupId"), "groupId=1e0"),
    ask("groupId: 2^53 - 1", NO_UNITS, "groupId=9007199254740991"),
    ask("groupId: 2^53", mandatory("groupId"), "groupId=9007199254740992"),
    ask("groupId: -2^53", mandatory("groupId"), "groupId=-9007199254740992"),
    ask("groupId: 2^63", mandatory("groupId"), "groupId=9223372036854775808"),
    ask("groupId: 2^64 + 1 is not 1", mandatory("groupId"), "groupId=18446744073709551617"),
    ask("groupId: 2^32 + 1 is not 1", NO_UNITS, "groupId=4294967297"),
    ask("groupId: 39 digits", mandatory("groupId"), "groupId=" + "1" * 39),
    ask("groupId: below zero, to borrow", NO_UNIT, "groupId=-1&assetName=USDT&amount=1",
        method="POST", path=BORROW, key="credit"),
    # The moment of the request.
    stamped("zero", "0", TOO_OLD),
    stamped("one", "1", TOO_OLD),
    stamped("below zero", "-1", mandatory("timestamp")),
    stamped("a plus", "%2B1", mandatory("timestamp")),
    stamped("a point", "1752137105623.0", mandatory("timestamp")),
    stamped("an exponent", "1.7e12", mandatory("timestamp")),
    stamped("2^63 - 1 is microseconds of the far future", "9223372036854775807", TOO_EARLY),
    stamped("2^63", "9223372036854775808", mandatory("timestamp")),
    stamped("39 digits", "9" * 39, mandatory("timestamp")),
    stamped("15 digits are milliseconds of the far future", "9" * 15, TOO_EARLY),
    stamped("16 digits are microseconds of long ago", "1000000000000000", TOO_OLD),
    stamped("leading zeros make microseconds of it", "0001752137105623", TOO_OLD),
    stamped("six seconds ago", "<now-6000>", TOO_OLD),
    stamped("a minute ago", "<now-61000>", TOO_OLD),
    stamped("in five seconds", "<now+5000>", TOO_EARLY),
    stamped("in a year", "<now+31536000000>", TOO_EARLY),
    stamped("in microseconds, five seconds ahead", "<now+5000>000", TOO_EARLY),
    stamped("in microseconds", "<now>000", OK),
    ask("timestamp: absent", mandatory("timestamp"), "groupId=1&<sign>"),
    ask("timestamp: in another case", mandatory("timestamp"), "groupId=1&Timestamp=<now>&<sign>"),
    # How long it holds.
    window("zero", "0", mandatory("recvWindow")),
    window("minus zero", "-0", mandatory("recvWindow")),
    window("below zero", "-5000", mandatory("recvWindow")),
    window("the greatest", "60000", OK),
    window("one more", "60001", WINDOW_TOO_LARGE),
    window("a thousandth more", "60000.001", WINDOW_TOO_LARGE),
    window("2^63", "9223372036854775808", WINDOW_TOO_LARGE),
    window("39 digits", "9" * 39, WINDOW_TOO_LARGE),
    window("1e400", "1e400", WINDOW_TOO_LARGE),
    window("four decimals", "5000.1234", mandatory("recvWindow")),
    ask("recvWindow: too large and too late", WINDOW_TOO_LARGE,
        "recvWindow=70000&timestamp=<now-65000>&<sign>"),
    ask("recvWindow: the greatest holds a minute", OK,
        "recvWindow=60000&timestamp=<now-50000>&<sign>"),
    # Pages and times of records.
    *[ask(f"{name}={text}", answer, f"{name}={text}", path=CLOSED, key="credit")
      for name, text, answer in [
          ("size", "0", ARGUMENT), ("size", "-1", ARGUMENT), ("size", "101", ARGUMENT),
          ("size", "9007199254740991", ARGUMENT), ("size", "100", NO_ROWS),
          ("size", "10.0", mandatory("size")), ("size", "1e2", mandatory("size")),
          ("size", "9" * 39, mandatory("size")), ("size", "", mandatory("size")),
          ("current", "0", ARGUMENT), ("current", "-1", ARGUMENT),
          ("current", "9007199254740991", NO_ROWS), ("current", "9007199254740992",
                                                      mandatory("current")),
          ("current", "1.0", mandatory("current")), ("current", "first", mandatory("current")),
      ]],
    *[ask(f"times of records: {query}", answer, query, path=INTEREST, key="credit")
      for query, answer in [
          ("startTime=-1", ARGUMENT), ("endTime=-1", ARGUMENT), ("startTime=2&endTime=1", ARGUMENT),
          ("startTime=0&endTime=8640000001", TOO_LONG_A_WINDOW),
          ("startTime=0&endTime=8640000000", NO_ROWS),
          ("startTime=0", NO_ROWS), ("endTime=0", NO_ROWS), ("startTime=9007199254740991",
          ARGUMENT),
          ("endTime=9007199254740991", NO_ROWS), ("startTime=9007199254740992",
                                                   mandatory("startTime")),
          ("startTime=1e3", mandatory("startTime")), ("endTime=now", mandatory("endTime")),
          ("startTime=", mandatory("startTime")), ("endTime=" + "9" * 39, mandatory("endTime")),
      ]],
    ask("type=1 where words are due", mandatory("type"), "type=", path=BORROW_REPAY, key="credit"),
]
