"""The article as a whole: a name that was found with confidence once is a name wherever it stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from chinese_ie.document import Entity

_LATIN = re.compile(r"[A-Za-z0-9]{2}")
_NAMES = ("PARK", "COMPANY", "OFFICIAL", "EXECUTIVE", "LOCATION")
_SURE = 0.6  # score from which a name is looked for in the rest of the article
_SHORTEST = 2  # characters; a single one means too many things


def with_repeats(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """The mentions, each name under one label, and the untagged repeats of the sure ones.

    A name takes the label that its mentions score highest for in sum. A repeat that overlaps a
    mention is left out, and one inside a longer Latin word; of names that overlap, the first and
    longest counts. A repeat has the score of the name's best mention.

    Args:
        text: the clean text.
        entities: its mentions, sorted and disjoint.
    """
    settled = _one_label_a_name(entities)
    best: dict[str, Entity] = {}
    for entity in settled:
        if entity.label in _NAMES and len(entity.text) >= _SHORTEST and entity.score >= _SURE:
            known = best.get(entity.text)
            if known is None or known.score < entity.score:
                best[entity.text] = entity
    repeats = [
        replace(best[text[start:end]], start=start, end=end)
        for start, end in _places(text, _gaps(text, settled), best)
    ]
    return sorted([*settled, *repeats], key=lambda e: e.start)


def _one_label_a_name(entities: Sequence[Entity]) -> list[Entity]:
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for entity in entities:
        if entity.label in _NAMES:
            votes[entity.text][entity.label] += entity.score
    chosen = {
        name: max(scores, key=lambda label: (scores[label], label))
        for name, scores in votes.items()
        if len(scores) > 1 and len(name) >= _SHORTEST
    }
    return [
        replace(e, label=chosen[e.text]) if e.label in _NAMES and e.text in chosen else e for e in entities
    ]


def _gaps(text: str, entities: Sequence[Entity]) -> Iterator[tuple[int, int]]:
    """The stretches between mentions."""
    at = 0
    for entity in entities:
        yield at, entity.start
        at = entity.end
    yield at, len(text)


def _places(text: str, gaps: Iterable[tuple[int, int]], names: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where names stand in the gaps, from left to right, the longest first."""
    lengths: dict[str, set[int]] = defaultdict(set)  # of the names that begin so
    for name in names:
        lengths[name[:_SHORTEST]].add(len(name))
    longest = {start: sorted(found, reverse=True) for start, found in lengths.items()}
    for begin, stop in gaps:
        at = begin
        while at + _SHORTEST <= stop:
            known = longest.get(text[at : at + _SHORTEST])
            if known is None:
                at += 1
                continue
            ends = (at + length for length in known)
            end = next((end for end in ends if end <= stop and text[at:end] in names), at)
            if _in_word(text, at, end):
                end = at
            if end > at:
                yield at, end
            at = max(end, at + 1)


def _in_word(text: str, start: int, end: int) -> bool:
    """Does a Latin word or number go on beyond either end?"""
    return any(0 < cut < len(text) and _LATIN.match(text, cut - 1) is not None for cut in (start, end))
