"""Parameters of the wrong type, absent ones, and callers in the wrong role."""

from table import (Answer, ARGUMENT, BORROW, BORROW_REPAY, CLOSED, EDIT_MEMBER, INTEREST, LOAN, LTV,
                   MAX_BORROWABLE, NO_RELATION, NO_ROWS, NO_UNIT, NO_UNITS, NO_WALLET, OK, REPAY,
                   TRANSFER, TRANSFER_FAILED, TRANSFER_OUT, ask, invalid, mandatory, not_loanable)

NO_CREDIT = Answer(400, -27010, "Credit account not found in risk unit with GroupID 1.")
NOT_THE_PARENTS = Answer(
    400, -27004, "The collateral account should be a sub-account under the same parent account.")
NO_RECEIVER = Answer(400, -27026, "Receiver UID is not within the Institutional Loan risk unit.")
FLAGS_ONLY_RISE = ARGUMENT

GOOD = {
    "groupId": "1", "assetName": "USDT", "amount": "1", "subEmail": "collateral001%40test.com",
    "enableSpot": "true", "enableMargin": "true", "asset": "USDT",
    "fromAccountType": "SPOT", "toAccountType": "MARGIN", "type": "BORROW",
}


def without(name, names, path, key="parent", method="POST"):
    query = "&".join(f"{other}={GOOD[other]}" for other in names if other != name)
    return ask(f"{path.rsplit('/', 1)[1]} without {name}", mandatory(name), query, method=method,
               path=path, key=key)


def empty(name, names, path, key="parent", method="POST", text=""):
    query = "&".join(f"{other}={text if other == name else GOOD[other]}" for other in names)
    return ask(f"{path.rsplit('/', 1)[1]} with {name}={text}", mandatory(name), query,
        method=method,
               path=path, key=key)


MUTATIONS = [
    (["groupId", "assetName", "amount"], BORROW, "credit"),
    (["groupId", "assetName", "amount"], REPAY, "credit"),
    (["groupId", "subEmail", "enableSpot", "enableMargin"], EDIT_MEMBER, "parent"),
    (["asset", "amount"], TRANSFER_OUT, "parent"),
    (["fromAccountType", "toAccountType", "asset", "amount"], TRANSFER, "parent"),
]

