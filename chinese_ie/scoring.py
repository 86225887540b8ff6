"""Gold against predicted: exact-span entity scores, seqeval's report, investment scores."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from chinese_ie.document import CORE_LABELS, LABELS, Entity, Investment


@dataclass(frozen=True, slots=True)
class Score:
    """Counts and what follows from them; precision, recall and F1 are in 0..1."""

    gold: int = 0
    predicted: int = 0
    right: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.gold + other.gold, self.predicted + other.predicted, self.right + other.right)

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.gold + self.predicted) if self.gold + self.predicted else 0.0


class GoldInvestment(Protocol):
    """What scoring reads of a gold record; `chinese_ie.corpus.Record` is one."""

    @property
    def company(self) -> str: ...
    @property
    def company_aliases(self) -> Sequence[str]: ...
    @property
    def value(self) -> Decimal: ...
    @property
    def currency(self) -> str: ...
    @property
    def location(self) -> str | None: ...
    @property
    def location_aliases(self) -> Sequence[str]: ...
    @property
    def optional(self) -> bool: ...


def score_entities(
    gold: Iterable[Sequence[Entity]], predicted: Iterable[Sequence[Entity]]
) -> dict[str, Score]:
    """Exact span and label, per label and in sum: `core five` and `all`; articles in the same order."""
    scores = dict.fromkeys(LABELS, Score())
    for want, found in zip(gold, predicted, strict=True):
        for label in LABELS:
            wanted = {(e.start, e.end) for e in want if e.label == label}
            got = {(e.start, e.end) for e in found if e.label == label}
            scores[label] += Score(len(wanted), len(got), len(wanted & got))
    scores["core five"] = sum((scores[label] for label in CORE_LABELS), Score())
    scores["all"] = sum((scores[label] for label in LABELS), Score())
    return scores


def bio(length: int, entities: Sequence[Entity]) -> list[str]:
    """One BIO tag a character, as seqeval reads them."""
    tags = ["O"] * length
    for entity in entities:
        tags[entity.start] = f"B-{entity.label}"
        tags[entity.start + 1 : entity.end] = [f"I-{entity.label}"] * (entity.end - entity.start - 1)
    return tags


def seqeval_report(
    lengths: Iterable[int], gold: Iterable[Sequence[Entity]], predicted: Iterable[Sequence[Entity]]
) -> str:
    """seqeval's classification report, one sequence an article."""
    from seqeval.metrics import classification_report

    rows = list(zip(lengths, gold, predicted, strict=True))
    report = classification_report(
        [bio(n, g) for n, g, _ in rows], [bio(n, p) for n, _, p in rows], digits=4, zero_division=0
    )
    return str(report)


def score_investments(
    gold: Sequence[GoldInvestment], predicted: Sequence[Investment], *, location: bool = True
) -> Score:
    """Company, value and currency, and with `location` the place too, of one article.

    Any alias of a gold record is right. Only active predictions count. A record marked optional is
    neither missed when it is not found nor wrong when it is.
    """
    found = [p for p in predicted if p.status == "active" and p.amount is not None]
    needed = [r for r in gold if not r.optional]
    taken: dict[int, int] = {}  # found to record; required records first, so none of them gives way
    records = [*needed, *(r for r in gold if r.optional)]
    fits = [[n for n, p in enumerate(found) if _same(r, p, location)] for r in records]
    matched = [_match(n, fits, taken, set()) for n in range(len(records))]
    right = sum(matched[: len(needed)])
    return Score(len(needed), len(found) - (len(taken) - right), right)


def _match(record: int, fits: Sequence[Sequence[int]], taken: dict[int, int], seen: set[int]) -> bool:
    """Give the record one of the predictions that fit it, moving others where they fit elsewhere."""
    for choice in fits[record]:
        if choice not in seen:
            seen.add(choice)
            if choice not in taken or _match(taken[choice], fits, taken, seen):
                taken[choice] = record
                return True
    return False


def _same(record: GoldInvestment, predicted: Investment, location: bool) -> bool:
    companies = {_plain(n) for n in (record.company, *record.company_aliases)}
    if _plain(predicted.company) not in companies:
        return False
    if predicted.value != record.value or predicted.currency != record.currency:
        return False
    if not location:
        return True
    places = {_plain(n) for n in (record.location, *record.location_aliases) if n}
    return _plain(predicted.location) in places if predicted.location else not places


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).replace(" ", "").casefold()
