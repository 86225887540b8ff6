"""One question of the relation layer: where does an amount that a company invests land?"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from chinese_ie.document import Entity, Span
from chinese_ie.linking.companies import leading_region
from chinese_ie.relations.candidates import Candidate
from chinese_ie.relations.lists import introduction, is_item
from chinese_ie.relations.reading import Reading

PLACES = ("PARK", "LOCATION")
_ELSEWHERE = 6  # mentions of the company whose clauses are looked at
_HEADINGS = 4  # headings above an amount that may name its place
_GOVERNED = 12  # lines below a place that stands as a heading
_OTHERS = 4  # amounts on either side whose places are looked at
_SAID_SENTENCES = 3  # sentences before an amount in which the last place said to be a site is looked for
_SAID_REACH = 4  # places before an amount among which the last one said to be a site is looked for
_SITE_CUES = frozenset({"settles", "lies", "in", "invests", "cell"})
_STRETCH = 200  # characters on either side of investor and amount


@dataclass(frozen=True)
class Question:
    """One amount and its investor: where does it land?"""

    reading: Reading
    candidate: Candidate
    company: Entity

    @cached_property
    def heading(self) -> Entity | None:
        """The place of the nearest heading above that names one: `二、福绵区`."""
        reading = self.reading
        line = reading.heading_line(reading.line(self.candidate.sentence.start))
        for _ in range(_HEADINGS):
            if line is None:
                return None
            places = reading.within(*line, ("PARK",)) or reading.within(*line, ("LOCATION",))
            if places:
                return places[-1]
            line = reading.heading_line(line)
        return None

    @cached_property
    def governing(self) -> str | None:
        """The last place before the amount that stands as a heading, by its fullest name."""
        reading, amount = self.reading, self.candidate.amount
        heads = reading.headings_of_places
        number = bisect_left(heads, amount.start, key=lambda place: place.start)
        if not number:
            return None
        last = heads[number - 1]
        near = reading.line_number(amount.start) - reading.line_number(last.start) <= _GOVERNED
        return reading.place_name(last) if near else None

    @cached_property
    def beside_company(self) -> list[Entity]:
        """Places in the clauses that name the company, here and elsewhere."""
        mentions = self.reading.mentions_of(self.company)[:_ELSEWHERE]
        clauses = (self.reading.clause(mention.start) for mention in mentions)
        return [place for clause in clauses for place in self.reading.within(*clause, PLACES)[:4]]

    @cached_property
    def behind_company(self) -> list[Entity]:
        """The first places behind mentions of the company, up to the end of the next sentence."""
        reading, found = self.reading, []
        for mention in reading.mentions_of(self.company)[:_ELSEWHERE]:
            number = min(reading.sentence_number(mention.end) + 1, len(reading.sentences) - 1)
            found += reading.within(mention.end, reading.sentences[number].end, PLACES)[:3]
        return found

    @cached_property
    def beside_starts(self) -> frozenset[int]:
        return frozenset(place.start for place in self.beside_company)

    @cached_property
    def named_in_company(self) -> Entity | None:
        """The first mention of the region that leads the company's name: 厦门 of 厦门士兰微电."""
        return self.reading.first_of.get(self.company_region) if self.company_region else None

    @cached_property
    def company_region(self) -> str:
        return leading_region(self.company.text)

    @cached_property
    def line(self) -> Span:
        return self.reading.line(self.candidate.amount.start)

    @cached_property
    def in_list(self) -> bool:
        return is_item(self.reading, self.line)

    @cached_property
    def introduction(self) -> Span | None:
        return introduction(self.reading, self.line)

    @cached_property
    def here(self) -> list[Entity]:
        """The places of the amount's sentence."""
        places = self.reading.within(*self.candidate.sentence, PLACES)
        return [place for place in places if place.start in self.reading.marks]

    @cached_property
    def told(self) -> str:
        """Does its sentence name places, or is it silent?"""
        return "told" if self.here else "silent"

    @cached_property
    def places_of_others(self) -> frozenset[str]:
        """Places in the sentences of the amounts before and behind: those of other projects."""
        admitted, reading = self.candidate.admitted, self.reading
        number = bisect_left(admitted, self.candidate.amount.start)
        starts = admitted[max(0, number - _OTHERS) : number + _OTHERS + 1]
        sentences = {reading.sentence(start) for start in starts} - {self.candidate.sentence}
        return frozenset(reading.place_name(p) for s in sentences for p in reading.within(*s, PLACES))

    @cached_property
    def said_last(self) -> Entity | None:
        """The last place before the amount that is said to be a site or opens its sentence."""
        reading, amount = self.reading, self.candidate.amount
        number = max(0, reading.sentence_number(amount.start) - _SAID_SENTENCES)
        start = min(self.line.start, reading.sentences[number].start)
        for place in reversed(reading.within(start, amount.start, PLACES)[-_SAID_REACH:]):
            mark = reading.marks.get(place.start)
            if mark is not None and (mark.opens or mark.front in _SITE_CUES):
                return place
        return None

    @cached_property
    def pair(self) -> Span:
        """From the investor to its amount, or the other way round."""
        spans = sorted((self.company.span, self.candidate.amount.span))
        return Span(spans[0].start, spans[1].end)

    @cached_property
    def own_stretch(self) -> Span:
        """The stretch of line around investor and amount, up to the amounts and companies of others."""
        reading, pair = self.reading, self.pair
        first = max(reading.line(pair.start).start, pair.start - _STRETCH)
        last = min(reading.line(pair.end - 1).end, pair.end + _STRETCH)
        others = self._others(first, pair.start)
        behind = self._others(pair.end, last)
        return Span(others[-1].end if others else first, behind[0].start if behind else last)

    def _others(self, start: int, end: int) -> list[Entity]:
        """Amounts, and companies other than the investor, in a stretch."""
        found = self.reading.within(start, end, ("MONEY", "COMPANY"))
        own = self.reading.aliases.company(self.company.text)
        return [e for e in found if e.label == "MONEY" or self.reading.aliases.company(e.text) != own]

    def part(self, place: Entity) -> str | None:
        """Where a place of its line stands: with other companies and amounts, or right behind its own."""
        if not self.line.start <= place.start < self.line.end:
            return None
        if not self.own_stretch.start <= place.start < self.own_stretch.end:
            return "at others"
        behind = self.company.start < self.candidate.amount.start and place.start >= self.pair.end
        return "behind" if behind else None
