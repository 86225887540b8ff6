"""The investments of an article: rules find who, this finds where, what, when and whether."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chinese_ie.document import Entity, Investment, Span, Status
from chinese_ie.linking.places import find_regions, region_of_park, resolve
from chinese_ie.relations.candidates import Candidate, candidates
from chinese_ie.relations.cues import stage, status
from chinese_ie.relations.reading import Reading
from chinese_ie.relations.rules import RULES

_SITE = re.compile(
    r"(?:落户|落地|位于|坐落|坐落于|选址|选址于|入驻|进驻|落子|布局|来|到|在|于|入园|签约|牵手|携手|落|地点:|建设地为)[“\"]?$"
)
_TOWNS = ("镇", "乡", "街道")
_ORIGIN = re.compile(r"来自$|源自$|总部在$|[从由]$")
_OFFICE = re.compile(
    r"市委|省委|县委|区委|市长|省长|县长|区长|人民政府|市政府|县政府|区政府|省政府|人大|政协|发改委|商会|[籍产]"
)
_BEFORE = 150  # characters in front of a sentence, and of the lead, that may tell its stage
_HEADING_REACH = 12  # lines above an amount in which its heading is looked for
_HEADING_LENGTH = 32  # characters, a longer line is no heading
_CODE_LENGTH = {"province": 2, "prefecture": 4, "county": 6}  # leading digits of a code that name the region
_DATE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
_PROJECT_END = re.compile(r"[^,。;、:()“”\"]{0,30}?项目")


def investments(reading: Reading) -> list[Investment]:
    """All investments in order of their amounts, one record a company, amount and currency."""
    found: dict[tuple[str, object, object], Investment] = {}
    for candidate in candidates(reading):
        for rule, score in RULES:
            companies = rule(reading, candidate)
            if companies:
                for company in companies:
                    made = _record(reading, candidate, company, rule.__name__, score)
                    key = (made.company, made.value, made.currency)
                    if key not in found or found[key].score < made.score:
                        found[key] = made
                break
    return list(found.values())


def _record(reading: Reading, candidate: Candidate, company: Entity, rule: str, score: float) -> Investment:
    amount, sentence = candidate.amount, candidate.sentence
    quantity = amount.quantities[0]
    place = location(reading, candidate)
    name = _place_name(reading, place) if place else None
    text, at = reading.text[sentence.start : sentence.end], amount.start - sentence.start
    region = resolve([name])[0] if name else None
    capacity = next(iter(reading.within(*sentence, ("CAPACITY",))), None)
    first, last = min(sentence.start, company.start), max(sentence.end, amount.end, company.end)
    return Investment(
        company=reading.aliases.company(company.text),
        amount=amount.text,
        value=quantity.value,
        upper=quantity.upper,
        currency=quantity.unit,
        modifier=quantity.modifier,
        location=name,
        adcode=region.code if region else None,
        project=_project(reading, company),
        capacity=capacity.text if capacity else None,
        stage=stage(text, at, _about(reading, sentence)),
        status=_status(reading, candidate),
        date=_date(text),
        rule=rule,
        score=score * min(amount.score, company.score),
        evidence=Span(first, last),
        company_span=company.span,
        amount_span=amount.span,
        location_span=place.span if place else None,
    )


def _about(reading: Reading, sentence: Span) -> list[str]:
    """What tells the stage where the sentence does not: the text before it, the headline, the lead."""
    before = reading.text[max(0, sentence.start - _BEFORE) : sentence.start]
    headline = reading.text[slice(*reading.headline)] if reading.headline else ""
    start = reading.headline.end if reading.headline else 0
    return [before, headline, reading.text[start : start + _BEFORE]]


def _status(reading: Reading, candidate: Candidate) -> Status:
    """The status that the clauses around the amount give it, up to the amounts beside it."""
    sentence, amount = candidate.sentence, candidate.amount
    before = reading.within(sentence.start, amount.start, ("MONEY",))
    after = reading.within(amount.end, sentence.end, ("MONEY",))
    start = reading.clause(before[-1].start).end if before else sentence.start
    start = min(start, candidate.item)
    end = reading.clause(after[0].start).start if after else sentence.end
    span = Span(start, max(end, amount.end))
    return status(reading.without_names(span), amount.start - start)


def location(reading: Reading, candidate: Candidate) -> Entity | None:
    """Where the investment lands, the first that the article gives of:

    a park of the sentence that is no project itself (某产业园项目); a region of the sentence, unless
    the article's park lies in it; a park earlier in the paragraph; the place of the heading above a
    list; the article's park; the place of the headline; the region named most often.
    """
    sentence = candidate.sentence
    parks = [p for p in reading.within(*sentence, ("PARK",)) if not reading.text.startswith("项目", p.end)]
    if parks:
        clause = reading.clause(candidate.amount.start)
        own = [p for p in parks if clause.start <= p.start < clause.end]
        return _nearest(_sites(reading, own) or own or _sites(reading, parks) or parks, candidate)
    regions = [r for r in reading.within(*sentence, ("LOCATION",)) if not _is_origin(reading, r)]
    main = reading.main_park
    apart = [r for r in regions if main is None or not _holds(r.text, main.text)]
    if apart and (main is None or _sites(reading, apart) or all(_depth(r) == 2 for r in apart)):
        return _smallest(_sites(reading, apart) or apart, candidate)
    line = reading.line(sentence.start)
    earlier = reading.last_before(sentence.start, "PARK")
    if earlier is not None and earlier.start >= line.start:
        return earlier
    return _of_heading(reading, line) or main or _of_headline(reading) or reading.main_region


def _of_heading(reading: Reading, line: Span) -> Entity | None:
    """The place of the nearest short line above without an amount: `二、福绵区`."""
    for _ in range(_HEADING_REACH):
        if line.start == 0:
            return None
        line = reading.line(line.start - 1)
        if reading.headline and line.start <= reading.headline.start:
            return None
        if line.end - line.start <= _HEADING_LENGTH and not reading.within(*line, ("MONEY", "COMPANY")):
            places = reading.within(*line, ("PARK",)) or reading.within(*line, ("LOCATION",))
            if places:
                return places[-1]
    return None


def _of_headline(reading: Reading) -> Entity | None:
    if reading.headline is None:
        return None
    parks = reading.within(*reading.headline, ("PARK",))
    regions = [r for r in reading.within(*reading.headline, ("LOCATION",)) if not _is_origin(reading, r)]
    return next(iter(parks or regions), None)


def _is_origin(reading: Reading, place: Entity) -> bool:
    """Where a company comes from, or whose office it is, not where it goes: 来自深圳, 深圳市市长."""
    before, after = (
        reading.text[max(0, place.start - 3) : place.start],
        reading.text[place.end : place.end + 3],
    )
    company = any(c.start <= place.end + 1 for c in reading.within(place.end, place.end + 2, ("COMPANY",)))
    return company or bool(_ORIGIN.search(before)) or bool(_OFFICE.match(after))


def _holds(region: str, park: str) -> bool:
    """Does the park lie in the region?"""
    prefixes = tuple(r.code[: _CODE_LENGTH[r.level]] for r in find_regions(region))
    return bool(prefixes) and any(r.code.startswith(prefixes) for r in region_of_park(park))


def _depth(place: Entity) -> int:
    """0 province or no region of China, 1 prefecture, 2 county."""
    found = find_regions(place.text)
    return max(_CODE_LENGTH[r.level] // 2 - 1 for r in found) if found else 0


def _smallest(places: Sequence[Entity], candidate: Candidate) -> Entity:
    return min(places, key=lambda p: (-_depth(p), abs(p.start - candidate.amount.start)))


def _sites(reading: Reading, places: Sequence[Entity]) -> list[Entity]:
    """Those of the places that something lands in: 落户…, a town, the head of an item (志丹县:)."""
    return [
        p
        for p in places
        if _SITE.search(reading.text[max(0, p.start - 4) : p.start])
        or p.text.endswith(_TOWNS)
        or (reading.text.startswith(":", p.end) and reading.clause(p.start).start == p.start)
    ]


def _nearest(places: Sequence[Entity], candidate: Candidate) -> Entity:
    return min(places, key=lambda p: abs(p.start - candidate.amount.start))


def _place_name(reading: Reading, place: Entity) -> str:
    return reading.aliases.park(place.text) if place.label == "PARK" else place.text


def _project(reading: Reading, company: Entity) -> str | None:
    """The project named with the company in front: 远禾锂电正极材料项目."""
    behind = _PROJECT_END.match(reading.text, company.end)
    return reading.text[company.start : behind.end()] if behind else None


def _date(sentence: str) -> str | None:
    """The first full date of the sentence, as YYYY-MM-DD."""
    for year, month, day in _DATE.findall(sentence):
        if year and 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            return f"{year}-{int(month):02}-{int(day):02}"
    return None
