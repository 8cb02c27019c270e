"""A client of the loan API that is Python's standard library alone: urllib, hmac and json.

It is what a firm writes for itself in an afternoon: parameters sorted, the signature last, GET in
the query, everything else in a form body, DELETE too. Reads one question a line on stdin and writes
one answer a line on stdout, both JSON:

    {"url", "key", "secret", "method", "path", "params", "headers"}   one call
    {..., "pages": [number, size, total, rows, count]}                all rows of a list

    {"status", "text"}   the answer as it came
    {"rows", "calls"}    the rows of all pages, and how many pages there were
"""

import decimal
import hashlib
import hmac
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

# Never through a proxy, even if the shell has one.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def sign(params, secret):
    query = urllib.parse.urlencode(sorted(params.items()))
    signature = hmac.new(secret.encode(), query.encode(), hashlib.sha256).hexdigest()
    return f"{query}&signature={signature}"


def signed_request(question, params):
    everything = dict(params, timestamp=int(time.time() * 1000))
    text = sign(everything, question["secret"])
    headers = {"X-MBX-APIKEY": question["key"], **question.get("headers", {})}
    url = question["url"] + question["path"]
    if question["method"] == "GET":
        return urllib.request.Request(f"{url}?{text}", headers=headers)
    return urllib.request.Request(url, text.encode(), headers, method=question["method"])


def send(request):
    try:
        with OPENER.open(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def parse(text):
    """Numbers exactly: an amount never becomes a float."""
    return json.loads(text, parse_float=decimal.Decimal)


def ask(question):
    if "key" not in question:
        return send(urllib.request.Request(question["url"] + question["path"]))
    return send(signed_request(question, question["params"]))


def ask_pages(question):
    number, size, total, rows, count = question["pages"]
    found, page = [], 0
    while True:
        page += 1
        params = dict(question["params"], **{number: page, size: count})
        status, text = send(signed_request(question, params))
        if status != 200:
            return {"status": status, "text": text}
        answer = parse(text)
        found += answer[rows]
        if page * count >= answer[total]:
            return {"rows": found, "calls": page}


def main():
    for line in sys.stdin:
        question = json.loads(line)
        if "pages" in question:
            answer = ask_pages(question)
        else:
            status, text = ask(question)
            parse(text)
            answer = {"status": status, "text": text}
        print(json.dumps(answer, default=str), flush=True)


if __name__ == "__main__":
    main()
