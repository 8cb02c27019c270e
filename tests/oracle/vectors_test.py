#!/usr/bin/env python3
"""Holds the second opinion to the published worked examples.

Builds books in the format of docs/book-format.md from the inputs of
data/vectors/valuation_vectors.json and expects every number of the valuation printed there.

    python3 tests/oracle/vectors_test.py
"""

from __future__ import annotations

import decimal
import json
import unittest
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Optional

import oracle
from exact import AMOUNT_PLACES, EXACT, ONE, ZERO, amount_of, floor8, plain, round_to
from parameters import Book
from wallets import WalletValue, Watch, value_portfolio_margin, value_positions

ROOT = Path(__file__).resolve().parents[2]
VECTORS = json.loads((ROOT / "data/vectors/valuation_vectors.json").read_text("utf-8"))

Json = dict[str, Any]

LINES = {
    "borrowLtv": "0.75",
    "transferOutLtv": "0.5",
    "warningLtv": "0.78",
    "marginCallLtv": "0.8",
    "liquidationLtv": "0.9",
    "stopLiquidationLtv": "0",
    "instantLiquidation": "0",
    "hysteresis": "0.01",
    "cureMs": 0,
}
ROUNDING = {
    "wallet": "HALF_UP",
    "totalNetEquity": "DOWN",
    "totalMaintenanceMargin": "DOWN",
    "totalLiability": "DOWN",
    "ltv": "HALF_UP",
    "maxAllowedBorrowLimit": "HALF_UP",
    "maxTransferOutAmount": "DOWN",
    "maxBorrowable": "HALF_UP",
    "uniMmr": "HALF_UP",
}
ACCEPTED = ["BNB", "BTC", "ETH", "SOL", "USDC", "USDT"]
FULL = [{"rate": "1"}]
# The USD-M brackets used by example C, and one coin-margined bracket (section 5.1).
USD_M_BRACKETS = [
    {"upTo": "300000", "rate": "0.004"},
    {"upTo": "800000", "rate": "0.005"},
    {"upTo": "3000000", "rate": "0.0065"},
    {"rate": "0.01"},
]


def flat(rate: str) -> list[Json]:
    """A table of one open-ended tier."""
    return [{"rate": rate}]


def tiers(rows: list[list[Optional[str]]]) -> list[Json]:
    """Turn [floor, cap, rate] rows into TIERS; the last row is left open-ended."""
    table = [{"upTo": cap, "rate": rate} for _, cap, rate in rows]
    del table[-1]["upTo"]
    return table


def price_rows(prices: dict[str, str], key: str = "asset") -> list[Json]:
    """Turn name -> price into the rows of the book; USDT against USDT is never listed."""
    return [{key: name, "price": prices[name], "time": 0} for name in sorted(prices)]


def balances(rows: dict[str, list[str]], fields: list[str]) -> list[Json]:
    """Turn asset -> amounts into balance rows with the named fields."""
    return [{"asset": asset, **dict(zip(fields, rows[asset]))} for asset in sorted(rows)]


def cross(rows: dict[str, list[str]], mode: str = "CLASSIC") -> Json:
    """A CROSS_MARGIN wallet of asset -> [free, locked, borrowed, interest]."""
    fields = ["free", "locked", "borrowed", "interest"]
    return {"CROSS_MARGIN": {"mode": mode, "balances": balances(rows, fields)}}


def portfolio(rows: dict[str, Json], positions: Optional[list[Json]] = None) -> Json:
    """A PORTFOLIO_MARGIN wallet of asset -> balance fields."""
    listed = [{"asset": asset, **rows[asset]} for asset in sorted(rows)]
    return {"PORTFOLIO_MARGIN": {"balances": listed, "positions": positions or []}}


def spot(free: dict[str, str]) -> Json:
    """A SPOT wallet of asset -> free."""
    return {"SPOT": balances({asset: [amount] for asset, amount in free.items()}, ["free"])}


