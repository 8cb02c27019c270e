"""The operators' listener: tokens that are none, JSON that is none, too deep, too large, of wrong
types, twice the same.

Its errors name what is wrong, as docs/operators.md says: {"error": name, "detail": where and what}.
"""

from table import Answer, raw

TOKEN = "Authorization: Bearer <token>\r\n"
HEAD = "POST /commands HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + TOKEN


def wrong(holds="", error="MALFORMED"):
    return Answer(400, holds=f'"error":"{error}"', fields=()) if not holds else Answer(
        400, holds=holds)


def command(title, text, answer=None):
    """With a reason, where a member can be put: it is read before what is wrong with the others."""
    if text.startswith('{"command":"'):
        text = '{"reason":"a test",' + text[1:]
    return raw(title, answer or wrong(), HEAD, f"Content-Length: {len(text)}\r\n\r\n", text,
               port="lender")


def http(title, status, *texts, hang_up=False):
    return raw(title, Answer(status, holds='"error"'), *texts, hang_up=hang_up, port="lender")


def without(title, *fields):
    """A good command whose sender is nobody."""
    text = '{"reason":"x",' + fund('"1"')[1:]
    return raw(title, Answer(401, holds='"error":"UNAUTHORIZED"'), "POST /commands HTTP/1.1\r\n",
               "Host: h\r\nConnection: close\r\n", *fields,
               f"Content-Length: {len(text)}\r\n\r\n", text, port="lender")


def fund(amount):
    return f'{{"command":"FUND_POOL","asset":"USDT","amount":{amount}}}'


TOO_DEEP = wrong("at most 16 levels")

