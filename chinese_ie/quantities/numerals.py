"""Numerals of Chinese text: `1,200`, `三十亿零五千万`, `1.2万亿`, `十几亿`, `10余亿`.

All numerals here are in the standard script (see `script.standard`). Values are exact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Context, Decimal, Inexact
from functools import cache

from chinese_ie.document import Modifier
from chinese_ie.quantities.tables import one_of, table

LONGEST = 40
"""Characters of the longest numeral that is read; longer runs are no amounts."""

EXACT = Context(prec=200, traps=[Inexact])
"""Arithmetic that never rounds, whatever context the caller has set."""

_ARABIC = r"[0-9]++(?:,[0-9]{3}(?![0-9]))*+(?:\.[0-9]++)?+"
_HAN_DIGITS = "零〇一二两三四五六七八九"
_STEP = (
    rf"(?:{_ARABIC}(?:\ (?=[百千万亿]))?+"
    rf"|[{_HAN_DIGITS}十百千万亿]"
    r"|(?:[几数]|(?<![以之])上)(?=[十百千万亿])"
    r"|(?<=[十百千])几"
    r"|(?<=[0-9十百千万亿])(?:[余多](?!年)|来(?=[万亿]))"
    r"|(?<=[0-9多余几十百千万])个(?=[万亿]*亿(?!元)))"
)
RUN = rf"(?<![0-9]\.)(?=[0-9{_HAN_DIGITS}十百千万亿几数上]){_STEP}++"
"""Regular expression of a run that may be a numeral; possessive, so matching is linear."""

_TOKEN = re.compile(rf"{_ARABIC}|[^\ 个]")
_SCALES = re.compile(r"([十百千]?)([万亿]*+千?)$")
_PAIR = re.compile(r"(?<![零〇一二两三四五六七八九])([一二两三四五六七八])([二三四五六七八九])(?=[十百千万亿]|$)")
_POSITIONAL = re.compile(r"[零〇一二三四五六七八九]{3,}")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral that was read.

    Attributes:
        value: its number, the lower bound where it is vague.
        upper: upper bound (两三亿: 3亿), else None.
        modifier: what a vague word in it says (十几, 余, 多: over; 来: about; 上百: at_least).
        run: the characters it was read from.
        counted: it has a coefficient; false for mere scale words (百亿, 千万).
    """

    value: Decimal
    run: str
    upper: Decimal | None = None
    modifier: Modifier | None = None
    counted: bool = True

    @property
    def big(self) -> bool:
        """Whether it counts in 万 or 亿."""
        return "万" in self.run or "亿" in self.run

    def times(self, factor: Decimal) -> Numeral:
        """The same numeral, `factor` times as much."""
        upper = None if self.upper is None else whole(EXACT.multiply(self.upper, factor))
        return replace(self, value=whole(EXACT.multiply(self.value, factor)), upper=upper)


@cache
def english_scale() -> str:
    """Regular expression of the scale words after a Latin numeral (`300 million`)."""
    words = table("numerals")["english"]
    long = one_of(word for word in words if len(word) > 1)
    short = one_of(word for word in words if len(word) == 1)
    return rf"(?i:\ ?{long}|{short})"


def english_factor(word: str) -> Decimal:
    """The factor of one scale word that `english_scale` matched."""
    return Decimal(table("numerals")["english"][word.strip().lower()])