def make_book(members: list[tuple[str, str, Json]], *, margin: Optional[dict[str, str]] = None,
              index: Optional[dict[str, str]] = None, cross_tiers: Optional[Json] = None,
              pro: Optional[Json] = None, portfolio_tiers: Optional[Json] = None,
              contracts: Optional[list[Json]] = None, marks: Optional[dict[str, str]] = None,
              liabilities: Optional[list[Json]] = None) -> Json:
    """A book with one unit of (email, type, wallets) members."""
    margin = {asset: price for asset, price in (margin or {}).items() if asset != "USDT"}
    accounts = [{"uid": 1, "email": "parent@test.com"}] + [
        {"uid": uid, "email": email, "parentEmail": "parent@test.com", "wallets": wallets}
        for uid, (email, _, wallets) in enumerate(members, start=2)
    ]
    cross_tiers, portfolio_tiers, pro = cross_tiers or {}, portfolio_tiers or {}, pro or {}
    return {
        "format": "plimsoll-book",
        "version": 1,
        "time": 0,
        "parameters": {
            "assets": [],
            "lines": LINES,
            "loan": {
                "presetLimit": "10000000", "ltvCap": "999", "maxCollateralAccounts": 10,
                "loanableAssets": ["USDT"], "liquidationFeeRate": "0", "slippage": "0",
                "quietMs": 120000, "requestMemoryMs": 86400000, "liquidationPriceAgeMs": 0,
                "clampTransferOut": False,
                "checkSpotTransfer": True, "acceptCrossMarginPro": False,
                "accrueMemberLoans": True, "externalSeller": False, "externalSettlement": False,
            },
            "rounding": ROUNDING,
            "spot": [{"asset": asset, "collateralRatio": "1"} for asset in ACCEPTED],
            "crossMargin": {
                "classicMaintenanceRate": "0.1",
                "transferOutLevel": "2",
                "collateral": [
                    {"asset": asset, "liquidation": table, "borrow": "1", "transferOut": "1"}
                    for asset, table in sorted(cross_tiers.items())
                ],
                "proBrackets": [
                    {"asset": asset, "brackets": table} for asset, table in sorted(pro.items())
                ],
            },
            "portfolioMargin": {
                "collateral": [
                    {"asset": asset, "tiers": table}
                    for asset, table in sorted(portfolio_tiers.items())
                ],
                "loanMaintenanceRate": "0.1",
                "loanMaintenanceRates": [],
                "transferOutUniMmr": "1.05",
            },
            "contracts": contracts or [],
            "interestRates": [],
        },
        "prices": {
            "marginIndex": price_rows(margin),
            "assetIndex": price_rows(index or {}),
            "mark": price_rows(marks or {}, "symbol"),
        },
        "accounts": accounts,
        "units": [{
            "groupId": 1,
            "parentEmail": "parent@test.com",
            "createTime": 0,
            "members": [
                {"email": email, "type": kind, "enableSpot": True, "enableMargin": True}
                for email, kind, _ in members
            ],
            "liabilities": liabilities or [],
        }],
    }


def loan(rows: list[Json]) -> list[Json]:
    """Turn printed liabilities into the rows of the book."""
    return [
        {"asset": row["assetName"], "principal": row["principal"], "interest": row["interest"]}
        for row in sorted(rows, key=lambda row: row["assetName"])
    ]


def one_unit(book: Json) -> oracle.UnitValue:
    """Value the only unit of a book."""
    [unit] = oracle.value_book(book)
    return unit


def owing(collateral: str, **owed: str) -> dict[str, list[str]]:
    """Cross margin balances of free USDT against borrowed coins."""
    rows = {asset: ["0", "0", amount, "0"] for asset, amount in owed.items()}
    return {"USDT": [collateral, "0", "0", "0"], **rows}


