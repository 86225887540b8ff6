"""What speaks for or against a place as the site of an investment, by name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

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
    "country": 0, "abroad": 0, "province": 1, "short": 1, "other": 2, "prefecture": 2, "county": 3, "park": 4, "town": 4,
    "spot": 4,
}  # fmt: skip


def signals(asked: Question, place: Entity) -> Iterator[str]:
    """What speaks for or against this place mention."""
    what, zone = asked.reading.marks[place.start].kind, _zone(asked, place)
    near = zone if zone[-1] in "e0r" else "near" if zone[-1] == "1" else "away"
    yield zone
    yield f"{zone}: {what}"
    yield from _beside(asked, place, what, near)
    yield from _in_text(asked, place, what, zone)
    yield from _in_list(asked, place, what)
    yield from _with_company(asked, place, what, zone, near)
    yield from _in_article(asked, place, what, zone, near)


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
    front, then = mark.front, mark.behind
    if front:
        yield f"{near}: {front} in front"
        yield f"{what}: {front} in front"
    if then:
        yield f"{near}: then {then}"
        yield f"{what}: then {then}"
        yield f"{front} in front, then {then}"
    if mark.opens:
        yield f"{near}: opens"
        yield f"opens: {what}"
        yield f"opens, then {then}"
    if mark.dateline:
        yield "dateline"
    if mark.all:
        yield f"all there: {what}"
        yield f"all there, {asked.told}"


def _in_text(asked: Question, place: Entity, what: str, zone: str) -> Iterator[str]:
    """What stands between the place and the amount, and in the place's sentence."""
    reading = asked.reading
    name = reading.place_name(place)
    yield from _between(asked, place, what, zone)
    if asked.said_last is not None and reading.place_name(asked.said_last) == name:
        yield f"said last: {what}"
        yield f"said last: {zone}"
    if asked.line.start <= place.start < asked.line.end:
        part = asked.part(place)
        yield f"{part}: {what}"
        yield f"{part}: {reading.marks[place.start].front} in front"
    own = reading.sentence(place.start)
    if own.start == asked.candidate.sentence.start:
        beside = {_FINENESS[reading.marks[p.start].kind] for p in asked.here}
        yield f"here {what}: {'finest' if _FINENESS[what] >= max(beside) else 'finer beside'}"
        yield f"here {what}: {'coarsest' if _FINENESS[what] <= min(beside) else 'coarser beside'}"
        return
    amounts = "amount" if asked.candidate.admitted_within(*own) else "no amount"
    named = "company" if reading.within(*own, ("COMPANY",)) else "no company"
    yield f"{zone.split()[0]}: {amounts}, {named} in its sentence"


def _between(asked: Question, place: Entity, what: str, zone: str) -> Iterator[str]:
    """How many other places, amounts and companies stand between the place and the amount."""
    reading, amount = asked.reading, asked.candidate.amount
    low, high = sorted((place.span, amount.span))
    if high.start - low.end > _FAR:
        yield f"{zone}: far"
        return
    between = reading.text[low.end : high.start]
    yield f"{'a' if _GAP.search(between) else 'no'} gap between: {what}"
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
    if other == own:
        if asked.in_list:
            yield f"own item{' opens' if reading.marks[place.start].opens else ''}: {what}"
        return
    if not asked.in_list:
        return
    if is_item(reading, other) and reading.within(*other, ("MONEY",)):
        yield f"other item, {asked.told}: {what}"
        yield f"other item {'before' if other.start < own.start else 'after'}, {asked.told}"
    elif asked.introduction == other:
        yield f"list intro, {asked.told}: {what}"
    else:
        yield f"outside the list, {asked.told}: {what}"


