"""Build data/parameters/default.json, the default `parameters` of the book format.

Usage: make_parameters.py [--check]

Tables come from data/reference; lines, limits and rounding are the product's
defaults. What the tables leave open is decided here, cautiously, and listed in
data/reference/README.md. With --check nothing is written and the exit status
says whether the file is current.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from decimal import ROUND_CEILING, Decimal
from typing import Any, Iterable

from canonical import DATA, canonical_json, finish, plain
from make_tape import TAPE_ASSETS

REFERENCE = DATA / "reference"
OUTPUT = DATA / "parameters" / "default.json"

Row = dict[str, str]
Tiers = list[dict[str, str]]

LINES = {"borrowLtv": "0.75", "transferOutLtv": "0.5", "warningLtv": "0.75",
         "marginCallLtv": "0.8", "liquidationLtv": "0.9", "stopLiquidationLtv": "0",
         "instantLiquidation": "0", "hysteresis": "0.01", "cureMs": 0}
LOANABLE = ("USDC", "USDT")
LOAN = {"presetLimit": "10000000", "ltvCap": "999", "maxCollateralAccounts": 10,
        "loanableAssets": list(LOANABLE), "liquidationFeeRate": "0", "slippage": "0",
        "quietMs": 120000, "requestMemoryMs": 86400000, "clampTransferOut": False,
        "checkSpotTransfer": True, "acceptCrossMarginPro": False, "accrueMemberLoans": True,
        "externalSeller": False, "externalSettlement": False}
ROUNDING = {"wallet": "HALF_UP", "totalNetEquity": "DOWN", "totalMaintenanceMargin": "DOWN",
            "totalLiability": "DOWN", "ltv": "HALF_UP", "maxAllowedBorrowLimit": "HALF_UP",
            "maxTransferOutAmount": "DOWN", "maxBorrowable": "HALF_UP", "uniMmr": "HALF_UP"}
SPOT_ASSETS = ("BNB", "BTC", "ETH", "SOL", "USDC", "USDT")
CLASSIC_MAINTENANCE_RATE = "0.1"
LOAN_MAINTENANCE_RATE = "0.1"
TRANSFER_OUT_LEVEL = "2"
TRANSFER_OUT_UNI_MMR = "1.05"

# Counted in full by a cross margin wallet; their borrow and transfer ratio is rank 1's.
FULL_RATIO_ASSETS = ("BNB", "BTC", "ETH", "USDC", "USDT")
# Spot collateral without a published rank: valued as this rank, flat.
ASSUMED_RANKS = {"SOL": 2}
# No ratio of rank 10 was published for borrowing and transfers: none is granted.
UNPUBLISHED_RATIO = Decimal(0)
# Liability coins of the Pro brackets; USDT has none of its own and takes USDC's.
PRO_BRACKET_TWINS = {"USDT": "USDC"}
# Coin-margined contracts: contract size in USD, one flat maintenance rate.
COIN_CONTRACTS = (("BTCUSD_PERP", "BTC", "100", "0.004"), ("ETHUSD_PERP", "ETH", "10", "0.005"))
MARGIN_ASSETS = ("USDC", "USDT")

RATIO_STEP = Decimal("0.0001")  # ratios of the book format have four decimals


def read(name: str) -> list[Row]:
    """The rows of one reference table."""
    with open(REFERENCE / name, encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def newest(rows: Iterable[Row], key: str) -> dict[str, Row]:
    """The latest row of each key; a row without a date is older than any other."""
    latest: dict[str, Row] = {}
    for row in rows:
        held = latest.get(row[key])
        if held is None or row["effective_date"] > held["effective_date"]:
            latest[row[key]] = row
    return latest


def ratio(value: Decimal | str) -> str:
    """A ratio as the format holds it; a finer one is refused."""
    if Decimal(value) % RATIO_STEP != 0:
        raise SystemExit(f"ratio {value} has more than four decimals")
    return plain(value)


def maintenance_rate(value: str) -> str:
    """A maintenance rate, rounded up to four decimals: the margin is never too small."""
    return plain(Decimal(value).quantize(RATIO_STEP, ROUND_CEILING))


def flat(rate: Decimal) -> Tiers:
    """One open tier."""
    return [{"rate": ratio(rate)}]


def tiers(slices: list[tuple[str, str, str]]) -> Tiers:
    """Tiers from (floor, cap, rate) rows that join without a gap; the last is left open."""
    result: Tiers = []
    edge = Decimal(0)
    for index, (floor, cap, rate) in enumerate(slices):
        if Decimal(floor) != edge:
            raise SystemExit(f"a tier starts at {floor} where {plain(edge)} was expected")
        if index + 1 < len(slices):
            edge = Decimal(cap)
            result.append({"upTo": plain(edge), "rate": ratio(rate)})
        else:
            result.append({"rate": ratio(rate)})
    return result


def group(rows: list[Row], key: str) -> dict[str, list[Row]]:
    """Rows by the value of one column, in file order."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return dict(groups)


