"""What the rules read: an article's clean text with its mentions, sentences, sections and names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from chinese_ie.document import Entity, Quantity, Section, Span
from chinese_ie.linking.aliases import Aliases
from chinese_ie.linking.places import find_regions
from chinese_ie.relations.cues import ends
from chinese_ie.relations.marks import Mark, mark
from chinese_ie.text.byline import byline
from chinese_ie.text.sentences import clauses, sentences

_PAUSE = re.compile(r"[,、](?!\d)")
_HEADING_REACH = 12  # lines above an amount in which its heading is looked for
_HEADING_LENGTH = 32  # characters, a longer line is no heading
_SHORT = 20  # characters, a longer sentence heads nothing
_OF_ALL = 6  # places
_BESIDE = 60  # characters between an amount and a name that it may belong to
_STOPS = frozenset(",;。:、\n")
_LEAD = 150  # characters of headline and lead
_LONGEST = 600  # characters of a sentence; keeps the time of the rules linear in the length of a text


@dataclass(frozen=True)
class Reading:
    """One article; all offsets are those of its clean text.

    Attributes:
        text: the clean text.
        entities: mentions, sorted; MONEY and CAPACITY carry their quantities.
        sections: headline, body and kinds of clutter.
        aliases: which names mean the same.
        published: the article's date as `YYYY-MM-DD` where it is given; else `byline` may tell it.
    """

    text: str
    entities: tuple[Entity, ...]
    sections: tuple[Section, ...]
    aliases: Aliases
    published: str | None = None

    @cached_property
    def byline(self) -> dict[str, str]:
        """What the lines around the article tell of date, source and author."""
        return byline(self.text, self.sections)

    @cached_property
    def sentences(self) -> list[Span]:
        """Sentences; one that is too long, as of a page without full stops, in pieces."""
        return [piece for span in sentences(self.text) for piece in _pieces(self.text, span)]

    @cached_property
    def headline(self) -> Span | None:
        return next((Span(s.start, s.end) for s in self.sections if s.kind == "headline"), None)

    @cached_property
    def clauses(self) -> list[Span]:
        return [clause for span in self.sentences for clause in clauses(self.text, *span)]

    @cached_property
    def _clause_starts(self) -> list[int]:
        return [c.start for c in self.clauses]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [s.start for s in self.sentences]

    @cached_property
    def _by_label(self) -> dict[str, tuple[list[int], list[Entity]]]:
        """Mentions of each label and where they begin."""
        found: dict[str, tuple[list[int], list[Entity]]] = {}
        for entity in self.entities:
            starts, mentions = found.setdefault(entity.label, ([], []))
            starts.append(entity.start)
            mentions.append(entity)
        return found

    @cached_property
    def _section_starts(self) -> list[int]:
        return [s.start for s in self.sections]

    def sentence_number(self, offset: int) -> int:
        return bisect_right(self._sentence_starts, offset) - 1

    def sentence(self, offset: int) -> Span:
        return self.sentences[self.sentence_number(offset)]

    def clause(self, offset: int) -> Span:
        """The stretch between commas that holds `offset`."""
        return self.clauses[bisect_right(self._clause_starts, offset) - 1]

    def own_stretch(self, amount: Entity, item: int) -> Span:
        """The clauses around an amount up to the amounts beside it; `item` is where its list item begins."""
        sentence = self.sentence(amount.start)
        before = self.within(sentence.start, amount.start, ("MONEY",))
        after = self.within(amount.end, sentence.end, ("MONEY",))
        start = self.clause(before[-1].start).end if before else sentence.start
        end = self.clause(after[0].start).start if after else sentence.end
        return Span(min(start, item), max(end, amount.end))

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(m.end() for m in re.finditer("\n", self.text))]

    def line_number(self, offset: int) -> int:
        return bisect_right(self._line_starts, offset) - 1

    def line(self, offset: int) -> Span:
        """The line that holds `offset`, its newline included."""
        number = self.line_number(offset)
        last = number + 1 == len(self._line_starts)
        return Span(self._line_starts[number], len(self.text) if last else self._line_starts[number + 1])

    def heading_line(self, line: Span) -> Span | None:
        """The nearest short line without an amount or a company above a line, below the headline."""
        for _ in range(_HEADING_REACH):
            if line.start == 0:
                return None
            line = self.line(line.start - 1)
            if self.headline and line.start <= self.headline.start:
                return None
            short = line.end - line.start <= _HEADING_LENGTH and self.text[slice(*line)].strip()
            if short and not self.within(*line, ("MONEY", "COMPANY")):
                return line
        return None

    @cached_property
    def main_park(self) -> Entity | None:
        """A mention of the park that the article is about.

        The first of the name that stands out by number or in the headline, else the first park of
        headline and lead.
        """
        parks = [e for e in self.entities if e.label == "PARK"]
        named = next((e for e in parks if e.text == self.aliases.main_park), None)
        if named is not None:
            return named
        begin = next((s.start for s in self.sections if not s.is_clutter), 0)
        lead = (e for e in parks if begin <= e.start < begin + _LEAD and not self.in_clutter(e.start))
        return next(lead, None)

    @cached_property
    def main_region(self) -> Entity | None:
        """The first mention of the region below the provinces that is named most often."""
        regions = [e for e in self.entities if e.label == "LOCATION" and not self.in_clutter(e.start)]
        small = {
            name
            for name in {e.text for e in regions}
            if any(r.level != "province" for r in find_regions(name))
        }
        counts = Counter(self.place_name(e) for e in regions)
        named = (e for e in regions if e.text in small)
        return max(named, key=lambda e: counts[self.place_name(e)], default=None)

    @cached_property
    def main_place(self) -> str:
        """Is the main park named `more` or `less` often than the main region, or is there `none`?"""
        if self.main_park is None:
            return "none"
        region = self.place_counts_apart[self.place_name(self.main_region)] if self.main_region else 0
        return "more" if self.place_counts_apart[self.place_name(self.main_park)] > region else "less"

    @cached_property
    def names_of_headline(self) -> list[str]:
        """Fullest names of the companies in the headline."""
        return self.names(self.within(*self.headline, ("COMPANY",))) if self.headline else []

    @cached_property
    def ended(self) -> int:
        """How many words of the body say that something was cancelled or came to nothing."""
        return sum(ends(self.text[s.start : s.end]) for s in self.sections if not s.is_clutter)

    @cached_property
    def tellings(self) -> Counter[Quantity]:
        """How often each sum of money is named."""
        return Counter(e.quantities[0] for e in self.entities if e.label == "MONEY" and e.quantities)

    @cached_property
    def topic(self) -> Entity | None:
        """The first mention of the company that the article names most often, twice at least."""
        companies = [e for e in self.entities if e.label == "COMPANY" and not self.in_clutter(e.start)]
        counts = Counter(self.aliases.company(e.text) for e in companies)
        most = max(companies, key=lambda e: counts[self.aliases.company(e.text)], default=None)
        return most if most is not None and counts[self.aliases.company(most.text)] > 1 else None

    @cached_property
    def _places(self) -> list[Entity]:
        return [e for e in self.entities if e.label in ("PARK", "LOCATION") and not self.in_clutter(e.start)]

    @cached_property
    def marks(self) -> dict[int, Mark]:
        """Where each place mention begins, and how it stands there."""
        return {p.start: mark(self.text, self.sentence(p.start).start, p) for p in self._places}

    @cached_property
    def places_of_all(self) -> list[Entity]:
        """The first places that are said to be the site of all that is spoken of."""
        return [p for p in self._places if self.marks[p.start].all][:_OF_ALL]

    @cached_property
    def headings_of_places(self) -> list[Entity]:
        """Places that head what follows: `太湖县一个。`, `——海东:`, a short line or sentence alone."""
        return [p for p in self._places if self.marks[p.start].heads or self._stands_alone(p)]

    def _stands_alone(self, place: Entity) -> bool:
        if self.headline is not None and place.start < self.headline.end:
            return False
        line, sentence = self.line(place.start), self.sentence(place.start)
        return any(
            span.end - span.start <= longest and not self.within(*span, ("MONEY", "COMPANY"))
            for span, longest in ((line, _HEADING_LENGTH), (sentence, _SHORT))
        )

    @cached_property
    def place_counts(self) -> Counter[str]:
        """How often each place is named, parks by their fullest names."""
        return Counter(self.place_name(e) for e in self._places)

    @cached_property
    def place_start(self) -> dict[str, int]:
        """Where each place is named first."""
        places = (e for e in self.entities if e.label in ("PARK", "LOCATION"))
        return {self.place_name(e): e.start for e in reversed(list(places))}

    @cached_property
    def places_of_headline(self) -> frozenset[str]:
        """Places named in the headline, parks by their fullest names."""
        found = self.within(*self.headline, ("PARK", "LOCATION")) if self.headline else []
        return frozenset(self.place_name(e) for e in found)

    @cached_property
    def place_counts_apart(self) -> Counter[str]:
        """How often each place is named in sentences without an amount: not as the place of one project."""
        apart = (e for e in self._places if not self.within(*self.sentence(e.start), ("MONEY",)))
        return Counter(self.place_name(e) for e in apart)

    @cached_property
    def first_places(self) -> list[Entity]:
        """The first places of the article and those that it names most often."""
        first = self._places[:6]
        often = {name for name, _ in self.place_counts.most_common(6)}
        named = {self.place_name(e): e for e in reversed(self._places)}
        return [*first, *(e for name, e in named.items() if name in often and e not in first)]

    @cached_property
    def first_of(self) -> dict[str, Entity]:
        """The first mention of each place's name as written."""
        return {e.text: e for e in reversed(self._places)}

    @cached_property
    def _by_company(self) -> dict[str, list[Entity]]:
        found: dict[str, list[Entity]] = {}
        for entity in self.entities:
            if entity.label == "COMPANY" and not self.in_clutter(entity.start):
                found.setdefault(self.aliases.company(entity.text), []).append(entity)
        return found

    def mentions_of(self, company: Entity) -> list[Entity]:
        """All mentions of the company, by any of its names."""
        return self._by_company.get(self.aliases.company(company.text), [])

    def place_name(self, place: Entity) -> str:
        """The fullest name of the park or place."""
        named = self.aliases.park if place.label == "PARK" else self.aliases.place
        return named(place.text)

    def holds(self, outer: str, inner: str) -> bool:
        """Does one place lie in the other, a region? Both by names of the article."""
        regions = self.aliases.regions
        return outer in self.aliases.places and inner in regions and regions[outer].holds(regions[inner])

    def without_names(self, span: Span) -> str:
        """The text of the stretch, blanks for companies and parks: 东方希望集团 wishes for nothing."""
        text = self.text[span.start : span.end]
        for name in self.within(*span, ("COMPANY", "PARK")):
            start, end = name.start - span.start, name.end - span.start
            text = f"{text[:start]}{' ' * len(text[start:end])}{text[end:]}"
        return text

    def in_clutter(self, offset: int) -> bool:
        return self.sections[bisect_right(self._section_starts, offset) - 1].is_clutter

    def within(self, start: int, end: int, labels: Iterable[str]) -> list[Entity]:
        """Mentions of these labels that begin inside the stretch."""
        found: list[Entity] = []
        several = False
        for label in labels:
            starts, mentions = self._by_label.get(label, ([], []))
            more = mentions[bisect_left(starts, start) : bisect_left(starts, end)]
            several = several or bool(found and more)
            found += more
        return sorted(found, key=lambda e: e.start) if several else found

    def has_other_amount(self, name: Entity, amount: Entity) -> bool:
        """Does another amount stand in front of the name, with no pause between: 投资5亿元的甲项目?"""
        own = self.within(max(self.sentence(name.start).start, name.start - _BESIDE), name.start, ("MONEY",))
        if not own or own[-1].start == amount.start:
            return False
        return not _STOPS.intersection(self.text[own[-1].end : name.start])

    def names(self, companies: Sequence[Entity]) -> list[str]:
        """Distinct fullest names of company mentions, in order."""
        return list(dict.fromkeys(self.aliases.company(c.text) for c in companies))


def _pieces(text: str, span: Span) -> list[Span]:
    """The stretch in pieces of bounded length, cut behind a comma where there is one."""
    pieces, start = [], span.start
    while span.end - start > _LONGEST:
        pauses = [m.end() for m in _PAUSE.finditer(text, start, start + _LONGEST)]
        end = pauses[-1] if pauses else start + _LONGEST
        pieces.append(Span(start, end))
        start = end
    return [*pieces, Span(start, span.end)]
