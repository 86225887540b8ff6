"""`chinese-ie benchmark`: the pipeline against a gold corpus, every figure from this one run."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from chinese_ie.corpus import Article
from chinese_ie.document import Document
from chinese_ie.pipeline import Pipeline, from_mentions
from chinese_ie.relations.rules import RULES
from chinese_ie.scoring import (
    Score,
    expected_calibration_error,
    reliability,
    score_dates,
    score_entities,
    score_investments,
    score_people,
    score_quantities,
    score_roles,
    score_stages,
    seqeval_report,
)


@dataclass(frozen=True)
class Result:
    """Scores of one corpus; speed in characters a second, normalisation to investments."""

    articles: int
    characters: int
    characters_per_second: float
    entities: dict[str, Score]
    seqeval: str
    strict: Score
    company_amount: Score
    people: Score
    stages: Score
    dates: Score
    roles: Score
    quantities: dict[str, Score]
    quantities_in_context: dict[str, Score]
    calibration_error: float

    def to_dict(self) -> dict[str, Any]:
        return {
            "articles": self.articles,
            "characters": self.characters,
            "characters_per_second": round(self.characters_per_second),
            "entities": {name: _plain(score) for name, score in self.entities.items()},
            "investments_strict": _plain(self.strict),
            "investments_company_amount": _plain(self.company_amount),
            "people": _plain(self.people),
            "stages_of_found": _plain(self.stages),
            "dates_of_found": _plain(self.dates),
            "roles_of_found": _plain(self.roles),
            "quantities_of_found": {label: _plain(score) for label, score in self.quantities.items()},
            "quantities_in_context_of_found": {
                label: _plain(score) for label, score in self.quantities_in_context.items()
            },
            "expected_calibration_error": round(self.calibration_error, 4),
        }


def run(pipeline: Pipeline | None, articles: Sequence[Article]) -> tuple[Result, list[Document]]:
    """Extract from every article and score; the first is read once before the clock starts.

    Without a pipeline the rules alone are scored: they get the gold mentions.
    """

    def extracted(some: Sequence[Article]) -> list[Document]:
        if pipeline is None:
            return [from_mentions(a.text, a.entities, published=a.date) for a in some]
        return list(pipeline.pipe((a.text for a in some), published=(a.date for a in some)))

    extracted(articles[:1])
    started = time.perf_counter()
    documents = extracted(articles)
    seconds = time.perf_counter() - started
    gold = [a.entities for a in articles]
    found = [d.entities for d in documents]
    characters = sum(len(a.text) for a in articles)
    pairs = list(zip(articles, documents, strict=True))
    result = Result(
        articles=len(articles),
        characters=characters,
        characters_per_second=characters / seconds,
        entities=score_entities(gold, found),
        seqeval=seqeval_report([len(a.text) for a in articles], gold, found),
        strict=sum((score_investments(a.investments, d.investments) for a, d in pairs), Score()),
        company_amount=sum(
            (score_investments(a.investments, d.investments, location=False) for a, d in pairs), Score()
        ),
        people=sum((score_people(a.people, d.people) for a, d in pairs if a.people), Score()),
        stages=sum((score_stages(a.investments, d.investments) for a, d in pairs), Score()),
        dates=sum((score_dates(a.investments, d.investments) for a, d in pairs), Score()),
        roles=sum((score_roles(a.entities, d.entities) for a, d in pairs), Score()),
        quantities=_quantities(pairs, context=False),
        quantities_in_context=_quantities(pairs, context=True),
        calibration_error=expected_calibration_error(reliability(gold, found)),
    )
    return result, documents


def _quantities(pairs: Sequence[tuple[Article, Document]], *, context: bool) -> dict[str, Score]:
    return {
        label: sum(
            (score_quantities(a.entities, d.entities, label, context=context) for a, d in pairs), Score()
        )
        for label in ("MONEY", "CAPACITY")
    }


def show_ablation(articles: Sequence[Article], console: Console) -> None:
    """Scores of the relation layer from gold mentions, whole and without each rule that finds investors."""
    table = Table(
        "without", "strict F1", "company + value + currency: P", "R", "F1", title="Rules left out in turn"
    )
    for left_out in (None, *(rule.__name__ for rule in RULES)):
        without = () if left_out is None else (left_out,)
        documents = [from_mentions(a.text, a.entities, without) for a in articles]
        pairs = list(zip(articles, documents, strict=True))
        strict = sum((score_investments(a.investments, d.investments) for a, d in pairs), Score())
        loose = sum(
            (score_investments(a.investments, d.investments, location=False) for a, d in pairs), Score()
        )
        figures = (strict.f1, loose.precision, loose.recall, loose.f1)
        table.add_row(left_out or "-", *(f"{figure:.3f}" for figure in figures))
    console.print(table)


def show(result: Result, name: str, console: Console) -> None:
    """Tables of the result, with seqeval's own report below."""
    table = Table(
        "",
        "gold",
        "predicted",
        "right",
        "P",
        "R",
        "F1",
        title=escape(f"{name}: entities, exact span and label"),
    )
    for label, score in result.entities.items():
        table.add_row(label, *_cells(score))
    console.print(table)
    table = Table("", "gold", "predicted", "right", "P", "R", "F1", title="Investments, people, amounts")
    table.add_row("company + value + currency + location", *_cells(result.strict))
    table.add_row("company + value + currency", *_cells(result.company_amount))
    if result.people.gold:
        table.add_row("people: name + title + organization", *_cells(result.people))
    if result.stages.gold:
        table.add_row("stage, of investments found", *_cells(result.stages))
    if result.dates.gold:
        table.add_row("date, of investments found that gold dates", *_cells(result.dates))
    if result.roles.gold:
        table.add_row("role, of amounts found", *_cells(result.roles))
    for label, score in result.quantities.items():
        if score.gold:
            table.add_row(f"value, unit and range, of {label} found", *_cells(score))
            table.add_row("the same, with bound and rate", *_cells(result.quantities_in_context[label]))
    console.print(table)
    console.print(result.seqeval, highlight=False)
    console.print(
        f"{result.articles} articles, {result.characters:,} characters, "
        f"{result.characters_per_second:,.0f} characters/s end to end; "
        f"expected calibration error of the scores {result.calibration_error:.3f}"
    )


def as_json(result: Result) -> str:
    return json.dumps(result.to_dict(), indent=2)


def _plain(score: Score) -> dict[str, Any]:
    return {
        "gold": score.gold,
        "predicted": score.predicted,
        "right": score.right,
        "precision": round(score.precision, 4),
        "recall": round(score.recall, 4),
        "f1": round(score.f1, 4),
    }


def _cells(score: Score) -> tuple[str, ...]:
    counts = (str(score.gold), str(score.predicted), str(score.right))
    return (*counts, f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}")
