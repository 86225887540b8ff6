"""Gold against predicted: exact-span entity scores, seqeval's report, investment scores."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import fmean
from typing import NamedTuple, Protocol

from chinese_ie.document import CORE_LABELS, LABELS, Entity, Investment, Quantity


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
    def stage(self) -> str | None: ...
    @property
    def date(self) -> str | None: ...
    @property
    def optional(self) -> bool: ...


class FoundOffice(Protocol):
    """What scoring reads of a predicted person; `Person` and `Office` are."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str | None: ...
    @property
    def organization(self) -> str | None: ...


class GoldOffice(FoundOffice, Protocol):
    """What scoring reads of a gold person; `chinese_ie.corpus.Office` is one."""

    @property
    def organization_aliases(self) -> Sequence[str]: ...


def score_entities(
    gold: Iterable[Sequence[Entity]], predicted: Iterable[Sequence[Entity]]
) -> dict[str, Score]:
    """Exact span and label, per label and in sum: `core five` and `all`; articles in the same order.

    Labels beyond ours have a row too. Those that gold has none of do not count in `all`: its annotators
    did not know them.
    """
    pairs = list(zip(gold, predicted, strict=True))
    annotated = all_labels(want for want, _ in pairs)
    scores = dict.fromkeys(all_labels(mentions for pair in pairs for mentions in pair), Score())
    for want, found in pairs:
        for label in scores:
            wanted = {(e.start, e.end) for e in want if e.label == label}
            got = {(e.start, e.end) for e in found if e.label == label}
            scores[label] += Score(len(wanted), len(got), len(wanted & got))
    scores["core five"] = sum((scores[label] for label in CORE_LABELS), Score())
    scores["all"] = sum((scores[label] for label in annotated), Score())
    return scores


def all_labels(mentions: Iterable[Iterable[Entity]]) -> tuple[str, ...]:
    """Our labels, then those beyond them that articles have, by the alphabet."""
    return (*LABELS, *sorted({e.label for some in mentions for e in some}.difference(LABELS)))


class ReliabilityBin(NamedTuple):
    """Predicted mentions of like score: how many, their mean score, the share of them that is right."""

    mentions: int
    score: float
    right: float


def reliability(
    gold: Iterable[Sequence[Entity]], predicted: Iterable[Sequence[Entity]]
) -> list[ReliabilityBin]:
    """Predicted mentions in tenths of their score, empty tenths left out."""
    tenths: list[list[tuple[float, bool]]] = [[] for _ in range(10)]
    for want, found in zip(gold, predicted, strict=True):
        wanted = {(e.span, e.label) for e in want}
        for entity in found:
            tenths[min(9, int(entity.score * 10))].append(
                (entity.score, (entity.span, entity.label) in wanted)
            )
    return [
        ReliabilityBin(len(pairs), fmean(score for score, _ in pairs), fmean(right for _, right in pairs))
        for pairs in tenths
        if pairs
    ]


def expected_calibration_error(bins: Sequence[ReliabilityBin]) -> float:
    """Mean distance of score and share right, weighted by mentions; 0..1."""
    mentions = sum(b.mentions for b in bins)
    return sum(b.mentions * abs(b.score - b.right) for b in bins) / max(1, mentions)


def score_roles(gold: Sequence[Entity], predicted: Sequence[Entity]) -> Score:
    """Roles of those amounts of one article that were found, exact span and label.

    Counted are gold amounts with a role: `gold` and `predicted` are both the number found.
    """
    wanted = {e.span: e.role for e in gold if e.label == "MONEY" and e.role}
    found = [e for e in predicted if e.label == "MONEY" and e.span in wanted]
    return Score(len(found), len(found), sum(e.role == wanted[e.span] for e in found))


def score_quantities(
    gold: Sequence[Entity], predicted: Sequence[Entity], label: str, *, context: bool = True
) -> Score:
    """Quantities of the mentions of one label of one article that were found: value, upper and unit.

    Counted are gold mentions with quantities: `gold` and `predicted` are both the number found. With
    `context`, what the words around a mention say of it has to be right too: modifier and per.
    """

    def read(quantity: Quantity) -> Quantity:
        return quantity if context else replace(quantity, modifier=None, per=None)

    wanted = {e.span: [read(q) for q in e.quantities] for e in gold if e.label == label and e.quantities}
    found = [e for e in predicted if e.label == label and e.span in wanted]
    right = sum([read(q) for q in e.quantities] == wanted[e.span] for e in found)
    return Score(len(found), len(found), right)


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
    if not any(g or p for _, g, p in rows):
        return "no mention, neither in gold nor predicted"
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
    fits = [[n for n, p in enumerate(found) if same_investment(r, p, location)] for r in gold]
    return _matched(gold, [False] * len(found), fits)