def ranks_of(product: str) -> dict[str, int]:
    """The newest published rank of each asset."""
    rows = [row for row in read("binance_collateral_asset_ranks.csv") if row["product"] == product]
    return {asset: int(row["rank_after"]) for asset, row in newest(rows, "asset").items()}


def cross_margin_collateral() -> list[dict[str, Any]]:
    """What each asset counts in a cross margin wallet."""
    liquidation: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    ratios: dict[tuple[str, int], Decimal] = {}
    for row in read("binance_crossmargin_collateral_ratio_ranks.csv"):
        rank = int(row["rank"])
        if row["ratio_type"] == "LIQUIDATION":
            liquidation[rank].append((row["usd_floor"], row["usd_cap"], row["ratio"]))
        else:
            ratios[row["ratio_type"], rank] = Decimal(row["ratio"])

    def entry(asset: str, counted: Tiers | None, rank: int) -> dict[str, Any]:
        borrow = ratios.get(("BORROW", rank), UNPUBLISHED_RATIO)
        out = ratios.get(("TRANSFER_OUT", rank), UNPUBLISHED_RATIO)
        return {"asset": asset, "liquidation": counted or flat(borrow),
                "borrow": ratio(borrow), "transferOut": ratio(out)}

    entries = [entry(asset, flat(Decimal(1)), 1) for asset in FULL_RATIO_ASSETS]
    for asset, rank in (ranks_of("CROSS_MARGIN") | ASSUMED_RANKS).items():
        counted = tiers(liquidation[rank]) if rank in liquidation else None
        entries.append(entry(asset, counted, rank))
    return sorted(entries, key=lambda item: item["asset"])


def pro_brackets() -> list[dict[str, Any]]:
    """Brackets of cross margin Pro; of two examples for a coin the first in the file holds."""
    chosen: dict[str, list[Row]] = {}
    for rows in group(read("binance_crossmargin_pro_brackets_illustrative.csv"), "source").values():
        for coin, brackets in group(rows, "liability_coin").items():
            chosen.setdefault(coin, brackets)
    for coin, twin in PRO_BRACKET_TWINS.items():
        chosen.setdefault(coin, chosen[twin])
    return [{"asset": coin,
             "brackets": tiers([(row["minDebt"], row["maxDebt"], row["maintenanceMarginRate"])
                                for row in chosen[coin]])}
            for coin in sorted(chosen)]


def portfolio_margin_collateral() -> list[dict[str, Any]]:
    """What each asset counts in portfolio margin: the flat rate, else the tiers of its rank."""
    counted = {asset: flat(Decimal(row["rate_after"]))
               for asset, row in newest(read("binance_pm_collateral_rates.csv"), "asset").items()}
    ranks = group(read("binance_pm_pro_collateral_tiers.csv"), "rank")
    for asset, rank in ranks_of("PM_PRO").items():
        if asset not in counted:
            counted[asset] = tiers([(row["tierFloor"], row["tierCap"], row["collateralRate"])
                                    for row in ranks[str(rank)]])
    return [{"asset": asset, "tiers": counted[asset]} for asset in sorted(counted)]


