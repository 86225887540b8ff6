"""The written forms of an amount: numeral or range, with what names its currency.

Whether such a form is meant as money is decided in `money_cues.py`. All text here is in the
standard script (see `script.standard`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from chinese_ie.quantities import modifiers, numerals, units
from chinese_ie.quantities.numerals import FIRST, RUN, Numeral
from chinese_ie.quantities.tables import one_of

_BIG = re.compile("[万亿兆]")


@dataclass(frozen=True, slots=True)
class Amount:
    """A numeral with what stands around it to name a currency.

    Attributes:
        start: where the mention begins, sign or code included.
        end: where it ends, unit included.
        number: its value, in units of the suffix.
        prefix: sign, code or currency name before it, else ''.
        suffix: unit or currency name after it, else ''.
    """

    start: int
    end: int
    number: Numeral
    prefix: str = ""
    suffix: str = ""

    @property
    def named(self) -> bool:
        """Whether a currency is written at it."""
        return bool(self.prefix or self.suffix)


def amounts(plain: str) -> Iterator[Amount]:
    """Every numeral of `plain` that could be money, in order, none overlapping."""
    position = floor = 0
    while first := FIRST.search(plain, position):
        found = _pattern().match(plain, first.start())
        if found is None:
            position = first.end()
            continue
        if not _may_be_money(plain, found):
            position = found.end()
            continue
        amount, position = _read(found)
        if amount is not None:
            amount = _with_prefix(plain, _with_tail(plain, amount), floor)
            position = max(position, amount.end)
            yield amount
            floor = amount.end


def bracketed_currency(plain: str, end: int) -> tuple[str | None, int]:
    """The currency of 5亿元(港币), and where its bracket ends."""
    found = _bracket().match(plain, end)
    return (currency_of_prefix(found[1]), found.end()) if found else (None, end)


def currency_of_prefix(prefix: str) -> str | None:
    """ISO code that a sign, code or name stands for."""
    return units.prefixes().get(prefix) or units.currency_words().get(prefix)


@cache
def _pattern() -> re.Pattern[str]:
    suffix, english = units.suffix_pattern(), numerals.english_scale()
    return re.compile(
        rf"(?P<low>{RUN})(?:(?P<low_unit>\ ?{suffix})?+"
        rf"\ ?(?:-{{1,2}}|—(?!—)|~{{1,2}}|至|到)\ ?{one_of(units.currency_signs())}?(?P<high>{RUN}))?+"
        rf"(?P<english>{english}(?![A-Za-z]))?+(?:\ ?(?P<suffix>{suffix}))?+"
    )


@cache
def _bracket() -> re.Pattern[str]:
    return re.compile(rf"\ ?\(({one_of([*units.currency_words(), *units.prefixes()])})\)")


def _may_be_money(plain: str, found: re.Match[str]) -> bool:
    """Whether anything at a numeral could make it money; of most, such as 2023 or 第三, nothing does."""
    if found["suffix"] or found["low_unit"] or _BIG.search(found.group()):
        return True
    before = plain[max(0, found.start() - 2) : found.start()].rstrip(" :")
    return before[-1:] in units.prefix_ends()


def _read(found: re.Match[str]) -> tuple[Amount | None, int]:
    """The amount of one match, if its numeral can be read, and where to go on."""
    if not found["high"]:
        return _single(found, "low", found.end(), found["suffix"]), found.end()
    if found["low_unit"] and not found["suffix"]:
        end = found.end("low_unit")
        return _single(found, "low", end, found["low_unit"]), end
    low, high = _number(found, "low"), _number(found, "high")
    both = numerals.interval(low, high) if low and high else None
    if low is None or both is None:
        return _single(found, "high", found.end(), found["suffix"]), found.end()
    start = found.end("low") - len(low.run)
    return Amount(start, found.end(), both, suffix=(found["suffix"] or "").strip()), found.end()


def _single(found: re.Match[str], group: str, end: int, suffix: str | None) -> Amount | None:
    number = _number(found, group)
    if number is None:
        return None
    return Amount(found.end(group) - len(number.run), end, number, suffix=(suffix or "").strip())


def _number(found: re.Match[str], group: str) -> Numeral | None:
    number = numerals.read_tail(found[group])
    if number is None or not found["english"] or (group == "low" and found["low_unit"]):
        return number
    return number.times(numerals.english_factor(found["english"]))


def _with_tail(plain: str, amount: Amount) -> Amount:
    """The amount with the smaller coins behind it: 3毛8, 3元5角, 3分6厘."""
    if amount.suffix not in units.tailed() or not (found := units.tails().match(plain, amount.end)):
        return amount
    worth = units.tail_worth(amount.suffix, found["coin"])
    if worth is None or amount.number.upper is not None:
        return amount
    more = numerals.read(found["digit"])
    assert more is not None
    value = amount.number.value + more.value * worth / units.currency_of(amount.suffix)[1]
    return replace(amount, end=found.end(), number=replace(amount.number, value=value))


def _with_prefix(plain: str, amount: Amount, floor: int) -> Amount:
    """The amount with the currency right before it.

    A sign or code always belongs to the mention (¥1,200万元), a name only where no unit follows:
    `美元6.5亿` is one mention, in `人民币12亿元` the mention begins at 12.
    """
    touching = amount.start - plain[floor : amount.start].endswith((" ", ":"))
    joins = plain[touching : amount.start] != ":"
    if sign := _opener(plain, touching, floor):
        return replace(amount, prefix=sign, start=touching - len(sign) if joins else amount.start)
    if amount.suffix and units.currency_of(amount.suffix)[0]:
        return amount
    if name := units.names().before(plain, touching, floor=floor):
        whole = joins and not amount.suffix
        return replace(amount, prefix=name, start=touching - len(name) if whole else amount.start)
    if not amount.suffix and not amount.number.big:
        return amount
    # 人民币约12亿元, 美元约6.5亿: a modifier between name and numeral keeps the name outside
    start = modifiers.modifier_before(plain, touching, floor=floor)[1]
    return replace(amount, prefix=units.names().before(plain, start, floor=floor))


def _opener(plain: str, end: int, floor: int) -> str:
    """The sign or code that ends at `end`, if it is not the tail of a longer Latin word."""
    sign = units.openers().before(plain, end, floor=floor)
    before = plain[end - len(sign) - 1 : end - len(sign)] if end > len(sign) else ""
    return "" if sign[:1].isalpha() and before.isascii() and before.isalnum() else sign


def worth(amount: Amount) -> Numeral:
    """The number of `amount` in whole currency units, small coins converted."""
    factor = units.currency_of(amount.suffix)[1] if amount.suffix else Decimal(1)
    return amount.number if factor == 1 else amount.number.times(factor)
