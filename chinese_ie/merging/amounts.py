"""May two amounts of two articles be one: rounded, bounded, a range, in another currency?"""

from __future__ import annotations

import math
import tomllib
from functools import cache
from importlib.resources import files

from chinese_ie.merging.report import Report

DIFFERENT, UNKNOWN, CLOSE, EQUAL = -1, 0, 1, 2
_EXACT = 0.005  # of the amount: what counts as the same number
_ROUNDED = 0.05  # of the amount: the most that rounding may take away
# How far below and above the number the true one may lie, by modifier, as a share of the number.
_BOUNDS = {
    "about": (0.08, 0.08),
    "over": (0.0, 0.15),
    "under": (0.1, 0.0),
    "at_least": (0.0, 0.5),
    "at_most": (0.5, 0.0),
}


@cache
def _yuan() -> dict[str, tuple[float, float]]:
    text = (files("chinese_ie.merging") / "data" / "exchange.toml").read_text("utf-8")
    return {code: (low, high) for code, (low, high) in tomllib.loads(text)["yuan"].items()}


def agreement(one: Report, other: Report) -> int:
    """`EQUAL`, `CLOSE` (they may be one), `UNKNOWN` where one is missing, or `DIFFERENT`.

    12.6亿元 and 近13亿元 are close, 10亿元至15亿元 and 12亿元, 1亿美元 and 7亿元; 30亿元 and 35亿元 are not.
    """
    if not one.value or not other.value:
        return UNKNOWN
    first, second = _interval(one), _interval(other)
    if one.currency != other.currency:
        first, second = _in_yuan(first, one.currency), _in_yuan(second, other.currency)
    elif {one.upper, one.modifier, other.upper, other.modifier} == {None} and (
        abs(one.value - other.value) <= _EXACT * max(one.value, other.value)
    ):
        return EQUAL
    return CLOSE if first[0] <= second[1] and second[0] <= first[1] else DIFFERENT


def vagueness(report: Report) -> int:
    """0 an exact amount in yuan, 1 bounded or in another currency, 2 a range, 3 none."""
    if not report.value:
        return 3
    if report.upper is not None:
        return 2
    return int(report.modifier is not None or report.currency != "CNY")


def _interval(report: Report) -> tuple[float, float]:
    """Where the true amount may lie, in its own currency."""
    value = abs(report.value or 0.0)
    below, above = _BOUNDS.get(report.modifier or "", (0.0, 0.0))
    slack = min(max(_half_a_digit(value), _EXACT * value), _ROUNDED * value)
    upper = max(value, report.upper or value)
    return value * (1 - below) - slack, upper * (1 + above) + slack


def _half_a_digit(value: float) -> float:
    """Half a unit of the last digit that is no zero: 5e7 of 1.3e9."""
    digits = f"{value:.15g}"
    if "e" not in digits and "." not in digits:
        return 0.5 * 10.0 ** (len(digits) - len(digits.rstrip("0")))
    return 0.5 * 10.0 ** (math.floor(math.log10(value)) - 1) if "e" in digits else 0.0


def _in_yuan(interval: tuple[float, float], currency: str | None) -> tuple[float, float]:
    """The interval in yuan; nothing fits a currency that the table lacks."""
    low, high = _yuan().get(currency or "", (math.inf, -math.inf))
    return interval[0] * low, interval[1] * high
