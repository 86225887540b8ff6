"""Exact addition of the words of one Chinese numeral."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact
from functools import cache

from chinese_ie.quantities.tables import table

EXACT = Context(prec=200, traps=[Inexact])
"""Arithmetic that never rounds, whatever context the caller has set."""


def whole(value: Decimal) -> Decimal:
    """`value` without needless decimals: 105000000.00 becomes 105000000."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1), context=EXACT)
    return EXACT.create_decimal(format(value, "f").rstrip("0"))


@cache
def digits() -> dict[str, int]:
    """Chinese digit → its number."""
    return dict(table("numerals")["digits"])


@cache
def small_scales() -> dict[str, int]:
    """十 百 千 → factor."""
    return dict(table("numerals")["small"])


@cache
def big_scales() -> dict[str, int]:
    """万 亿 → factor."""
    return dict(table("numerals")["big"])


class Addition:
    """Adds up one numeral token by token; each step says whether the token fits."""

    def __init__(self) -> None:
        self.hundred_millions = Decimal(0)
        self.ten_thousands = Decimal(0)
        self.section = Decimal(0)
        self.pending: Decimal | None = None
        self.pending_is_han = False
        self.elided = 1
        self.last_small = 10000
        self.before = ""

    def total(self, tokens: list[str]) -> Decimal | None:
        """The number that all of `tokens` make, None if they are no numeral. Call it once."""
        for position, token in enumerate(tokens):
            if not self._take(token, last=position == len(tokens) - 1):
                return None
            self.before = token
        return self._total()

    def _take(self, token: str, *, last: bool) -> bool:
        if token[0] in "0123456789":
            return self._take_number(Decimal(token.replace(",", "").replace(" ", "")), han=False)
        if token in "零〇":
            return self.pending is None
        if token in digits():
            return self._take_number(Decimal(digits()[token]), han=True)
        if token == "半":
            return not self.before and self._take_number(Decimal("0.5"), han=True)
        if token in small_scales():
            return self._take_small(small_scales()[token], last=last)
        if token == "万":
            return self._take_ten_thousand()
        if token == "亿":
            return self._take_hundred_million()
        return token in tuple("余多来几数上把") and self._take_vague(token)

    def _take_number(self, number: Decimal, *, han: bool) -> bool:
        if self.pending is not None or (not han and not self._fits(number)):
            return False
        tenths = not han and number < 10 and number == int(number) and self.before in ("万", "亿")
        han = han or tenths  # 3亿5, as 三亿五
        self.pending, self.pending_is_han = number, han
        scale = {**small_scales(), **big_scales()}.get(self.before, 10)
        self.elided = scale // 10 if han else 1
        return True

    def _fits(self, number: Decimal) -> bool:
        """Whether Latin digits may follow: 3千500, but not 十500."""
        return self.before not in tuple("十几数上") and number < self.last_small if self.section else True

    def _take_vague(self, token: str) -> bool:
        if token == "数" or (token == "几" and self.before not in tuple("十百千")):
            return self._take_number(Decimal(1), han=True)
        return True

    def _take_small(self, scale: int, *, last: bool) -> bool:
        if self.pending is None and last and scale == 1000 and self.before in ("万", "亿", "余", "多"):
            return self._thousandfold()
        if scale >= self.last_small:
            return False
        if self.pending is None and self.before in tuple("十百千余多来"):
            return scale == 10 and self.before == "百" and self._add_small(Decimal(1), scale)
        return self._add_small(Decimal(1) if self.pending is None else self.pending, scale)

    def _add_small(self, count: Decimal, scale: int) -> bool:
        self.section = EXACT.add(self.section, EXACT.multiply(count, Decimal(scale)))
        self.pending, self.last_small = None, scale
        return True

    def _thousandfold(self) -> bool:
        """万千 and 亿千: the 千 of 100万千瓦."""
        self.hundred_millions = EXACT.multiply(self.hundred_millions, Decimal(1000))
        self.ten_thousands = EXACT.multiply(self.ten_thousands, Decimal(1000))
        return True

    def _below(self) -> Decimal:
        part = EXACT.add(self.section, self.pending or Decimal(0))
        self.section, self.pending, self.last_small = Decimal(0), None, 10000
        return part

    def _take_ten_thousand(self) -> bool:
        part = self._coefficient(self._below())
        if part is None or self.ten_thousands or (self.hundred_millions and part >= 10000):
            return False
        self.ten_thousands = EXACT.multiply(part, Decimal(10000))
        return True

    def _take_hundred_million(self) -> bool:
        part = self._coefficient(EXACT.add(self.ten_thousands, self._below()))
        if part is None:
            return False
        worth = EXACT.multiply(part, Decimal(100000000))
        if self.hundred_millions and worth >= self.hundred_millions:
            return False
        self.hundred_millions = EXACT.add(self.hundred_millions, worth)
        self.ten_thousands = Decimal(0)
        return True

    def _coefficient(self, part: Decimal) -> Decimal | None:
        """What a big scale multiplies; a scale that opens the numeral counts one."""
        if part == 0 and self.before in ("", "上"):
            return Decimal(1)
        return None if part == 0 and self.before in ("万", "亿") else part

    def _total(self) -> Decimal | None:
        groups = EXACT.add(self.hundred_millions, self.ten_thousands)
        rest = self.pending or Decimal(0)
        if groups and EXACT.add(self.section, rest) >= 10000:
            return None
        if self.pending_is_han:  # 三亿五 is 3.5亿, 一百二 is 120
            rest = EXACT.multiply(rest, Decimal(self.elided))
        return EXACT.add(groups, EXACT.add(self.section, rest))
