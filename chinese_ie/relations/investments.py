"""The investments of an article: who, where, at which stage, and whether the deal goes on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from chinese_ie.document import Entity, Investment, Span, Status
from chinese_ie.relations import investors, sites, stages
from chinese_ie.relations.candidates import Candidate, candidates
from chinese_ie.relations.cues import status
from chinese_ie.relations.dates import date_of
from chinese_ie.relations.reading import Reading
from chinese_ie.relations.rules import rule_of

_PROJECT_END = re.compile(r"[^,。;、:()“”\"]{0,30}?项目")


class Telling(NamedTuple):
    """An amount as it stands in the text, who invests it, and how sure that is, 0..1."""

    candidate: Candidate
    company: Entity
    score: float


def investments(reading: Reading, without: Collection[str] = ()) -> list[Investment]:
    """All investments in order of their amounts, one record a company, amount and currency.

    Companies that stand to an amount as a rule of `without` says are left out: what the rule is worth.
    """
    found: dict[tuple[str, object, object], list[Telling]] = {}
    for candidate in candidates(reading):
        quantity = candidate.amount.quantities[0]
        for company, score in investors.chosen(reading, candidate, without):
            told = Telling(candidate, company, score * min(candidate.amount.score, company.score))
            key = (reading.aliases.company(company.text), quantity.value, quantity.unit)
            found.setdefault(key, []).append(told)
    return [_record(reading, sorted(told, key=lambda one: -one.score)) for told in found.values()]


def _record(reading: Reading, told: Sequence[Telling]) -> Investment:
    """One investment by all its tellings, the surest first; that one gives all but the place."""
    candidate, company, score = told[0]
    amount, sentence = candidate.amount, candidate.sentence
    quantity = amount.quantities[0]
    place = sites.chosen(reading, [(one.candidate, one.company) for one in told])
    name = reading.place_name(place) if place else None
    region = reading.aliases.regions.get(name) if name else None
    stage = stages.stage(reading, candidate, company)
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
        stage=stage,
        status=_status(reading, told),
        date=date_of(reading, candidate, stage),
        rule=rule_of(reading, candidate, company),
        score=score,
        evidence=Span(first, last),
        company_span=company.span,
        amount_span=amount.span,
        location_span=place.span if place else None,
    )


def _status(reading: Reading, told: Iterable[Telling]) -> Status:
    """What goes not on by any of its tellings does not: the headline leaves that out."""
    found = (status_of(reading, one.candidate) for one in told)
    return next((status for status in found if status != "active"), "active")


def status_of(reading: Reading, candidate: Candidate) -> Status:
    """The status that the clauses around the amount give it, up to the amounts beside it."""
    span = reading.own_stretch(candidate.amount, candidate.item)
    return status(reading.without_names(span), candidate.amount.start - span.start)


def _project(reading: Reading, company: Entity) -> str | None:
    """The project named with the company in front: 远禾锂电正极材料项目."""
    behind = _PROJECT_END.match(reading.text, company.end)
    return reading.text[company.start : behind.end()] if behind else None
