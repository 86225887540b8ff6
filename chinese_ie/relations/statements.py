"""What is said of where companies are, also apart from their amounts: `甲、乙和丙三家在西渡高新区`."""

from __future__ import annotations

import re

from chinese_ie.document import Entity, Span
from chinese_ie.relations.reading import Reading

_SITE = frozenset({"settles", "lies", "holds", "in", "chooses", "signs"})
_MOST = 12  # companies of one row that are looked at
_ROW = re.compile(r"[^,。;:()]{0,16}[、和与及][^,。;:、]{0,4}")
_OWNED = 8  # characters between a place and its company
_OF = re.compile(r"(?:境内|园内|[里内])?的[^,。;、:()]{0,6}|(?:境内|园内|[里内])")
_COLON = re.compile(r"\s*[:(—-]+\s*$")


def said_of(reading: Reading, place: Entity) -> frozenset[str]:
    """The companies, by fullest names, of which it is said that they are at this place mention.

    None where nothing in front of it says that something is there, or where an event is held there.
    """
    mark = reading.marks[place.start]
    owned = _owned(reading, place)
    if owned:
        return frozenset(reading.names(owned))
    if mark.front not in _SITE and not mark.all:
        return frozenset()
    return frozenset(reading.names(_subjects(reading, place)))


def _owned(reading: Reading, place: Entity) -> list[Entity]:
    """The company that the place has: 会理县的中新泰."""
    behind = reading.within(place.end, place.end + _OWNED, ("COMPANY",))[:1]
    return behind if behind and _OF.fullmatch(reading.text, place.end, behind[0].start) else []


def _subjects(reading: Reading, place: Entity) -> list[Entity]:
    """The companies before the place, behind its colon, or the first of the sentence before."""
    sentence = reading.sentence(place.start)
    before = reading.within(sentence.start, place.start, ("COMPANY",))[-_MOST:]
    if before:
        return _row(reading, before)
    behind = reading.within(place.end, sentence.end, ("COMPANY",))[:_MOST]
    if behind and _COLON.match(reading.text[place.end : behind[0].start]):
        return behind
    if behind:
        return []
    return reading.within(*_sentence_before(reading, sentence), ("COMPANY",))[:1]


def _sentence_before(reading: Reading, sentence: Span) -> Span:
    return reading.sentences[max(0, reading.sentence_number(sentence.start) - 1)]


def _row(reading: Reading, companies: list[Entity]) -> list[Entity]:
    """The last company with those in front that are coordinated with it."""
    first = len(companies) - 1
    while first and _ROW.fullmatch(reading.text[companies[first - 1].end : companies[first].start]):
        first -= 1
    return companies[first:]