CASES = [
    command("nothing", ""),
    command("a space", " "),
    command("a form", "command=FUND_POOL&asset=USDT&amount=1"),
    command("null", "null"),
    command("a number", "1"),
    command("a text", '"FUND_POOL"'),
    command("an array", "[]"),
    command("an array of a command", f"[{fund(chr(34) + '1' + chr(34))}]"),
    command("an empty object", "{}", wrong("one of FUND_POOL")),
    command("half an object", '{"command":"FUND_POOL"'),
    command("two objects", fund('"1"') + fund('"1"')),
    command("something behind", fund('"1"') + "x"),
    command("NUL behind", fund('"1"') + "\x00"),
    command("a comma too many", '{"command":"FUND_POOL","asset":"USDT","amount":"1",}'),
    command("a comment", '{"command":"FUND_POOL",/* x */"asset":"USDT","amount":"1"}'),
    command("single quotes", "{'command':'FUND_POOL'}"),
    command("names without quotes", '{command:"FUND_POOL"}'),
    command("a control character in a text", '{"command":"FUND\x01POOL"}'),
    command("a line feed in a text", '{"command":"FUND\nPOOL"}'),
    command("a wrong escape", r'{"command":"\x46UND_POOL"}'),
    command("half a surrogate", r'{"command":"\ud800"}'),
    command("invalid UTF-8", '{"command":"\xff\xfe"}'),
    command("overlong UTF-8", '{"command":"\xc0\xaf"}'),
    command("a UTF-8 surrogate", '{"command":"\xed\xa0\x80"}'),
    command("a byte order mark", "\xef\xbb\xbf" + fund('"1"')),
    command("UTF-16", "{\x00}\x00"),
    command("16 levels and one more", "[" * 17 + "]" * 17, TOO_DEEP),
    command("100,000 levels", "[" * 100_000, TOO_DEEP),
    command("100,000 levels of objects", '{"a":' * 100_000, TOO_DEEP),
    command("deep inside a command", '{"command":"FUND_POOL","asset":' + "[" * 50 + "]" * 50 + "}",
            TOO_DEEP),
    command("1,000 members", "{" + ",".join(f'"m{i}":1' for i in range(1_000)) + "}",
            wrong("at most 64 members")),
    command("a member twice", '{"command":"FUND_POOL","command":"FUND_POOL"}',
            wrong("expected once, found twice")),
    command("a member twice, once escaped", r'{"command":"FUND_POOL","\u0063ommand":"FUND_POOL"}',
            wrong("expected once, found twice")),
    command("a member nobody knows", fund('"1"')[:-1] + ',"note":"x"}', wrong("note")),
    command("a command nobody knows", '{"command":"DROP_TABLES"}', wrong("one of FUND_POOL")),
    command("a command in lower case", '{"command":"fund_pool","asset":"USDT","amount":"1"}',
            wrong("one of FUND_POOL")),
    command("a command that is a number", '{"command":1}', wrong("one of FUND_POOL")),
    command("a command that is null", '{"command":null}', wrong("one of FUND_POOL")),
    command("a command of 60,000 letters", '{"command":"' + "A" * 60_000 + '"}',
            wrong("one of FUND_POOL")),
    command("no asset", '{"command":"FUND_POOL","amount":"1"}', wrong("asset")),
    command("no amount", '{"command":"FUND_POOL","asset":"USDT"}', wrong("amount")),
    command("an asset that is not there", '{"command":"FUND_POOL","asset":"NONE","amount":"1"}',
            wrong("asset")),
    command("an asset that is an object", '{"command":"FUND_POOL","asset":{},"amount":"1"}',
            wrong("asset")),
    *[command(f"the amount {amount[:40]}", fund(amount), wrong("amount"))
      for amount in ["1", "1.5", "1e400", "true", "null", "[]", "{}", '""', '"x"', '"1e3"',
      '"1e400"',
                     '"NaN"', '"Infinity"', '"0x10"', '"+1"', '" 1"', '"1 "', '"1,5"', '".5"',
                     '"5."',
                     '"0.000000001"', '"' + "9" * 39 + '"', '"' + "9" * 5_000 + '"', '"--1"', '"-"',
                     '"\xd9\xa1"', '"1\\u0000"']],
    *[command(f"the number {text}", fund(text)) for text in
      ["01", "+1", "-", "1.", ".5", "1e", "0x1", "NaN", "Infinity", "-Infinity", "1_000",
      "1" * 5_000]],
    command("more than the pool has is taken out", fund('"-1000000000000"'),
            Answer(400, holds='"error":"')),
    command("a price of zero",
            '{"command":"UPDATE_PRICES","marginIndex":[{"asset":"SOL","price":"0"}]}',
            wrong("price")),
    command("a price below zero",
            '{"command":"UPDATE_PRICES","marginIndex":[{"asset":"SOL","price":"-1"}]}',
            wrong("price")),
    command("a price too large",
            '{"command":"UPDATE_PRICES","marginIndex":'
            '[{"asset":"SOL","price":"1' + "0" * 30 + '"}]}',
            wrong("price")),
    command("prices that are no list", '{"command":"UPDATE_PRICES","marginIndex":{}}',
            wrong("marginIndex")),
    command("a groupId of text", '{"command":"SET_UNIT_LINES","groupId":"1","lines":{}}',
            wrong("groupId")),
    command("a groupId of 2^53",
        '{"command":"SET_UNIT_LINES","groupId":9007199254740992,"lines":{}}',
            wrong("groupId")),
    command("a groupId with a point", '{"command":"SET_UNIT_LINES","groupId":1.0,"lines":{}}',
            wrong("groupId")),
    command("a groupId below zero", '{"command":"SET_UNIT_LINES","groupId":-1,"lines":{}}',
            wrong("groupId")),
    command("a unit that is not there", '{"command":"SET_UNIT_LINES","groupId":2,"lines":{}}',
            wrong(error="UNKNOWN_UNIT")),
    command("a line above one",
        '{"command":"SET_UNIT_LINES","groupId":1,"lines":{"borrowLtv":"2"}}',
            Answer(400, holds='"error":"')),
    command("lines out of order",
            '{"command":"SET_UNIT_LINES","groupId":1,"lines":{"borrowLtv":"0.95"}}',
            Answer(400, holds='"error":"')),
    command("a wallet nobody has",
            '{"command":"UPDATE_WALLETS","email":"nobody@test.com","wallets":{}}', wrong("email")),
    command("an order that is not there",
            '{"command":"REPORT_FILL","groupId":1,"order":17,"sold":"1","proceeds":"1"}',
            wrong(error="UNKNOWN_ORDER")),
    command("a fill below zero",
            '{"command":"REPORT_FILL","groupId":1,"order":17,"sold":"-1","proceeds":"1"}',
            wrong("sold")),
    command("a transfer that is not there",
            '{"command":"SETTLE_TRANSFER","groupId":1,"transaction":17,"succeeded":true}',
            Answer(400, holds='"error":"')),
    command("a truth of text",
            '{"command":"SETTLE_TRANSFER","groupId":1,"transaction":17,"succeeded":"true"}',
            wrong("succeeded")),
    http("a body above a megabyte", 413, HEAD, "Content-Length: 1048577\r\n\r\n"),
    http("chunks and a length", 400, HEAD,
        "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}"),
    http("a body cut short", 400, HEAD, "Content-Length: 10\r\n\r\n{}", hang_up=True),
    http("GET of the commands", 405, "GET /commands HTTP/1.1\r\nHost: h\r\n", TOKEN,
         "Connection: close\r\n\r\n"),
    http("DELETE of the ledger", 405, "DELETE /ledger HTTP/1.1\r\nHost: h\r\n", TOKEN,
         "Connection: close\r\n\r\n"),
    http("a path with a slash behind", 404, "POST /commands/ HTTP/1.1\r\nHost: h\r\n", TOKEN,
         "Connection: close\r\n\r\n"),
    http("a call of the public API", 404, "GET /api/v3/ping HTTP/1.1\r\nHost: h\r\n", TOKEN,
         "Connection: close\r\n\r\n"),
    without("no token"),
    without("a token without its scheme", "Authorization: <token>\r\n"),
    without("a token of another scheme", "Authorization: Basic <token>\r\n"),
    without("a token in another field", "X-Authorization: Bearer <token>\r\n"),
    without("the start of a token", "Authorization: Bearer plo_\r\n"),
    without("more than a token", "Authorization: Bearer <token>0\r\n"),
    without("a token in quotes", 'Authorization: Bearer "<token>"\r\n'),
    without("nobody's token", f"Authorization: Bearer plo_{'0' * 16}_{'0' * 64}\r\n"),
    without("a token of 8 kB", f"Authorization: Bearer plo_{'0' * 8000}\r\n"),
    http("garbage", 400, "\x00\x01\x02\r\n\r\n"),
    http("TLS", 400, "\x16\x03\x01\x02\x00\x01", hang_up=True),
]
