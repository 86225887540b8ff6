"""The investments of an article: who, where, at which stage, and whether the deal goes on."""

from __future__ import annotations

import re
from collections.abc import Collection

from chinese_ie.document import Entity, Investment, Span, Status
from chinese_ie.linking.places import resolve
from chinese_ie.relations import investors, sites, stages
from chinese_ie.relations.candidates import Candidate, candidates
from chinese_ie.relations.cues import status
from chinese_ie.relations.dates import date_of
from chinese_ie.relations.reading import Reading
from chinese_ie.relations.rules import rule_of

_PROJECT_END = re.compile(r"[^,。;、:()“”\"]{0,30}?项目")


def investments(reading: Reading, without: Collection[str] = ()) -> list[Investment]:
    """All investments in order of their amounts, one record a company, amount and currency.

    Companies that stand to an amount as a rule of `without` says are left out: what the rule is worth.
    """
    found: dict[tuple[str, object, object], Investment] = {}
    for candidate in candidates(reading):
        for company, score in investors.chosen(reading, candidate, without):
            made = _record(reading, candidate, company, score)
            key = (made.company, made.value, made.currency)
            if key not in found or found[key].score < made.score:
                found[key] = made
    return list(found.values())


def _record(reading: Reading, candidate: Candidate, company: Entity, score: float) -> Investment:
    amount, sentence = candidate.amount, candidate.sentence
    quantity = amount.quantities[0]
    place = sites.chosen(reading, candidate, company)
    name = reading.place_name(place) if place else None
    region = resolve([name])[0] if name else None
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
        status=status_of(reading, candidate),
        date=date_of(reading, candidate, stage),
        rule=rule_of(reading, candidate, company),
        score=score * min(amount.score, company.score),
        evidence=Span(first, last),
        company_span=company.span,
        amount_span=amount.span,
        location_span=place.span if place else None,
    )


def status_of(reading: Reading, candidate: Candidate) -> Status:
    """The status that the clauses around the amount give it, up to the amounts beside it."""
    span = reading.own_stretch(candidate.amount, candidate.item)
    return status(reading.without_names(span), candidate.amount.start - span.start)


def _project(reading: Reading, company: Entity) -> str | None:
    """The project named with the company in front: 远禾锂电正极材料项目."""
    behind = _PROJECT_END.match(reading.text, company.end)
    return reading.text[company.start : behind.end()] if behind else None