class VectorsTest(unittest.TestCase):
    """Every printed number of the valuation."""

    def setUp(self) -> None:
        previous = decimal.getcontext()
        decimal.setcontext(EXACT)
        self.addCleanup(decimal.setcontext, previous)

    def assert_number(self, printed: str, value: Decimal, what: str = "") -> None:
        """Expect `value` to print as `printed`, but for trailing zeros."""
        self.assertEqual(plain(Decimal(printed)), plain(value), what)

    def assert_wallets(self, printed: list[Json], unit: oracle.UnitValue) -> None:
        """Expect the wallets as printed, in the printed order."""
        records = oracle.unit_record(unit, ROUNDING)["wallets"]
        self.assertEqual(len(printed), len(records))
        for row, record in zip(printed, records):
            self.assertEqual(row["email"], record["email"])
            self.assertEqual(row["accountType"], record["accountType"])
            for name in ("netEquity", "maintainMargin"):
                self.assertEqual(row[name], record[name], row)
                self.assertEqual(row[name + "_exact"], record[name + "Exact"], row)

    def assert_unit(self, printed: Json, unit: oracle.UnitValue) -> None:
        """Expect the totals, the LTV and the limits as printed."""
        record = oracle.unit_record(unit, ROUNDING)
        self.assertIsNone(record["error"])
        for name in ("totalNetEquity", "totalMaintenanceMargin", "totalLiability"):
            self.assertEqual(printed[name], record[name])
            self.assertEqual(printed[name + "_exact"], record[name + "Exact"])
        for name in ("ltv", "maxAllowedBorrowLimit", "maxTransferOutAmount"):
            self.assertEqual(printed[name], record[name])
        self.assert_number(printed["adjustedEquity_exact"], unit.adjusted)

        exact_ltv = Fraction(unit.liability) / Fraction(unit.adjusted)
        self.assertEqual(printed["ltv_20digits"],
                         plain(round_to(exact_ltv, 20, "HALF_UP")))
        borrow, transfer = Decimal(LINES["borrowLtv"]), Decimal(LINES["transferOutLtv"])
        room = Fraction(borrow * unit.adjusted - unit.liability)
        self.assertEqual(Fraction(Decimal(printed["maxAllowedBorrowLimit_exact"])),
                         max(Fraction(0), room / Fraction(1 - borrow)))
        self.assertEqual(Fraction(Decimal(printed["maxTransferOutAmount_exact"])),
                         max(Fraction(0), Fraction(unit.adjusted - unit.liability / transfer)))

        with_ratio = printed["maxBorrowable_usd_with_collateral_ratio"]
        self.assert_max_borrowable(with_ratio, max(Fraction(0), room))

    def assert_max_borrowable(self, printed: Json, room: Fraction) -> None:
        """Expect the printed figure, which is HALF_UP; the last slice takes any mode."""
        borrow, rate = Decimal(LINES["borrowLtv"]), Decimal(printed["collateralRatio"])
        exact = room / Fraction(1 - borrow * rate)
        self.assert_number(printed["amount"], amount_of(exact))
        slices = [oracle.Slice(rate, None)]
        for mode in ("DOWN", "HALF_UP", "UP"):
            amount, _ = oracle.max_borrowable(room, borrow, ONE, ONE, slices, mode)
            self.assertEqual(round_to(exact, AMOUNT_PLACES, mode), amount)

    # A: the seed response

    def seed_book(self, index: str, rate: str, credit: str,
                  spot_003: dict[str, str], margin: dict[str, str]) -> Json:
        """The ten wallets of example A."""
        inputs = VECTORS["A_seed_example"]["inputs"]
        emails = [row["email"] for row in VECTORS["A_seed_example"]["wallets"][::2]]
        first = inputs["collateral001"]["CROSS_MARGIN"]
        rows = {
            asset: [first[asset][name] for name in ("free", "locked", "borrowed", "interest")]
            for asset in ("SOL", "USDT")
        }
        one_usdt = inputs["collateral004"]["PORTFOLIO_MARGIN"]
        members = [
            (emails[0], "COLLATERAL",
             spot({"USDT": inputs["collateral001"]["SPOT"]["USDT"]["free"]}) | cross(rows)),
            (emails[1], "COLLATERAL", spot(spot_003) | cross({})),
            (emails[2], "CREDIT", portfolio({"USDT": {"crossMarginFree": credit}})),
            (emails[3], "COLLATERAL", portfolio(one_usdt)),
            (emails[4], "COLLATERAL",
             spot({"USDT": inputs["collateral005"]["SPOT"]["USDT"]["free"]}) | cross({})),
        ]
        return make_book(members, margin=inputs["marginIndexPriceUsdt"] | margin,
                         index={"USDT": index}, portfolio_tiers={"USDT": flat(rate)},
                         cross_tiers={"USDT": FULL}, liabilities=loan(inputs["liabilities"]))

    def test_seed_example(self) -> None:
        """Section 11, digit by digit, and maxBorrowable from the book itself."""
        case = VECTORS["A_seed_example"]
        inputs = case["inputs"]
        unit = one_unit(self.seed_book(
            inputs["pmAssetIndexPrice"]["USDT"], inputs["pmCollateralRate"]["USDT"],
            inputs["credit"]["PORTFOLIO_MARGIN"]["USDT"]["crossMarginFree"],
            {"USDT": inputs["collateral003"]["SPOT"]["USDT"]["free"]}, {}))
        self.assert_wallets(case["wallets"], unit)
        self.assert_unit(case["unit"], unit)
        # The printed 16.3190765 is HALF_UP; an amount to borrow is rounded DOWN (section 7).
        self.assert_number(case["unit"]["maxBorrowable_usd_with_collateral_ratio"]["amount"],
                           unit.borrowable[0].amount)
        cross_margin = unit.wallets[1]
        self.assert_number(case["crossMargin_001"]["liabilityValue"],
                           sum(row.liability for row in cross_margin.assets))
        self.assert_number(case["crossMargin_001"]["netEquity"], cross_margin.net_equity)
        self.assert_number(case["crossMargin_001"]["maintainMargin"],
                           cross_margin.maintain_margin)
        self.assertEqual(["transferOut"], [name for name, on in unit.on_lines.items() if on])

    def test_seed_example_safe_under_truncation(self) -> None:
        """The variant of section 11 that prints the same under both rounding rules."""
        case = VECTORS["A_alt_truncation_safe"]
        inputs = case["inputs"]
        unit = one_unit(self.seed_book(
            inputs["pmAssetIndexPrice"]["USDT"], inputs["pmCollateralRate"]["USDT"],
            inputs["credit_crossMarginFree"], {"BNB": inputs["BNB"]["free"]},
            {"BNB": inputs["BNB"]["price"]}))
        self.assert_unit(case["unit"], unit)
        down = floor8(Decimal(case["unit"]["maxAllowedBorrowLimit_exact"]))
        self.assert_number(case["unit"]["maxAllowedBorrowLimit"], down)

    # B: the printed liquidation record

    def test_force_liquidation_example(self) -> None:
        """Section 12; account 138 holds another asset at its own index price."""
        case = VECTORS["B_force_liquidation_example"]
        inputs, printed = case["inputs"], case["wallets"]
        index = inputs["pmAssetIndexPrice"]
        rate = inputs["pmCollateralRate"]
        members = [
            ("credit", "CREDIT",
             portfolio({"USDT": {"crossMarginFree": inputs["credit_PM_USDT"]}})),
            ("138", "COLLATERAL", portfolio({"USDC": {"crossMarginFree": inputs["PM_138"]}})),
            ("137", "COLLATERAL",
             portfolio({"USDT": {"crossMarginFree": inputs["PM_137_USDT"]}})),
            ("135", "COLLATERAL", cross({"USDT": [inputs["CM_135_USDT"], "0", "0", "0"]})),
            ("136", "COLLATERAL", cross({"USDT": [inputs["CM_136_USDT"], "0", "0", "0"]})),
        ]
        unit = one_unit(make_book(
            members, index={"USDT": index["USDT"], "USDC": index["asset_of_138"]},
            portfolio_tiers={"USDC": flat(rate), "USDT": flat(rate)}, cross_tiers={"USDT": FULL},
            liabilities=loan([inputs["liability"]])))
        self.assert_unit(case["unit"], unit)
        margin_wallets = [wallet for wallet in unit.wallets if wallet.account_type != "SPOT"]
        for wallet in margin_wallets:
            row = printed[wallet.email]
            out, exact = (row["out"], row["exact"]) if isinstance(row, dict) else (row, row)
            self.assert_number(exact, wallet.net_equity, wallet.email)
            self.assert_number(out, round_to(wallet.net_equity, 8, "HALF_UP"))
        self.assertTrue(all(unit.on_lines.values()))

    # C: all wallet types

    def full_book(self, mode: str) -> Json:
        """Example C with account A's CROSS_MARGIN in the given mode."""
        inputs = VECTORS["C_full_unit"]["inputs"]
        account_a, account_b = inputs["A.CROSS_MARGIN(classic)"], inputs["B.PORTFOLIO_MARGIN"]
        spot_rows = {asset: row for asset, row in inputs["A.SPOT"].items() if asset != "_"}
        cross_rows = {asset: row for asset, row in account_a.items() if asset != "_"}
        credit_spot = balances(inputs["credit.SPOT"], ["free", "locked"])
        usd_m, [coin_m] = account_b["UM"], account_b["CM"]
        positions = [
            {"symbol": row["symbol"], "quantity": row["qty"], "entryPrice": row["entry"]}
            for row in usd_m
        ]
        positions.append({"symbol": coin_m["symbol"], "side": "LONG",
                          "quantity": coin_m["contracts"], "entryPrice": coin_m["entry"]})
        contracts = [
            {"symbol": row["symbol"], "type": "USD_M", "baseAsset": row["symbol"][:3],
             "marginAsset": "USDT", "brackets": USD_M_BRACKETS}
            for row in usd_m
        ]
        contracts.append({"symbol": coin_m["symbol"], "type": "COIN_M", "baseAsset": "BTC",
                          "marginAsset": "BTC", "contractSize": coin_m["multiplierUsd"],
                          "brackets": flat(coin_m["bracket"]["maintMarginRatio"])})
        members = [
            ("a", "COLLATERAL", {"SPOT": balances(spot_rows, ["free", "locked"])}
             | cross(cross_rows, mode)),
            ("b", "COLLATERAL", portfolio(
                {asset: account_b[asset] for asset in ("BTC", "USDT", "WLD")}, positions)),
            ("credit", "CREDIT", {"SPOT": credit_spot} | portfolio(
                {asset: {"crossMarginFree": amount}
                 for asset, amount in inputs["credit.PORTFOLIO_MARGIN"].items()})),
        ]
        return make_book(
            members, margin=inputs["marginIndexPriceUsdt"], index=inputs["pmAssetIndexPrice"],
            marks={row["symbol"]: row["mark"] for row in usd_m + [coin_m]},
            cross_tiers={asset: tiers(rows)
                         for asset, rows in inputs["crossMarginTiers"].items()},
            portfolio_tiers={asset: tiers(rows) for asset, rows in inputs["pmTiers"].items()},
            pro={"BTC": [{"upTo": "50000", "rate": "0.05"}, {"upTo": "100000", "rate": "0.07"},
                         {"rate": "0.08"}],
                 "USDT": flat("0.03")},
            contracts=contracts, liabilities=loan(inputs["liabilities"]))

    def test_full_unit(self) -> None:
        """Section 13: the totals and every printed step."""
        case = VECTORS["C_full_unit"]
        steps = case["steps"]
        unit = one_unit(self.full_book("CLASSIC"))
        self.assert_unit(case["unit"], unit)
        self.assert_number(case["unit"]["maxBorrowable_usd_with_collateral_ratio"]["amount"],
                           unit.borrowable[0].amount)
        a_spot, a_cross, _, b_portfolio, credit_spot, credit_portfolio = unit.wallets

        counted = {row.asset: row.counted for row in a_spot.assets}
        for asset, value in steps["A.SPOT"].items():
            self.assert_number(value, counted.get(asset, ZERO), asset)
        self.assert_number(steps["A.SPOT.netEquity"], a_spot.net_equity)

        by_asset = {row.asset: row for row in a_cross.assets}
        for step in steps["A.CM"]:
            row = by_asset[step["asset"]]
            for name in ("net", "value", "counted", "liability"):
                self.assert_number(step[name], getattr(row, name), step["asset"])
        self.assert_number(steps["A.CM.netEquity"], a_cross.net_equity)
        self.assert_number(steps["A.CM.maintainMargin"], a_cross.maintain_margin)
        self.assert_number(steps["A.CM.liabilityValue"],
                           sum(row.liability for row in a_cross.assets))

        by_asset = {row.asset: row for row in b_portfolio.assets}
        for asset in by_asset:
            self.assert_number(steps["B.net"][asset], by_asset[asset].net, asset)
            self.assert_number(steps["B.value"][asset], by_asset[asset].value, asset)
            self.assert_number(steps["B.equity"][asset], by_asset[asset].counted, asset)
        self.assert_number(steps["B.accountEquity"], b_portfolio.net_equity)
        self.assert_number(steps["B.accountMaintMargin"], b_portfolio.maintain_margin)
        self.assert_number(steps["B.actualEquity"],
                           sum(row.value for row in b_portfolio.assets))
        self.assert_number(
            steps["B.uniMMR"],
            oracle.uni_mmr(b_portfolio.net_equity, b_portfolio.maintain_margin, "HALF_UP"))
        self.assert_number(steps["credit.SPOT"], credit_spot.net_equity)
        self.assert_number(steps["credit.PM"], credit_portfolio.net_equity)

    def test_full_unit_futures(self) -> None:
        """Section 13: profit, notional and maintenance of each position and of the loan."""
        steps = VECTORS["C_full_unit"]["steps"]
        document = self.full_book("CLASSIC")
        book = Book(document)
        wallet = document["accounts"][2]["wallets"]["PORTFOLIO_MARGIN"]
        positions = {
            row.contract.symbol: row for row in value_positions(book, wallet["positions"])
        }
        for symbol in ("BTCUSDT", "ETHUSDT"):
            self.assert_number(steps["B.UM"]["uPnL_" + symbol], positions[symbol].profit)
            self.assert_number(steps["B.UM"]["notional_" + symbol], positions[symbol].notional)
            self.assert_number(steps["B.UM"]["mm_" + symbol], positions[symbol].maintenance)
        coin_m = positions["BTCUSD_PERP"]
        self.assert_number(steps["B.CM"]["notional_BTC"], coin_m.notional)
        self.assert_number(steps["B.CM"]["uPnL_BTC"], coin_m.profit)
        self.assert_number(steps["B.CM"]["mm_BTC"], coin_m.maintenance)
        wallet["positions"] = []
        valued = value_portfolio_margin(book, "b", wallet, Watch())
        loan_margin = {row.asset: row.maintenance for row in valued.assets}
        self.assert_number(steps["B.loanMM_BTC"], loan_margin["BTC"])

    def test_full_unit_pro_mode(self) -> None:
        """Section 13: the maintenance margin of account A in Pro mode."""
        steps = VECTORS["C_full_unit"]["steps"]
        wallet = one_unit(self.full_book("PRO")).wallets[1]
        by_asset = {row.asset: row.maintenance for row in wallet.assets}
        self.assert_number(steps["A.CM.pro_variant"]["BTC"], by_asset["BTC"])
        self.assert_number(steps["A.CM.pro_variant"]["USDT"], by_asset["USDT"])
        self.assert_number(steps["A.CM.pro_variant"]["total"], wallet.maintain_margin)
        self.assert_number(steps["A.CM.netEquity"], wallet.net_equity)

    # D: small vectors

    def cross_margin_wallet(self, rows: dict[str, list[str]], mode: str = "CLASSIC",
                            **parameters: Json) -> WalletValue:
        """Value one CROSS_MARGIN wallet; amounts are values, every price is 1."""
        margin = {asset: "1" for asset in rows}
        book = make_book([("account", "CREDIT", cross(rows, mode))], margin=margin, **parameters)
        return one_unit(book).wallets[1]

    def test_tier(self) -> None:
        """Progressive collateral: 120 million at 100 % to 100 million, then 97.5 %."""
        case = VECTORS["D_small"]["tier_120M_BTC"]
        wallet = self.cross_margin_wallet({"BTC": [case["value"], "0", "0", "0"]},
                                          cross_tiers={"BTC": tiers(case["tiers"])})
        self.assert_number(case["expected"], wallet.net_equity)

    def test_collateral_value(self) -> None:
        """Cross margin: positive nets with haircut, debts in full."""
        case = VECTORS["D_small"]["cm_collateral_value_AXS"]
        rows = {asset: [case[asset][0], "0", case[asset][1], "0"]
                for asset in ("AXS", "BTC", "USDC")}
        wallet = self.cross_margin_wallet(
            rows, cross_tiers={"AXS": tiers(case["tiersAXS"]), "USDC": FULL})
        liability = sum(row.liability for row in wallet.assets)
        self.assert_number(case["netEquity"], wallet.net_equity)
        self.assert_number(case["liability"], liability)
        self.assert_number(case["collateralValue"], wallet.net_equity + liability)
        self.assert_number(case["collateralMarginLevel"],
                           (wallet.net_equity + liability) / liability)

    def test_pro_margin_fee_example(self) -> None:
        """Pro maintenance of BTC and ETH debts; the brackets yield the printed fastNum."""
        case = VECTORS["D_small"]["cmpro_margin_fee"]
        brackets = {
            "BTC": [{"upTo": "50000", "rate": "0.05"}, {"upTo": "100000", "rate": "0.07"},
                    {"rate": case["BTC"]["rate"]}],
            "ETH": [{"upTo": "30000", "rate": "0.05"}, {"rate": case["ETH"]["rate"]}],
        }
        owed = {asset: case[asset]["liability"] for asset in brackets}
        wallet = self.cross_margin_wallet(owing("0", **owed), "PRO", pro=brackets)
        self.assert_number(case["expected"], wallet.maintain_margin)
        for row in wallet.assets:
            if row.asset in brackets:
                rate, cum = Decimal(case[row.asset]["rate"]), Decimal(case[row.asset]["fastNum"])
                self.assert_number(plain(row.liability * rate - cum), row.maintenance)

    def test_pro_faq_example(self) -> None:
        """Pro level: equity 10,000 against BTC 10,000 at 2 % and USDC 79,928 at 3 %."""
        case = VECTORS["D_small"]["cmpro_faq"]
        brackets = {"BTC": [{"upTo": "1000000", "rate": "0.02"}, {"rate": "0.03"}],
                    "USDC": [{"upTo": "1000000", "rate": "0.03"}, {"rate": "0.04"}]}
        wallet = self.cross_margin_wallet(owing("99928", BTC="10000", USDC="79928"), "PRO",
                                          pro=brackets, cross_tiers={"USDT": FULL})
        self.assert_number(case["netEquity"], wallet.net_equity)
        self.assert_number(case["maintenanceMargin"], wallet.maintain_margin)
        level = Fraction(wallet.net_equity) / Fraction(wallet.maintain_margin)
        self.assert_number(case["marginLevel"], round_to(level, 3, "HALF_UP"))

    def test_interest_of_an_hour(self) -> None:
        """Hourly rate with 10 decimals, interest rounded up."""
        for name in ("interest_hour", "interest_margin_hour"):
            case = VECTORS["D_small"][name]
            principal, daily = Decimal(case["principal"]), Decimal(case["dailyRate"])
            self.assert_number(case["hourlyRate10"], oracle.hourly_rate(daily))
            self.assert_number(case["interest"], oracle.interest_of_hour(principal, daily))
        case = VECTORS["D_small"]["interest_hour"]
        hourly = oracle.hourly_rate(Decimal(case["dailyRate"]))
        self.assert_number(case["exact"], Decimal(case["principal"]) * hourly)
        self.assert_number(case["displayedRate"], floor8(hourly))

    def test_uni_mmr(self) -> None:
        """uniMMR of the printed portfolio account."""
        case = VECTORS["D_small"]["uniMMR"]
        equity, margin = Decimal(case["accountEquity"]), Decimal(case["accountMaintMargin"])
        self.assert_number(case["uniMMR"], oracle.uni_mmr(equity, margin, "HALF_UP"))

    def test_pm_pro_documented_positions(self) -> None:
        """Portfolio margin: the printed maintenance amounts enter as loans at the loan rate."""
        case = VECTORS["D_small"]["pm_pro_doc_example"]
        rows = {}
        for asset, net in case["net"].items():
            owed = Decimal(case["mm"][asset]) * 10
            rows[asset] = {"crossMarginFree": plain(Decimal(net) + owed),
                           "crossMarginBorrowed": plain(owed)}
        unit = one_unit(make_book(
            [("account", "CREDIT", portfolio(rows))], index=case["chosenIndexPrice"],
            portfolio_tiers={asset: flat(rate) for asset, rate in case["chosenRate"].items()}))
        wallet = unit.wallets[1]
        self.assert_number(case["accountEquity"], wallet.net_equity)
        self.assert_number(case["accountMaintMargin"], wallet.maintain_margin)
        self.assert_number(case["uniMMR"], oracle.uni_mmr(
            wallet.net_equity, wallet.maintain_margin, "HALF_UP"))


if __name__ == "__main__":
    unittest.main()
