"""What the rules read: an article's clean text with its mentions, sentences, sections and names."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from chinese_ie.document import Entity, Section, Span
from chinese_ie.linking.aliases import Aliases
from chinese_ie.text.sentences import clauses, sentences


@dataclass(frozen=True)
class Reading:
    """One article; all offsets are those of its clean text.

    Attributes:
        text: the clean text.
        entities: mentions, sorted; MONEY and CAPACITY carry their quantities.
        sections: headline, body and clutter.
        aliases: which names mean the same.
    """

    text: str
    entities: tuple[Entity, ...]
    sections: tuple[Section, ...]
    aliases: Aliases

    @cached_property
    def sentences(self) -> list[Span]:
        return sentences(self.text)

    @cached_property
    def headline(self) -> Span | None:
        return next((Span(s.start, s.end) for s in self.sections if s.kind == "headline"), None)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [s.start for s in self.sentences]

    @cached_property
    def _entity_starts(self) -> list[int]:
        return [e.start for e in self.entities]

    @cached_property
    def _section_starts(self) -> list[int]:
        return [s.start for s in self.sections]

    def sentence_number(self, offset: int) -> int:
        return bisect_right(self._sentence_starts, offset) - 1

    def sentence(self, offset: int) -> Span:
        return self.sentences[self.sentence_number(offset)]

    def clause(self, offset: int) -> Span:
        """The stretch between commas that holds `offset`."""
        sentence = self.sentence(offset)
        return next(c for c in clauses(self.text, *sentence) if c.start <= offset < c.end)

    def line(self, offset: int) -> Span:
        """The line that holds `offset`, its newline included."""
        end = self.text.find("\n", offset)
        return Span(self.text.rfind("\n", 0, offset) + 1, len(self.text) if end < 0 else end + 1)

    @cached_property
    def main_park(self) -> Entity | None:
        """The first mention of the park that the article is about."""
        return next(
            (e for e in self.entities if e.label == "PARK" and e.text == self.aliases.main_park), None
        )

    def in_clutter(self, offset: int) -> bool:
        return self.sections[bisect_right(self._section_starts, offset) - 1].kind == "clutter"

    def within(self, start: int, end: int, labels: Iterable[str]) -> list[Entity]:
        """Mentions of these labels that begin inside the stretch."""
        wanted = frozenset(labels)
        found = []
        for number in range(bisect_right(self._entity_starts, start - 1), len(self.entities)):
            entity = self.entities[number]
            if entity.start >= end:
                break
            if entity.label in wanted:
                found.append(entity)
        return found

    def names(self, companies: Sequence[Entity]) -> list[str]:
        """Distinct fullest names of company mentions, in order."""
        return list(dict.fromkeys(self.aliases.company(c.text) for c in companies))
