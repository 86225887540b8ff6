"""Numerals of Chinese text: `1,200`, `三十亿零五千万`, `1.2万亿`, `十几亿`, `10余亿`.

All numerals here are in the standard script (see `script.standard`). Values are exact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache

from chinese_ie.document import Modifier
from chinese_ie.quantities.arithmetic import EXACT, Addition, big_scales, digits, small_scales, whole
from chinese_ie.quantities.tables import one_of, table

LONGEST = 40
"""Characters of the longest numeral that is read; longer runs are no amounts."""

_ARABIC = r"[0-9]++(?:,[0-9]{3}(?![0-9]))*+(?:\.[0-9]++)?+(?:[eE][0-9]{1,2}(?=\ ?[元美欧日港英]))?+"
_SPACED = r"(?<=[\u4e00-\u9fff:])[0-9]{1,3}(?:\ [0-9]{3}(?=[\ .万亿元]))++(?:\.[0-9]++)?+(?=\ ?[万亿元])"
_HAN_DIGITS = "零〇一二两三四五六七八九"
_STEP = (
    rf"(?:{_SPACED}|{_ARABIC}(?:\ (?=[百千万亿]))?+"
    rf"|[{_HAN_DIGITS}十百千万亿]"
    r"|(?:[几数]|(?<![以之])上)(?=[十百千万亿])|几(?=[块毛角分]钱)"
    r"|(?<=[十百千])几|半(?=个?亿)"
    r"|(?<=[0-9十百千万亿])(?:[余多]|来(?=[万亿]))|(?<=[百千])把(?=万元)"
    r"|(?<=[0-9一二两三四五六七八九十百])兆(?=[元圆美日新台韩越印]|[0-9,]{1,6}亿)"
    rf"|(?<=[{_HAN_DIGITS}十])点(?=[{_HAN_DIGITS}])"
    rf"|(?<=[0-9多余几十百千万半{_HAN_DIGITS}])个(?=[多余]?[万亿]*亿(?!元(?!人民币)))"
    r"|(?<=个)[多余](?=[万亿]))"
)
RUN = rf"(?<![0-9]\.)(?=[0-9{_HAN_DIGITS}十百千万亿几数上半]){_STEP}++"
"""Regular expression of a run that may be a numeral; possessive, so matching is linear."""

FIRST = re.compile(rf"[0-9{_HAN_DIGITS}十百千万亿几数上半]")
"""Any character that can open a run; where it stands, match `RUN` there."""

_TOKEN = re.compile(
    rf"[0-9]+(?:\.[0-9]+)?[eE][0-9]+|[0-9]{{1,3}}(?:\ [0-9]{{3}})+(?:\.[0-9]+)?|{_ARABIC}|[^\ 个]"
)
_SCALES = re.compile(r"([十百千]?)([万亿]*+千?)$")
_PAIR = re.compile(rf"(?<![{_HAN_DIGITS}])([一二两三四五六七八])([二两三四五六七八九])(?=[十百千万亿]|$)")
_POINT = re.compile(rf"([十{_HAN_DIGITS}]{{1,3}})点([{_HAN_DIGITS}]+)")
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
    def head(self) -> bool:
        """Whether it is a mere scale word of a table head or class (万元, 千元), not an amount (百亿元)."""
        return not self.counted and not ((self.run[0] in "百千" and self.big) or self.run.startswith("万亿"))

    @property
    def big(self) -> bool:
        """Whether it counts in 万 or 亿."""
        return any(c in "万亿兆" for c in self.run)

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


@lru_cache(maxsize=4096)
def read(run: str) -> Numeral | None:
    """The numeral that the whole of `run` writes, else None.

    >>> read("三十亿零五千万").value
    Decimal('3050000000')
    """
    if len(run) > LONGEST:
        return None
    pair = None if "点" in run else _PAIR.search(bare := run.replace("个", ""))
    if pair and _neighbours(pair[1], pair[2]):
        vague = _approximate(bare, pair)
        return vague and replace(vague, run=run)
    value = Addition().total(_tokens(run))
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


def lent(first: Numeral, other: Numeral) -> Numeral:
    """`first` with the scale of `other`, if it has none of its own: the 10 of 10+5万吨."""
    return first if first.big else first.times(EXACT.multiply(*_scale_words(other.run)))


def _lendable(low: Numeral, high: Numeral) -> list[Decimal]:
    if low.big:
        return [Decimal(1)]
    small, big = _scale_words(high.run)
    stepped = any(c in "十百千" for c in low.run)
    factors = [] if stepped else [EXACT.multiply(small, big)]
    factors.append(big)
    return [*factors, Decimal(1)] if stepped else factors


def _scale_words(run: str) -> tuple[Decimal, Decimal]:
    """The small and the big factor that a run ends in: 5千万 → 1000, 10000."""
    words = _SCALES.search(run.rstrip("余多来几").replace(" ", "").replace("个", ""))
    assert words is not None
    small = Decimal(small_scales()[words[1]]) if words[1] else Decimal(1)
    big = Decimal(1)
    for word in words[2]:
        big *= small_scales().get(word) or big_scales()[word]
    return small, big


def _neighbours(first: str, second: str) -> bool:
    low, high = digits()[first], digits()[second]
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
    if "来" in run or "把" in run:
        return "about"
    return "at_least" if "上" in run else None


def _counted(run: str) -> bool:
    return any(c not in "百千万亿 " for c in run)


def _tokens(run: str) -> list[str]:
    if "点" in run:
        run = _POINT.sub(_with_point, run)
    run = _POSITIONAL.sub(lambda m: "".join(str(digits()[c]) for c in m.group()), run)
    run = run.replace("兆", "万亿")  # 2.7兆元, as written in Taiwan
    return [t.group() for t in _TOKEN.finditer(run)]


def _with_point(decimal: re.Match[str]) -> str:
    """五点五 → 5.5; left as it is, and then no numeral, where the front cannot be read."""
    front = read(decimal[1])
    back = "".join(str(digits()[c]) for c in decimal[2])
    return f"{front.value}.{back}" if front else decimal.group()