def check_quick_numbers(symbol: str, rows: list[Row]) -> None:
    """The table's own `cum` must follow from its edges and rates, bracket by bracket."""
    cum = rate = Decimal(0)
    for index, row in enumerate(rows):
        if int(row["bracket"]) != index + 1:
            raise SystemExit(f"{symbol}: bracket {row['bracket']} out of order")
        next_rate = Decimal(row["maintMarginRatio"])
        if index > 0:
            cum += Decimal(row["notionalFloor"]) * (next_rate - rate)
        rate = next_rate
        if cum != Decimal(row["cum"]):
            raise SystemExit(f"{symbol} bracket {row['bracket']}: cum {row['cum']}, "
                             f"expected {plain(cum)}")


def contracts() -> list[dict[str, Any]]:
    """Every contract of the leverage table and the two coin-margined perpetuals."""
    result: list[dict[str, Any]] = []
    for symbol, rows in group(read("binance_usdm_leverage_tiers.csv"), "symbol").items():
        check_quick_numbers(symbol, rows)
        margin = next(asset for asset in MARGIN_ASSETS if symbol.endswith(asset))
        result.append({"symbol": symbol, "type": "USD_M", "baseAsset": symbol.removesuffix(margin),
                       "marginAsset": margin,
                       "brackets": tiers([(row["notionalFloor"], row["notionalCap"],
                                           maintenance_rate(row["maintMarginRatio"]))
                                          for row in rows])})
    for symbol, base, size, rate in COIN_CONTRACTS:
        result.append({"symbol": symbol, "type": "COIN_M", "baseAsset": base, "marginAsset": base,
                       "contractSize": size, "brackets": flat(Decimal(rate))})
    return sorted(result, key=lambda item: item["symbol"])


def interest_rates() -> list[dict[str, str]]:
    """Daily loan rates: the institutional sample for the loanable assets, margin's for BTC."""
    samples = [row for row in read("binance_interest_rate_samples.csv") if row["period"] == "DAY"]
    loan = next(row["rate"] for row in samples if row["product"] == "INSTITUTIONAL_LOAN")
    btc = [row for row in samples if (row["product"], row["asset"]) == ("CROSS_MARGIN", "BTC")]
    rates = {asset: loan for asset in LOANABLE}
    rates["BTC"] = max(btc, key=lambda row: row["observed"])["rate"]
    return [{"asset": asset, "dailyRate": plain(rates[asset])} for asset in sorted(rates)]


def default_parameters() -> dict[str, Any]:
    """The whole `parameters` object, members in the order of the book format."""
    cross = cross_margin_collateral()
    brackets = pro_brackets()
    portfolio = portfolio_margin_collateral()
    futures = contracts()
    rates = interest_rates()
    assets = {*TAPE_ASSETS, *SPOT_ASSETS, *LOANABLE}
    assets.update(entry["asset"] for entry in [*cross, *brackets, *portfolio, *rates])
    for contract in futures:
        assets.update((contract["baseAsset"], contract["marginAsset"]))
    return {
        "assets": [{"asset": asset} for asset in sorted(assets)],
        "lines": LINES,
        "loan": LOAN,
        "rounding": ROUNDING,
        "spot": [{"asset": asset, "collateralRatio": "1"} for asset in SPOT_ASSETS],
        "crossMargin": {"classicMaintenanceRate": CLASSIC_MAINTENANCE_RATE,
                        "transferOutLevel": TRANSFER_OUT_LEVEL,
                        "collateral": cross, "proBrackets": brackets},
        "portfolioMargin": {"collateral": portfolio, "loanMaintenanceRate": LOAN_MAINTENANCE_RATE,
                            "loanMaintenanceRates": [],
                            "transferOutUniMmr": TRANSFER_OUT_UNI_MMR},
        "contracts": futures,
        "interestRates": rates,
    }


def main(arguments: list[str]) -> int:
    """Write or check the file; the exit status."""
    if arguments not in ([], ["--check"]):
        print("usage: make_parameters.py [--check]", file=sys.stderr)
        return 2
    return finish(OUTPUT, canonical_json(default_parameters()), check=bool(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
