"""Production, processing, storage and generation capacities, and what they amount to.

Boundaries are those of the annotation guidelines: the mention is numeral and unit (`/年` stays
outside and becomes `Quantity.per`), joined pairs and products are one mention.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from chinese_ie.document import Quantity
from chinese_ie.errors import InputError
from chinese_ie.quantities import modifiers
from chinese_ie.quantities.as_meant import as_meant
from chinese_ie.quantities.capacity_cues import Tie, tie
from chinese_ie.quantities.capacity_forms import Measure, measures
from chinese_ie.quantities.mention import Mention
from chinese_ie.quantities.product import product_of
from chinese_ie.quantities.script import standard

_NEAR = 12
"""Characters around a tagged mention that may decide between two units of one form (台, 片)."""


def find_capacity(text: str) -> list[Mention]:
    """All capacities in `text`.

    A measure counts when a cue ties it to making, processing, storing or generating (年产5万吨,
    10万片/月), or when its unit is used for nothing else (24GWh, 100万千瓦).

    Args:
        text: any string; traditional script and full-width characters are read too.

    Returns:
        Mentions sorted by start, none overlapping, offsets into `text` as given. Values are in the
        base unit that `Quantity.unit` names (`Wh`, `W`, `t`, `m3`, `piece` …).
    """
    plain = standard(text)
    found: list[Mention] = []
    last: tuple[Measure, Tie] | None = None
    for measure in measures(plain):
        tied = tie(plain, measure, last)
        if tied is None:
            continue
        mention = _mention(text, plain, measure, tied, last[0].end if last else 0)
        if last and _is_joined(plain, last[0], measure):
            found[-1] = _joined(text, found[-1], mention)
        else:
            found.append(mention)
        last = measure, tied
    return found


def parse_capacity(s: str) -> tuple[Quantity, ...]:
    """What `s`, one capacity as a whole, amounts to.

    Words that bound it or say its rate may stand around it (约5万吨/年).

    Returns:
        One quantity in the base unit, two for a joined pair (400MW/800MWh).

    Raises:
        InputError: `s` is not one capacity.
    """
    plain = standard(s)
    every = _whole(plain)
    if every:
        return tuple(q for m in every for q in _mention(s, plain, m, Tie(), 0).quantities)
    raise InputError(
        f"{s[:60]!r} is not one capacity. Expected a numeral with a unit, such as '24GWh', '5万吨', "
        f"'4×600吨' or '400MW/800MWh', with nothing but words like 约 or /年 around it. "
        f"To look for capacities inside a longer text, call find_capacity(text)."
    )


def capacity_at(plain: str, start: int, end: int) -> tuple[Quantity, ...]:
    """What the mention `plain[start:end]` amounts to, as the words around it bound it; () if unreadable.

    Args:
        plain: a text in the standard script.
        start: first character of the mention.
        end: one past its last.
    """
    begin = max(0, start - _NEAR)
    near = [m for m in measures(plain[begin : end + _NEAR]) if m.end + begin == end]
    if near and near[0].start + begin == start:
        every = [replace(m, start=m.start + begin - start, end=m.end + begin - start) for m in near]
    else:
        every = _whole(plain[start:end])
    if not every and plain[max(0, start - 1) : start] == "上":  # 日产上【百吨】
        start -= 1
        every = _whole(plain[start:end])
    if not every:
        meant = as_meant(plain, start, end, lambda s: bool(_whole(s)))
        return capacity_at(*meant) if meant else ()
    moved = [replace(m, start=start + m.start, end=start + m.end) for m in every]
    mentions = [_mention(plain, plain, m, tie(plain, m, None) or Tie(), 0) for m in moved]
    return tuple(q for m in mentions for q in _rated(m, mentions[-1]))


def _whole(plain: str) -> list[Measure]:
    """The one measure, or the joined pair, that all of `plain` is; [] if it is none."""
    every = list(measures(plain))
    joined = all(_is_joined(plain, first, second) for first, second in pairwise(every))
    return every if every and joined and _is_whole(plain, every[0].start, every[-1].end) else []


def _is_joined(plain: str, first: Measure, second: Measure) -> bool:
    """400MW/800MWh, 10万千瓦/20万千瓦时, 10+5GWh."""
    return plain[first.end : second.start].strip() in ("/", "+")


def _joined(text: str, first: Mention, second: Mention) -> Mention:
    return Mention(
        first.start,
        second.end,
        text[first.start : second.end],
        (*_rated(first, second), *second.quantities),
    )


def _rated(first: Mention, last: Mention) -> tuple[Quantity, ...]:
    """The quantities of `first`; in 20/45万吨/年 both are yearly."""
    other = last.quantities[-1]
    return tuple(replace(q, per=q.per or other.per) if q.unit == other.unit else q for q in first.quantities)


def _is_whole(plain: str, start: int, end: int) -> bool:
    """Whether nothing but words that bound or rate the measure is left outside it."""
    start = modifiers.modifier_before(plain, start)[1]
    start = modifiers.per_before(plain, start)[1]
    end = modifiers.per_after(plain, end)[1]
    end = modifiers.modifier_after(plain, end)[1]
    return not plain[:start].strip() and not plain[end:].strip()


def _mention(text: str, plain: str, measure: Measure, tied: Tie, floor: int) -> Mention:
    number = measure.number
    per, end = modifiers.per_after(plain, measure.end)
    before = modifiers.bound_before(plain, measure.start, floor=floor)[0]
    product = product_of(plain, measure.start, measure.end, floor=floor)
    quantity = Quantity(
        value=number.value,
        unit=measure.unit.base,
        upper=number.upper,
        modifier=before or modifiers.modifier_after(plain, end)[0] or number.modifier,
        per=per
        or tied.per
        or modifiers.per_before(plain, measure.start, floor=floor)[0]
        or modifiers.period_before(plain, measure.start),
        product=text[slice(*product)] if product else None,
    )
    return Mention(measure.start, measure.end, text[measure.start : measure.end], (quantity,))
