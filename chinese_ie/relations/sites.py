"""Where an investment may land: places around it, and the signals for and against each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chinese_ie.document import Entity
from chinese_ie.linking.aliases import leading_region
from chinese_ie.linking.places import find_regions, region_of_park
from chinese_ie.relations.candidates import Candidate
from chinese_ie.relations.choice import Choice, weights
from chinese_ie.relations.patterns import first_match
from chinese_ie.relations.reading import Reading

_PLACES = ("PARK", "LOCATION")
_BEFORE, _AFTER = 14, 6  # place mentions looked at on either side
_SENTENCES_BEFORE, _SENTENCES_AFTER = 6, 1
_ELSEWHERE = 6  # mentions of the company whose clauses are looked at
_HEADINGS = 4  # headings above an amount that may name its place
_LEAD = 200  # characters below the headline
_PROJECT = 20  # characters behind a company that may name its project
_NEAR = 200  # characters between place and company
_TOWNS = ("镇", "乡", "街道", "村")
_FINENESS = {"province": 0, "other": 1, "prefecture": 1, "county": 2, "park": 3, "town": 3}
_DATELINE = re.compile(r"(?:\d+月)?\d+日?[电讯]|讯")


def options(reading: Reading, candidate: Candidate, company: Entity) -> list[Entity]:
    """The place mentions among which the site is looked for, in order."""
    amount = candidate.amount
    number = reading.sentence_number(amount.start)
    first = reading.sentences[max(0, number - _SENTENCES_BEFORE)].start
    last = reading.sentences[min(number + _SENTENCES_AFTER, len(reading.sentences) - 1)].end
    found = reading.within(first, amount.start, _PLACES)[-_BEFORE:]
    found += reading.within(amount.end, last, _PLACES)[:_AFTER]
    found += reading.within(*reading.sentence(company.start), _PLACES)[:_BEFORE]
    if reading.headline:
        found += reading.within(*reading.headline, _PLACES)
    known = (
        _heading(reading, candidate),
        reading.main_park,
        reading.main_region,
        _named_in(reading, company),
    )
    found += [place for place in known if place is not None]
    found += [*reading.first_places, *_beside_company(reading, company)]
    unique = {p.start: p for p in found if not reading.in_clutter(p.start) and not _is_origin(reading, p)}
    return [unique[start] for start in sorted(unique)]


def _is_origin(reading: Reading, place: Entity) -> bool:
    """Is it where a company comes from: 来自深圳, 总部在深圳?"""
    front = reading.text[max(0, place.start - 8) : place.start]
    return first_match("in front of a place", front) == "origin"


def choice(reading: Reading, candidate: Candidate, company: Entity) -> Choice:
    """The places in question, parks by their fullest names."""
    mentions = options(reading, candidate, company)
    return Choice.of(
        _nowhere(reading, candidate),
        ((reading.place_name(p), signals(reading, candidate, company, p)) for p in mentions),
    )


def chosen(reading: Reading, candidate: Candidate, company: Entity) -> Entity | None:
    """The mention of the likeliest place that stands nearest to the amount."""
    likely = choice(reading, candidate, company).likely(weights("site"))
    best = max(likely, key=lambda name: likely[name])
    named = [p for p in options(reading, candidate, company) if reading.place_name(p) == best]
    return min(named, key=lambda p: abs(p.start - candidate.amount.start), default=None)


def _beside_company(reading: Reading, company: Entity) -> list[Entity]:
    """Places in the clauses that name the company, here and elsewhere."""
    clauses = (reading.clause(mention.start) for mention in reading.mentions_of(company)[:_ELSEWHERE])
    return [place for clause in clauses for place in reading.within(*clause, _PLACES)[:4]]


def _named_in(reading: Reading, company: Entity) -> Entity | None:
    """The first mention of the region that leads the company's name: 厦门 of 厦门士兰微电."""
    region = leading_region(company.text)
    return reading.first_of.get(region) if region else None


def _heading(reading: Reading, candidate: Candidate) -> Entity | None:
    """The place of the nearest heading above that names one: `二、福绵区`."""
    line = reading.heading_line(reading.line(candidate.sentence.start))
    for _ in range(_HEADINGS):
        if line is None:
            return None
        places = reading.within(*line, ("PARK",)) or reading.within(*line, ("LOCATION",))
        if places:
            return places[-1]
        line = reading.heading_line(line)
    return None


def kind(place: Entity) -> str:
    """park, town, province, prefecture, county, or other for what is no region of China."""
    if place.label == "PARK":
        return "park"
    if place.text.endswith(_TOWNS) and len(place.text) > 2:
        return "town"
    found = find_regions(place.text)
    return max(found, key=lambda r: len(r.code.rstrip("0"))).level if found else "other"


def signals(reading: Reading, candidate: Candidate, company: Entity, place: Entity) -> Iterator[str]:
    """What speaks for or against this place mention, by name."""
    what, zone = kind(place), _zone(reading, candidate, place)
    near = zone if zone[-1] in "e0r" else "near" if zone[-1] == "1" else "away"
    yield zone
    yield f"{zone}: {what}"
    yield from _in_text(reading, candidate, place, what, zone, near)
    yield from _with_company(reading, company, place, what, zone, near)
    yield from _in_article(reading, candidate, place, what, zone, near)


