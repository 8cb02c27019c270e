"""The book the benchmarks run on: one unit of ten wallets and fifty balances.

Five members with a SPOT wallet each, three CROSS_MARGIN and two PORTFOLIO_MARGIN wallets, five
balances a wallet, some owed, some beyond their first tier; no positions. Prints the book file.
"""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TIME = 1_700_000_000_000
SPOT = ("BNB", "BTC", "ETH", "SOL", "USDC")
MARGIN = ("BNB", "BTC", "ETH", "TRX", "USDT")
PRICES = {"BNB": "601.11223344", "BTC": "61234.56789012", "ETH": "2987.65432109",
          "SOL": "151.23456789", "TRX": "0.30123456", "USDC": "0.99987654", "USDT": "1.00024667"}


def spot(scale: int) -> list[dict[str, str]]:
    return [{"asset": asset, "free": f"{scale}.{i}2345678", "locked": "0.5"}
            for i, asset in enumerate(SPOT)]


def cross(scale: int) -> dict[str, object]:
    return {"mode": "CLASSIC", "balances": [
        {"asset": "BNB", "free": f"{scale}.25", "interest": "0.00001", "borrowed": "1.5"},
        {"asset": "BTC", "free": f"{scale}.12345678"},
        {"asset": "ETH", "free": "3.5", "borrowed": "7.25", "interest": "0.00012345"},
        {"asset": "TRX", "free": f"{scale}000000"},
        {"asset": "USDT", "free": f"{scale}0000.5", "locked": "100.25"}]}


def portfolio(scale: int) -> dict[str, object]:
    return {"balances": [
        {"asset": "BNB", "crossMarginFree": f"{scale}.5"},
        {"asset": "BTC", "crossMarginFree": f"{scale}.75", "cmWalletBalance": "0.25"},
        {"asset": "ETH", "crossMarginFree": "2", "crossMarginBorrowed": "5.5",
         "crossMarginInterest": "0.0001"},
        {"asset": "USDC", "crossMarginFree": f"{scale}000"},
        {"asset": "USDT", "crossMarginFree": f"{scale}0000", "umWalletBalance": "-250.12345678"}]}


def main() -> None:
    parameters = json.loads((ROOT / "data/parameters/default.json").read_text())
    wallets = [{"SPOT": spot(i + 1),
                **({"CROSS_MARGIN": cross(i + 1)} if i < 3 else {"PORTFOLIO_MARGIN": portfolio(i)})}
               for i in range(5)]
    emails = [f"member{i}@example.com" for i in range(5)]
    book = {
        "format": "plimsoll-book", "version": 1, "time": TIME, "parameters": parameters,
        "prices": {
            "marginIndex": [{"asset": a, "price": p, "time": TIME}
                            for a, p in PRICES.items() if a != "USDT"],
            "assetIndex": [{"asset": a, "price": p, "time": TIME} for a, p in PRICES.items()],
            "mark": []},
        "accounts": [{"uid": 1, "email": "parent@example.com"}] + [
            {"uid": 2 + i, "email": emails[i], "parentEmail": "parent@example.com",
             "wallets": wallets[i]} for i in range(5)],
        "units": [{
            "groupId": 1, "parentEmail": "parent@example.com", "createTime": TIME,
            "members": [{"email": emails[i], "type": "CREDIT" if i == 4 else "COLLATERAL",
                         "enableSpot": True, "enableMargin": True} for i in range(5)],
            "liabilities": [{"asset": "USDC", "principal": "20000", "interest": "0.5"},
                            {"asset": "USDT", "principal": "150000", "interest": "12.5"}]}],
    }
    print(json.dumps(book))


if __name__ == "__main__":
    main()
