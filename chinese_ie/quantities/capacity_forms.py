"""The written forms of a capacity: numeral, range or product, with its unit.

Whether such a form is meant as a capacity is decided in `capacity_cues.py`. All text here is in
the standard script (see `script.standard`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from chinese_ie.quantities import numerals
from chinese_ie.quantities.numerals import FIRST, RUN, Numeral
from chinese_ie.quantities.units import Unit, unit_of, unit_pattern


@dataclass(frozen=True, slots=True)
class Measure:
    """A numeral with its unit.

    Attributes:
        start: where the mention begins.
        end: where it ends, unit included.
        number: its value in the base unit.
        unit: the unit as written.
    """

    start: int
    end: int
    number: Numeral
    unit: Unit


def measures(plain: str) -> Iterator[Measure]:
    """Every numeral of `plain` with a unit of capacity, in order, none overlapping."""
    position = 0
    while first := FIRST.search(plain, position):
        found = _pattern().match(plain, first.start())
        if found is None:
            position = first.end()
            continue
        position = found.end()
        if found["unit"] and (measure := _read(plain, found)):
            if found["first"] and (before := _first(found, measure)):
                yield before
            yield measure
        elif found["high"] and found["low_unit"]:
            position = found.start("high")
            if measure := _single(plain, found, "low", found["low_unit"], found.end("low_unit")):
                yield measure


@cache
def _pattern() -> re.Pattern[str]:
    unit = unit_pattern()
    return re.compile(
        rf"(?:(?P<times>(?<![0-9.])[0-9]{{1,4}})\ ?[×xX*✕]\ ?)?"
        rf"(?:(?P<first>(?<![0-9./])[0-9]{{1,4}}+(?:\.[0-9]{{1,3}}+)?)"
        rf"(?:/(?=[0-9.]{{1,8}}[万亿])|(?P<plus>\+)(?=[0-9])))?(?P<low>{RUN})"
        rf"(?:(?:\ ?(?P<low_unit>{unit}))?+\ ?(?:-{{1,2}}|—(?!—)|~{{1,2}}|至|到)\ ?(?P<high>{RUN}))?+"
        rf"(?:\ ?(?P<unit>{unit}))?+"
    )


def _read(plain: str, found: re.Match[str]) -> Measure | None:
    if not found["high"]:
        return _single(plain, found, "low", found["unit"], found.end())
    low, high = numerals.read_tail(found["low"]), numerals.read_tail(found["high"])
    both = numerals.interval(low, high) if low and high else None
    if low is None or both is None:
        return _single(plain, found, "high", found["unit"], found.end())
    return _measure(plain, found.end("low") - len(low.run), found.end(), both, found["unit"])


def _first(found: re.Match[str], measure: Measure) -> Measure | None:
    """The 20 of 20/45万吨, the 10 of 10+5GWh: it has the scale and the unit of the other."""
    first, low = numerals.read(found["first"]), numerals.read(found["low"])
    if first is None or low is None or found["times"] or found["high"]:
        return None
    lent = numerals.interval(first, low) if found["plus"] is None else numerals.lent(first, low)
    if lent is None:
        return None
    number = Numeral(lent.value, found["first"]).times(measure.unit.factor)
    return Measure(found.start("first"), found.end("first"), number, measure.unit)


def _single(plain: str, found: re.Match[str], group: str, form: str, end: int) -> Measure | None:
    number = numerals.read_tail(found[group])
    if number is None:
        return None
    start = found.end(group) - len(number.run)
    if group == "low" and found["times"] and start == found.start("low"):
        start, number = found.start("times"), number.times(Decimal(found["times"]))
    return _measure(plain, start, end, number, form)


def _measure(plain: str, start: int, end: int, number: Numeral, form: str) -> Measure | None:
    unit = unit_of(plain, start, end, form)
    alone = start == 0 and end == len(plain)  # a tagged mention: 50条 is no other word
    if unit is None or (unit.scaled and not number.big and not alone):
        return None
    return Measure(start, end, number.times(unit.factor), unit)
