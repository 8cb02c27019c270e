"""Exact numbers of the second opinion: sums and products that are never rounded, one rounding.

Sums and products are decimals of a precision no value reaches (an inexact one is an error), every
division is an exact fraction, and each result is rounded once by a named mode.
"""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction
from typing import Union

EXACT = decimal.Context(
    prec=150,
    traps=[decimal.Inexact, decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
ZERO = Decimal(0)
ONE = Decimal(1)
AMOUNT_PLACES = 8

Number = Union[Decimal, Fraction]


def round_to(value: Number, places: int, mode: str) -> Decimal:
    """Round once to `places` decimals: DOWN toward zero, UP away from it, HALF_UP half away."""
    numerator, denominator = value.as_integer_ratio()
    quotient, rest = divmod(abs(numerator) * 10**places, denominator)
    if mode == "UP":
        quotient += rest > 0
    elif mode == "HALF_UP":
        quotient += 2 * rest >= denominator
    elif mode != "DOWN":
        raise ValueError(f"unknown rounding mode {mode}")
    sign = -1 if numerator < 0 else 1
    return Decimal(sign * quotient).scaleb(-places, EXACT)


def amount_of(value: Number) -> Decimal:
    """Bring a computed amount onto the grid of 8 decimals, HALF_UP."""
    return round_to(value, AMOUNT_PLACES, "HALF_UP")


def floor8(value: Number) -> Decimal:
    """Round down to the grid of 8 decimals, toward zero."""
    return round_to(value, AMOUNT_PLACES, "DOWN")


def plain(value: Decimal) -> str:
    """Write a decimal without exponent, trailing zeros or a negative zero."""
    return "0" if value == 0 else format(value.normalize(EXACT), "f")