def whole(value: Decimal) -> Decimal:
    """`value` without needless decimals: 105000000.00 becomes 105000000."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1), context=EXACT)
    return EXACT.create_decimal(format(value, "f").rstrip("0"))


def read(run: str) -> Numeral | None:
    """The numeral that the whole of `run` writes, else None.

    >>> read("三十亿零五千万").value
    Decimal('3050000000')
    """
    if len(run) > LONGEST:
        return None
    pair = _PAIR.search(run)
    if pair and _neighbours(pair[1], pair[2]):
        return _approximate(run, pair)
    value = _Reader().read(_tokens(run))
    if value is None:
        return None
    return Numeral(whole(value), run, modifier=_vagueness(run), counted=_counted(run))


def read_tail(run: str) -> Numeral | None:
    """The numeral at the end of `run`: all of it, else the longest end of it that is one.

    A run may have swallowed what stands before the numeral, as in 项目一10亿元.
    """
    starts = [t.start() for t in _TOKEN.finditer(run) if len(run) - t.start() <= LONGEST]
    return next((n for s in starts if (n := read(run[s:])) is not None), None)


def interval(low: Numeral, high: Numeral) -> Numeral | None:
    """The range from `low` to `high`, where `high` may lend its scale (10-50亿), else None.

    The scale lent is all of it (5-8千万), for a lower bound with a scale of its own only the
    big part (五十到八十亿); whichever first gives a rising range.
    """
    for factor in _lendable(low, high):
        value = EXACT.multiply(low.value, factor)
        top = high.upper or high.value
        if value < high.value:
            return Numeral(whole(value), high.run, upper=top, modifier=high.modifier)
    return None


def _lendable(low: Numeral, high: Numeral) -> list[Decimal]:
    if low.big:
        return [Decimal(1)]
    small, big = _scale_words(high.run)
    stepped = any(c in "十百千" for c in low.run)
    factors = [] if stepped else [EXACT.multiply(small, big)]
    factors.append(big)
    if stepped or EXACT.multiply(small, big) == 1 or "." not in high.run and small == 1 and not big > 1:
        factors.append(Decimal(1))
    return factors


def _scale_words(run: str) -> tuple[Decimal, Decimal]:
    """The small and the big factor that a run ends in: 5千万 → 1000, 10000."""
    words = _SCALES.search(run.rstrip("余多来几").replace(" ", "").replace("个", ""))
    assert words is not None
    small = Decimal(_small()[words[1]]) if words[1] else Decimal(1)
    big = Decimal(1)
    for word in words[2]:
        big *= _small().get(word) or _big()[word]
    return small, big


def _neighbours(first: str, second: str) -> bool:
    low, high = _digits()[first], _digits()[second]
    return high == low + 1 or (low, high) == (3, 5)


def _approximate(run: str, pair: re.Match[str]) -> Numeral | None:
    """Two neighbouring digits are a range: 两三亿, 七八千万, 三五亿."""
    low = read(run[: pair.start(2)] + run[pair.end(2) :])
    high = read(run[: pair.start(1)] + run[pair.end(1) :])
    if low is None or high is None:
        return None
    return Numeral(low.value, run, upper=high.value, modifier=low.modifier)


def _vagueness(run: str) -> Modifier | None:
    if any(c in "余多几数" for c in run):
        return "over"
    if "来" in run:
        return "about"
    return "at_least" if "上" in run else None


def _counted(run: str) -> bool:
    return any(c not in "百千万亿 " for c in run)


def _tokens(run: str) -> list[str]:
    run = _POSITIONAL.sub(lambda m: "".join(str(_digits()[c]) for c in m.group()), run)
    return [t.group() for t in _TOKEN.finditer(run)]


@cache
def _digits() -> dict[str, int]:
    return dict(table("numerals")["digits"])


@cache
def _small() -> dict[str, int]:
    return dict(table("numerals")["small"])


@cache
def _big() -> dict[str, int]:
    return dict(table("numerals")["big"])


class _Reader:
    """Adds up one numeral token by token; each step says whether the token fits."""

    def __init__(self) -> None:
        self.hundred_millions = Decimal(0)
        self.ten_thousands = Decimal(0)
        self.section = Decimal(0)
        self.pending: Decimal | None = None
        self.pending_is_han = False
        self.last_small = 10000
        self.before = ""

    def read(self, tokens: list[str]) -> Decimal | None:
        for position, token in enumerate(tokens):
            if not self._take(token, last=position == len(tokens) - 1):
                return None
            self.before = token
        return self._total()

    def _take(self, token: str, *, last: bool) -> bool:
        if token[0] in "0123456789":
            return self._take_number(Decimal(token.replace(",", "")), han=False)
        if token in "零〇":
            return self.pending is None
        if token in _digits():
            return self._take_number(Decimal(_digits()[token]), han=True)
        if token in _small():
            return self._take_small(_small()[token], last=last)
        if token == "万":
            return self._take_ten_thousand()
        if token == "亿":
            return self._take_hundred_million()
        return self._take_vague(token)

    def _take_number(self, number: Decimal, *, han: bool) -> bool:
        if self.pending is not None or (not han and self.before in tuple("十百千几数上")):
            return False
        self.pending, self.pending_is_han = number, han
        return True

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
        if groups and not self.pending_is_han and EXACT.add(self.section, rest) >= 10000:
            return None
        scale = {"万": 10000, "亿": 100000000, **_small()}.get(self._scale_before_pending(), 0)
        if self.pending is not None and self.pending_is_han and scale > 10:
            rest = EXACT.multiply(rest, Decimal(scale // 10))
        return EXACT.add(groups, EXACT.add(self.section, rest))

    def _scale_before_pending(self) -> str:
        return ""