def _with_company(asked: Question, place: Entity, what: str, zone: str, near: str) -> Iterator[str]:
    """How the place stands to the investor."""
    reading, company = asked.reading, asked.company
    if abs(company.start - place.start) < _NEAR:
        apart = reading.sentence_number(place.start) - reading.sentence_number(company.start)
        order = "place first" if place.start < company.start else "company first"
        yield f"company {max(-2, min(apart, 2))}: {order}"
    if place.start in asked.beside_starts:
        yield f"beside company: {what}"
        yield f"beside company: {near}"
    subjects = said_of(reading, place)
    if subjects:
        whose = "company" if reading.aliases.company(company.text) in subjects else "others"
        yield f"said of {whose}: {what}"
        yield f"said of {whose}: {zone}"
        yield f"said of {whose}, {asked.told}"
    region = asked.company_region
    if region and (place.text.startswith(region) or region.startswith(place.text)):
        yield f"in company name: {what}"
        yield f"in company name: {zone}"
    if what == "park" and asked.company_core in place.text:
        yield "named after the company"
    inside = company.end <= place.start < company.end + len(asked.project)
    if len(place.text) > 1 and not inside and place.text.rstrip("省市县区") in asked.project:
        yield "in project name"


def _in_article(asked: Question, place: Entity, what: str, zone: str, near: str) -> Iterator[str]:
    """What the place is to the whole article."""
    reading = asked.reading
    name = reading.place_name(place)
    told = asked.told
    yield f"{told}: {what}"
    yield f"{told}, {zone}: {what}"
    apart = min(reading.place_counts_apart[name], 4)
    yield f"named {apart} times apart from amounts: {what}"
    if not apart:
        yield f"only beside amounts, {told}: {near}"
    if asked.heading is not None and asked.heading.start == place.start:
        yield f"heading: {what}"
    headline = name in reading.places_of_headline
    if headline:
        yield f"headline: {what}"
        yield f"headline, {told}: {what}"
    if apart and reading.place_start[name] < (reading.headline.end if reading.headline else 0) + _LEAD:
        yield f"in lead: {what}"
    if reading.main_region is not None and name == reading.place_name(reading.main_region):
        yield "main region"
        yield f"main region, {told}: {what}"
        yield f"main region, {told}, park {reading.main_place}"
    if reading.first_places and place.start == reading.first_places[0].start:
        yield f"first place: {what}"
    if asked.places_of_others and not asked.here:
        among = "list" if asked.in_list else "prose"
        where = f"{'place' if name in asked.places_of_others else 'no place'} of another amount"
        yield f"silent in {among}, {where}: {what}"
        if headline:
            yield f"silent in {among}, {where}, headline: {what}"
    if asked.governing is not None:
        governs = "governs" if name == asked.governing else "another governs"
        yield f"{governs}, {told}: {what}"
        yield f"{governs}: {zone}"
    for reference in asked.references:
        yield f"says {reference}: {what}"
    if reading.main_park is None:
        yield f"no main park: {what}"
        return
    park = reading.place_name(reading.main_park)
    if name == park:
        yield f"main park: {near}"
        yield f"main park, {told}"
        yield f"main park, {told}, park {reading.main_place}"
        yield f"main park, {'' if headline else 'not '}in headline"
    elif what != "park" and reading.holds(name, park):
        yield f"holds main park: {near}"
        yield f"holds main park: {what}"
        yield f"holds main park, {told}"
    else:
        yield f"apart from main park: {what}"
        yield f"apart from main park: {zone}"


def relations(asked: Question, place: Entity, names: Collection[str]) -> Iterator[str]:
    """How the place lies to the others in question, given by their names."""
    reading, what = asked.reading, asked.reading.marks[place.start].kind
    name = reading.place_name(place)
    main = reading.main_region
    if main is not None and name != (region := reading.place_name(main)):
        if reading.holds(region, name):
            yield f"in main region: {what}"
        elif reading.holds(name, region):
            yield f"around main region: {what}"
        elif name in reading.aliases.regions:
            yield f"apart from main region: {what}"
    if any(reading.holds(name, other) for other in names if other != name):
        yield f"holds another: {what}"
    here = {reading.place_name(p) for p in asked.here} - {name}
    if any(reading.holds(name, p) for p in here):
        yield f"holds one here: {what}"


def nowhere(asked: Question) -> Iterator[str]:
    """The signals of the choice that the article names no place for it."""
    reading = asked.reading
    yield "nowhere"
    yield f"nowhere: {min(len(asked.here), 2)} here"
    yield f"nowhere: {'main park' if reading.main_park else 'no main park'}"
    yield f"nowhere: {'place' if reading.places_of_headline else 'no place'} in headline"
    yield f"nowhere: {min(len(reading.place_counts), 4)} places"