def score_second_reading(first: Sequence[GoldInvestment], second: Sequence[GoldInvestment]) -> Score:
    """Agreement of two readers on the records of one article: company, value, currency and location.

    They agree where their names of a company or place overlap; a record that either of them marked
    optional need not be in the other reading.
    """
    fits = [[n for n, other in enumerate(second) if _agree(record, other)] for record in first]
    return _matched(first, [other.optional for other in second], fits)


def score_people(gold: Sequence[GoldOffice], predicted: Sequence[FoundOffice]) -> Score:
    """Name, title and organisation of one article's people, of those who have either.

    Any alias of the organisation is right. One person a name counts.
    """
    wanted = {plain_name(p.name): p for p in gold if p.title or p.organization}
    found = {plain_name(p.name): p for p in predicted if p.title or p.organization}
    right = sum(_same_office(wanted[name], found[name]) for name in wanted.keys() & found.keys())
    return Score(len(wanted), len(found), right)


def _same_office(gold: GoldOffice, found: FoundOffice) -> bool:
    if plain_name(gold.title or "") != plain_name(found.title or ""):
        return False
    known = names_of(gold.organization, gold.organization_aliases)
    return plain_name(found.organization) in known if found.organization else not known


def score_stages(gold: Sequence[GoldInvestment], predicted: Sequence[Investment]) -> Score:
    """Stages of those records of one article that were found (company, value and currency).

    Counted are required gold records with a stage: `gold` and `predicted` are both the number found.
    """
    asked = right = 0
    for record in gold:
        if record.stage is None or record.optional:
            continue
        stages = [p.stage for p in predicted if p.status == "active" and same_investment(record, p)]
        asked += bool(stages)
        right += record.stage in stages
    return Score(asked, asked, right)


def score_dates(gold: Sequence[GoldInvestment], predicted: Sequence[Investment]) -> Score:
    """Dates of those records of one article that were found (company, value and currency).

    Counted are required gold records with a date: `gold` is the number found, `predicted` those of them
    for which a date is given.
    """
    asked = given = right = 0
    for record in gold:
        if record.date is None or record.optional:
            continue
        dates = [p.date for p in predicted if p.status == "active" and same_investment(record, p)]
        asked += bool(dates)
        given += any(dates)
        right += record.date in dates
    return Score(asked, given, right)


def _matched(
    gold: Sequence[GoldInvestment], optional: Sequence[bool], fits: Sequence[Sequence[int]]
) -> Score:
    """`optional` says it of each prediction; `fits` names the predictions that fit each gold record."""
    order = sorted(range(len(gold)), key=lambda n: gold[n].optional)  # so that none required gives way
    needed = sum(not record.optional for record in gold)
    taken: dict[int, int] = {}  # prediction to place in `order`
    found = [_match(place, [fits[n] for n in order], taken, set()) for place in range(len(order))]
    right = sum(found[:needed])
    required = {n for n, free in enumerate(optional) if not free}
    for_required = {n for n, place in taken.items() if place < needed}
    return Score(needed, len((required | for_required) - (set(taken) - for_required)), right)


def _match(record: int, fits: Sequence[Sequence[int]], taken: dict[int, int], seen: set[int]) -> bool:
    """Give the record one of the predictions that fit it, moving others where they fit elsewhere."""
    for choice in fits[record]:
        if choice not in seen:
            seen.add(choice)
            if choice not in taken or _match(taken[choice], fits, taken, seen):
                taken[choice] = record
                return True
    return False


def same_investment(record: GoldInvestment, predicted: Investment, location: bool = False) -> bool:
    """Do company, value and currency agree, and with `location` the place?"""
    if plain_name(predicted.company) not in names_of(record.company, record.company_aliases):
        return False
    if predicted.value != record.value or predicted.currency != record.currency:
        return False
    if not location:
        return True
    places = names_of(record.location, record.location_aliases)
    return plain_name(predicted.location) in places if predicted.location else not places


def _agree(one: GoldInvestment, other: GoldInvestment) -> bool:
    if (one.value, one.currency) != (other.value, other.currency):
        return False
    companies = names_of(one.company, one.company_aliases) & names_of(other.company, other.company_aliases)
    mine, theirs = (names_of(r.location, r.location_aliases) for r in (one, other))
    return bool(companies) and (bool(mine & theirs) or not (mine or theirs))


def names_of(name: str | None, aliases: Sequence[str]) -> set[str]:
    return {plain_name(n) for n in (name, *aliases) if n}


def plain_name(name: str) -> str:
    return unicodedata.normalize("NFKC", name).replace(" ", "").casefold()