def _zone(reading: Reading, candidate: Candidate, place: Entity) -> str:
    """Where the place stands: the amount's own clause, or how many sentences before or after."""
    amount = candidate.amount
    if candidate.item <= place.start < amount.start:
        return "clause before"
    if amount.end <= place.start < reading.clause(amount.start).end:
        return "clause after"
    gap = abs(reading.sentence_number(place.start) - reading.sentence_number(amount.start))
    return f"{'before' if place.start < amount.start else 'after'} {min(gap, 3)}"


def _in_text(
    reading: Reading, candidate: Candidate, place: Entity, what: str, zone: str, near: str
) -> Iterator[str]:
    """What stands in front of the place, beside it, and between it and the amount."""
    amount = candidate.amount
    low, high = sorted((place.span, amount.span))
    others = {reading.place_name(p) for p in reading.within(low.end, high.start, _PLACES)}
    yield f"{zone}: {min(len(others - {reading.place_name(place)}), 2)} places between"
    front = first_match("in front of a place", reading.text[max(0, place.start - 8) : place.start])
    if front:
        yield f"{near}: {front} in front"
        yield f"{what}: {front} in front"
    if front == "in" and first_match("behind a place", reading.text[place.end : place.end + 16]):
        yield f"{near}: builds there"
    if _DATELINE.match(reading.text, place.end):
        yield "dateline"
    own = reading.sentence(place.start)
    if own.start == candidate.sentence.start:
        beside = {_FINENESS[kind(p)] for p in reading.within(*own, _PLACES)}
        yield f"here {what}: {'finest' if _FINENESS[what] >= max(beside) else 'finer beside'}"
        yield f"here {what}: {'coarsest' if _FINENESS[what] <= min(beside) else 'coarser beside'}"
        return
    if reading.line(amount.start).start <= place.start < amount.start:
        yield f"same line: {what}"
    amounts = "amount" if candidate.admitted_within(*own) else "no amount"
    companies = "company" if reading.within(*own, ("COMPANY",)) else "no company"
    yield f"{zone.split()[0]}: {amounts}, {companies} in its sentence"


def _with_company(
    reading: Reading, company: Entity, place: Entity, what: str, zone: str, near: str
) -> Iterator[str]:
    """How the place stands to the investor."""
    if abs(company.start - place.start) < _NEAR:
        apart = reading.sentence_number(place.start) - reading.sentence_number(company.start)
        order = "place first" if place.start < company.start else "company first"
        yield f"company {max(-2, min(apart, 2))}: {order}"
    if any(p.start == place.start for p in _beside_company(reading, company)):
        yield f"beside company: {what}"
        yield f"beside company: {near}"
    region = leading_region(company.text)
    if region and (place.text.startswith(region) or region.startswith(place.text)):
        yield f"in company name: {what}"
        yield f"in company name: {zone}"
    project = reading.text[company.end : company.end + _PROJECT]
    inside = company.end <= place.start < company.end + _PROJECT
    if len(place.text) > 1 and not inside and place.text.rstrip("省市县区") in project:
        yield "in project name"


def _in_article(
    reading: Reading, candidate: Candidate, place: Entity, what: str, zone: str, near: str
) -> Iterator[str]:
    """What the place is to the whole article."""
    name = reading.place_name(place)
    heading = _heading(reading, candidate)
    if heading is not None and heading.start == place.start:
        yield f"heading: {what}"
    if name in reading.places_of_headline:
        yield f"headline: {what}"
    if reading.place_start[name] < (reading.headline.end if reading.headline else 0) + _LEAD:
        yield f"in lead: {what}"
    if reading.main_region is not None and name == reading.place_name(reading.main_region):
        yield "main region"
    if reading.first_places and place.start == reading.first_places[0].start:
        yield f"first place: {what}"
    if reading.main_park is None:
        yield f"no main park: {what}"
        return
    park = reading.place_name(reading.main_park)
    if name == park:
        yield f"main park: {near}"
    elif what != "park" and _holds(place.text, park):
        yield f"holds main park: {near}"
        yield f"holds main park: {what}"
    else:
        yield f"apart from main park: {what}"
        yield f"apart from main park: {zone}"


def _nowhere(reading: Reading, candidate: Candidate) -> Iterator[str]:
    """The signals of the choice that the article names no place for it."""
    yield "nowhere"
    yield f"nowhere: {min(len(reading.within(*candidate.sentence, _PLACES)), 2)} here"
    yield f"nowhere: {'main park' if reading.main_park else 'no main park'}"
    yield f"nowhere: {'place' if reading.places_of_headline else 'no place'} in headline"


def _holds(region: str, park: str) -> bool:
    """Does the park lie in the region?"""
    return any(outer.holds(inner) for outer in find_regions(region) for inner in region_of_park(park))
