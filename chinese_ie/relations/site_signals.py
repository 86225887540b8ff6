"""What speaks for or against a place as the site of an investment, by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chinese_ie.document import Entity
from chinese_ie.relations.lists import is_item
from chinese_ie.relations.site_question import PLACES, Question
from chinese_ie.relations.statements import said_of

_LEAD = 200  # characters below the headline
_NEAR = 200  # characters between place and company
_GAPS = (0, 1, 2, 3, 6)  # sentences between place and amount
_MANY = (0, 1, 2, 4, 8)  # places, amounts between place and amount
_GAP = re.compile(r"\n\s*\n")
_FAR = 600  # characters between place and amount beyond which nothing is counted; keeps the time linear
_FINENESS = {
    "country": 0, "abroad": 0, "province": 1, "short": 1, "other": 2, "prefecture": 2, "county": 3, "park": 4,
    "town": 4, "spot": 4,
}  # fmt: skip


def signals(asked: Question, place: Entity) -> Iterator[str]:
    """What speaks for or against this place mention."""
    what, zone = asked.reading.marks[place.start].kind, _zone(asked, place)
    near = zone if zone[-1] in "e0r" else "near" if zone[-1] == "1" else "away"
    yield f"{asked.told}, {zone}: {what}"
    yield from _beside(asked, place, what, near)
    yield from _in_text(asked, place, what, zone)
    yield from _between(asked, place, what, zone)
    yield from _in_list(asked, place, what)
    yield from _with_company(asked, place, what, near)
    yield from _in_article(asked, place, what, zone, near)
    yield from _in_region(asked, place, what)


def _zone(asked: Question, place: Entity) -> str:
    """Where the place stands: the amount's own clause, or how many sentences before or after."""
    amount, reading = asked.candidate.amount, asked.reading
    if asked.candidate.item <= place.start < amount.start:
        return "clause before"
    if amount.end <= place.start < reading.clause(amount.start).end:
        return "clause after"
    gap = abs(reading.sentence_number(place.start) - reading.sentence_number(amount.start))
    return f"{'before' if place.start < amount.start else 'after'} {_bucket(gap, _GAPS)}"


def _bucket(number: int, steps: Sequence[int]) -> int:
    """The highest step that the number reaches."""
    return max(step for step in steps if step <= number)


def _beside(asked: Question, place: Entity, what: str, near: str) -> Iterator[str]:
    """What stands directly in front of the place and behind it."""
    mark = asked.reading.marks[place.start]
    if mark.front:
        yield f"{near}: {mark.front} in front"
    if mark.behind:
        yield f"{near}: then {mark.behind}"
        yield f"{what}: then {mark.behind}"
    if mark.opens:
        yield f"{near}: opens"
    if mark.all:
        yield f"all there: {what}"
        yield f"all there, {asked.told}"


def _in_text(asked: Question, place: Entity, what: str, zone: str) -> Iterator[str]:
    """What the place is to its line and sentence."""
    reading = asked.reading
    if asked.said_last is not None and reading.place_name(asked.said_last) == reading.place_name(place):
        yield f"said last: {what}"
    part = asked.part(place)
    if part is not None:
        yield f"{part}: {what}"
        yield f"{part}: {reading.marks[place.start].front} in front"
    own = reading.sentence(place.start)
    if own.start == asked.candidate.sentence.start:
        beside = (_FINENESS[reading.marks[p.start].kind] for p in asked.here)
        if _FINENESS[what] >= max(beside):
            yield f"here {what}: finest"
        return
    found = bool(asked.candidate.admitted_within(*own)), bool(reading.within(*own, ("COMPANY",)))
    if all(found) or not any(found):
        yield f"{zone.split()[0]}: {'' if all(found) else 'no '}amount and company in its sentence"


def _between(asked: Question, place: Entity, what: str, zone: str) -> Iterator[str]:
    """What stands between the place and the amount: how many other places, amounts and companies."""
    reading, amount = asked.reading, asked.candidate.amount
    low, high = sorted((place.span, amount.span))
    if high.start - low.end > _FAR:
        yield f"{zone}: far"
        return
    yield f"{'a' if _GAP.search(reading.text, low.end, high.start) else 'no'} gap between: {what}"
    name, investor = reading.place_name(place), reading.aliases.company(asked.company.text)
    between = [p for p in reading.within(low.end, high.start, PLACES) if reading.place_name(p) != name]
    companies = set(reading.names(reading.within(low.end, high.start, ("COMPANY",)))) - {investor}
    amounts = asked.candidate.admitted_within(low.end, high.start)
    yield f"{zone}: {min(len({reading.place_name(p) for p in between}), 2)} places between"
    yield f"{zone}: {_bucket(amounts, _MANY)} amounts between"
    yield f"{zone}: {min(len(companies), 2)} companies between"
    if place.start < amount.start:
        rivals = {reading.place_name(p) for p in between if p.label == place.label}
        yield f"{what}: {_bucket(len(rivals), _MANY)} of its label nearer"


