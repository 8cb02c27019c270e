"""Exact numbers: fractions, rounded only where the mathematics round, and their texts."""

from fractions import Fraction

AMOUNT = 8  # decimals of an amount
VALUE = 20  # of amount x price x ratio


def down(number, places=AMOUNT):
    """Towards minus infinity; all that is rounded so here is positive."""
    return Fraction(number * 10**places // 1, 10**places)


def up(number, places=AMOUNT):
    """Away from zero, for positive numbers."""
    return -down(-number, places)


def half_up(number, places=AMOUNT):
    """To the nearest, halves away from zero."""
    size = down(abs(number) + Fraction(1, 2 * 10**places), places)
    return size if number >= 0 else -size


def padded(number, places=AMOUNT):
    """All decimals: "0.50000000"."""
    whole = number * 10**places
    if whole.denominator != 1:
        raise ValueError(f"{number} has more than {places} decimals")
    digits = str(abs(whole.numerator)).rjust(places + 1, "0")
    return ("-" if whole < 0 else "") + digits[:-places] + "." + digits[-places:]


def trimmed(number):
    """Without zeros at the end: "0.5"."""
    return padded(number, VALUE).rstrip("0").rstrip(".")