CASES = [
    *[without(name, names, path, key) for names, path, key in MUTATIONS for name in names],
    *[empty(name, names, path, key) for names, path, key in MUTATIONS for name in names],
    *[empty(name, names, path, key, text="undefined") for names, path, key in MUTATIONS
      for name in names],
    ask("close without groupId, as one library does", mandatory("groupId"), method="DELETE",
        path=LOAN[:-1], key="credit"),
    without("type", ["type"], BORROW_REPAY, "credit", "GET"),
    without("assetName", ["assetName"], MAX_BORROWABLE, "parent", "GET"),
    *[ask(f"enableSpot={text}", mandatory("enableSpot"),
          f"groupId=1&subEmail=collateral001%40test.com&enableSpot={text}&enableMargin=true",
          method="POST", path=EDIT_MEMBER)
      for text in ["1", "0", "yes", "on", "t", "TRUE%20", "truetrue", "null", "-1", "%E2%9C%93"]],
    *[ask(f"type={text}", invalid("type"), f"type={text}", path=BORROW_REPAY, key="credit")
      for text in ["borrow", "BORROW,REPAY", "NORMAL_REPAY", "0", "BORROW%20", "*", "%25"]],
    *[ask(f"repayFrom={text}", invalid("repayFrom"),
          f"groupId=1&assetName=USDT&amount=1&repayFrom={text}", method="POST", path=REPAY,
          key="credit")
      for text in ["spot", "CREDIT", "0", "SPOT,MARGIN"]],
    *[ask(f"fromAccountType={text}", invalid("fromAccountType"),
          f"fromAccountType={text}&toAccountType=SPOT&asset=USDT&amount=1", method="POST",
          path=TRANSFER)
      for text in ["spot", "FUNDING", "0", "SPOT%20", "../SPOT"]],
    ask("a wallet that is not kept here", TRANSFER_FAILED,
        "fromAccountType=USDT_FUTURE&toAccountType=SPOT&asset=USDT&amount=1", method="POST",
        path=TRANSFER),
    ask("loanCoin instead of assetName, as one library does", mandatory("assetName"),
        "groupId=1&loanCoin=USDT&amount=1", method="POST", path=BORROW, key="credit"),
    ask("a JSON body where a form is due", Answer(400, -1100), "<time>&<sign>",
        '{"groupId":1,"assetName":"USDT","amount":"1"}', method="POST", path=BORROW, key="credit"),
    ask("a multipart body where a form is due", Answer(400, -1100), "<time>&<sign>",
        '--x\r\nContent-Disposition: form-data; name="groupId"\r\n\r\n1\r\n--x--\r\n',
        method="POST", path=BORROW, key="credit"),
    # Who asks for what is not its own.
    ask("a unit that is not there", NO_UNITS, "groupId=2"),
    ask("the credit account asks for another unit", NO_UNITS, "groupId=2", key="credit"),
    ask("a collateral account asks", NO_UNITS, "groupId=1", key="collateral"),
    ask("the parent borrows", NO_CREDIT, "groupId=1&assetName=USDT&amount=1", method="POST",
        path=BORROW),
    ask("the parent repays", NO_CREDIT, "groupId=1&assetName=USDT&amount=1", method="POST",
        path=REPAY),
    ask("the parent closes", NO_CREDIT, "groupId=1", method="DELETE", path=LOAN[:-1]),
    ask("borrowing of a unit that is not there", NO_UNIT, "groupId=2&assetName=USDT&amount=1",
        method="POST", path=BORROW, key="credit"),
    ask("closing a unit that is not there", NO_UNIT, "groupId=2", method="DELETE", path=LOAN[:-1],
        key="credit"),
    ask("the credit account adds a member", NO_UNIT,
        "groupId=1&subEmail=collateral001%40test.com&enableSpot=true&enableMargin=true",
        method="POST", path=EDIT_MEMBER, key="credit"),
    ask("a member nobody knows", NOT_THE_PARENTS,
        "groupId=1&subEmail=nobody%40test.com&enableSpot=true&enableMargin=true", method="POST",
        path=EDIT_MEMBER),
    ask("the parent as its own member", NOT_THE_PARENTS,
        "groupId=1&subEmail=andrew.kemmer001%40test.com&enableSpot=true&enableMargin=true",
        method="POST", path=EDIT_MEMBER),
    ask("flags that fall", FLAGS_ONLY_RISE,
        "groupId=1&subEmail=collateral001%40test.com&enableSpot=false&enableMargin=false",
        method="POST", path=EDIT_MEMBER),
    ask("transfer out of nobody's wallet", NO_WALLET,
        "asset=USDT&amount=1&subEmail=nobody%40test.com", method="POST", path=TRANSFER_OUT),
    ask("the parent transfers out of it does not say whose", NO_RECEIVER, "asset=USDT&amount=1",
        method="POST", path=TRANSFER_OUT),
    ask("a transfer to a stranger", NO_RELATION,
        "fromAccountType=SPOT&toAccountType=SPOT&toEmail=stranger%40test.com&asset=USDT&amount=1",
        method="POST", path=TRANSFER),
    ask("records of a unit that is not the caller's", NO_ROWS, "groupId=2", path=INTEREST,
        key="credit"),
    ask("records of an asset that is not there", NO_ROWS, "asset=NONE", path=INTEREST,
        key="credit"),
    ask("records asked for by the parent", NO_ROWS, "", path=CLOSED),
    ask("the most of an asset that is not lent", not_loanable("SOL"), "assetName=SOL&groupId=1",
        path=MAX_BORROWABLE),
    ask("the most of a unit that is not there", Answer(200, holds="{}"),
        "assetName=USDT&groupId=2", path=MAX_BORROWABLE),
    ask("parameters nobody asks for", OK, "groupId=1&__proto__=x&constructor=y&admin=true",
        path=LTV),
]