def _in_list(asked: Question, place: Entity, what: str) -> Iterator[str]:
    """Where the place stands if the amount is one of a list: in its item, another, or above them."""
    reading, own = asked.reading, asked.line
    other = reading.line(place.start)
    lines = abs(reading.line_number(place.start) - reading.line_number(own.start))
    yield f"{_bucket(lines, _GAPS)} lines: {what}"
    if not asked.in_list:
        return
    if other == own:
        yield f"own item: {what}"
    elif is_item(reading, other) and reading.within(*other, ("MONEY",)):
        yield f"other item {'before' if other.start < own.start else 'after'}, {asked.told}"
    elif asked.introduction == other:
        yield f"list intro, {asked.told}: {what}"


def _with_company(asked: Question, place: Entity, what: str, near: str) -> Iterator[str]:
    """How the place stands to the investor."""
    reading, company = asked.reading, asked.company
    if place.start < company.start < place.start + _NEAR:
        apart = reading.sentence_number(company.start) - reading.sentence_number(place.start)
        yield f"{min(apart, 2)} sentences before company"
    if place.start in asked.beside_starts:
        yield f"beside company: {what}"
        yield f"beside company: {near}"
    companies = said_of(reading, place)
    if reading.aliases.company(company.text) in companies:
        yield f"said of company: {what}"
        yield f"said of company, {asked.told}"
    elif companies:
        yield f"said of others: {what}"


def _in_article(asked: Question, place: Entity, what: str, zone: str, near: str) -> Iterator[str]:
    """What the place is to the whole article."""
    reading, told = asked.reading, asked.told
    name = reading.place_name(place)
    apart = min(reading.place_counts_apart[name], 4)
    yield f"named {apart} times apart from amounts: {what}"
    if not apart:
        yield f"only beside amounts, {told}: {near}"
    if asked.heading is not None and asked.heading.start == place.start:
        yield f"heading: {what}"
    if name in reading.places_of_headline:
        yield f"headline: {what}"
        first = reading.within(*reading.headline, PLACES)[0] if reading.headline else None
        if first is not None and reading.place_name(first) == name:
            yield f"first in headline: {what}"
            yield f"first in headline, {told}"
    if apart and reading.place_start[name] < (reading.headline.end if reading.headline else 0) + _LEAD:
        yield f"in lead: {what}"
    if reading.main_region is not None and name == reading.place_name(reading.main_region):
        yield "main region"
        yield f"main region, {told}: {what}"
    if not asked.here and not asked.in_list and name in asked.places_of_others:
        yield f"place of another amount: {what}"
    if asked.governing is not None:
        yield f"{'governs' if name == asked.governing else 'another governs'}: {zone}"
    if reading.main_park is None:
        return
    park = reading.place_name(reading.main_park)
    if name == park:
        yield f"main park, {told}"
        yield f"main park, {'' if name in reading.places_of_headline else 'not '}in headline"
    elif what == "park" or not reading.holds(name, park):
        yield f"apart from main park: {what}"
        yield f"apart from main park: {zone}"


def _in_region(asked: Question, place: Entity, what: str) -> Iterator[str]:
    """How the place lies to the main region."""
    reading, name = asked.reading, asked.reading.place_name(place)
    if reading.main_region is None or name == (region := reading.place_name(reading.main_region)):
        return
    if reading.holds(region, name):
        yield f"in main region: {what}"
    elif reading.holds(name, region):
        yield f"around main region: {what}"
    elif name in reading.aliases.regions:
        yield f"apart from main region: {what}"


def nowhere(asked: Question) -> Iterator[str]:
    """The signals of the choice that the article names no place for it."""
    reading = asked.reading
    yield "nowhere"
    if reading.main_park:
        yield "nowhere: main park"
    if reading.places_of_headline:
        yield "nowhere: place in headline"
    yield f"nowhere: {min(len(reading.place_counts), 4)} places"
