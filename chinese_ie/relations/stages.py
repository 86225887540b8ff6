"""The stage of an investment: signed, planned, started, under construction, completed, expanded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chinese_ie.document import Entity
from chinese_ie.relations.candidates import Candidate
from chinese_ie.relations.choice import Choice, weights
from chinese_ie.relations.dates import aspect_by_date, published
from chinese_ie.relations.reading import Reading
from chinese_ie.relations.stage_scopes import NEAR, scopes
from chinese_ie.relations.stage_words import StageWord, furthest, stage_words

STAGES = ("signed", "planned", "started", "under construction", "completed", "expanded")
_ALONE = {"settled": "planned", "expanded": "expanded"}  # by the guidelines, where nothing more is told
_HEADS = re.compile(r"[^。;,:\n]{0,10}[】〕:)]")  # what ends a heading: `【开工项目】`, `在建的有:`


def stage(reading: Reading, candidate: Candidate, company: Entity) -> str | None:
    """The likeliest stage, None where nothing tells one, or only what is to come."""
    told = list(_told(reading, candidate, company))
    if not any(word.is_reached for word, _ in told):
        return None
    groups = {word.group for word, _ in told} - {"planned", "budget"}
    if len(groups) == 1 and (alone := groups.pop()) in _ALONE:
        return _ALONE[alone]
    likely = _choice(told).likely(weights("stage"))
    return max(STAGES, key=lambda name: likely[name])


def choice(reading: Reading, candidate: Candidate, company: Entity) -> Choice:
    """Every stage by every word that may tell it, and by none of them.

    Which word speaks of this investment is told by where it stands; what it says, by its group, aspect and
    the word itself: `started` and `in headline` beside `under construction: long ago started`.
    """
    return _choice(list(_told(reading, candidate, company)))


def _choice(told: Sequence[tuple[StageWord, set[str]]]) -> Choice:
    budget = ["budget"] if any(word.group == "budget" and "in own" in where for word, where in told) else []
    rows = [(name, [f"{name}: {word}" for word in ("no word", *budget)]) for name in STAGES]
    for word, where in told:
        if word.group != "budget":
            rows += [(name, [*where, f"{name}: {word}", f"{name}: {word.word}"]) for name in STAGES]
    return Choice.of([], rows)


def _told(reading: Reading, candidate: Candidate, company: Entity) -> Iterator[tuple[StageWord, set[str]]]:
    """The words around the amount, of its list and of headline and lead, each with signals of its place."""
    places: dict[int, set[str]] = {}
    words: dict[int, StageWord] = {}
    for scope, span in scopes(reading, candidate, company).items():
        found = list(stage_words(reading.text, *span))
        for word in found:
            words[word.start] = word
            places.setdefault(word.start, set()).add(f"in {scope}")
        if found:
            places[found[0].start].add(f"first in {scope}")
            places[found[-1].start].add(f"last in {scope}")
    appeared = published(reading)
    dated = [
        word._replace(aspect=aspect_by_date(reading, word, appeared)) for _, word in sorted(words.items())
    ]
    for word in furthest([word for word in dated if "in own" in places[word.start]]):
        places[word.start].add("furthest in own")
    for word in dated:
        yield word, places[word.start].union(_signals(reading, candidate, company, word, places[word.start]))


def _signals(
    reading: Reading, candidate: Candidate, company: Entity, word: StageWord, places: set[str]
) -> Iterator[str]:
    """What else speaks for or against a word: its clause, who is named there, what kind of word it is."""
    amount, clause = candidate.amount, reading.clause(word.start)
    near = any(f"in {scope}" in places for scope in NEAR)
    beside = clause.start <= amount.start < clause.end
    if "in own" in places:
        yield "ahead of the amount" if word.start < amount.start else "behind the amount"
        if beside:
            yield "in the amount's clause"
    named = reading.names(reading.within(*clause, ("COMPANY",)))
    if reading.aliases.company(company.text) in named:
        yield "names the company"
    elif named and near and not beside:
        yield "names another company"
    if _HEADS.match(reading.text, word.start + len(word.word)):
        yield "ends a heading"
    distance = "near" if near else "far"
    yield f"{word.group} {distance}"
    yield f"{word.aspect} {distance}"
