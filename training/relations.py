"""Counts on the corpus how far each signal of the relation layer is to be trusted: `weights.tsv`.

    python -m training.relations             # all of train, writes relations/data/weights.tsv
    python -m training.relations --halves    # each half of train scored by weights of the other

Three questions, each a choice among names: who invests an amount, where it lands, at which stage it is.
Gold mentions are what they are asked about; softmax regression, L2 penalty, L-BFGS. Where several options
have one name (a stage and each word that may tell it), the name is as likely as these together.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from chinese_ie.corpus import Article, Record, read
from chinese_ie.document import Entity
from chinese_ie.pipeline import reading_of
from chinese_ie.relations import investors, sites, stages
from chinese_ie.relations.candidates import Candidate, candidates
from chinese_ie.relations.choice import Choice, Weights
from chinese_ie.relations.investments import status_of
from chinese_ie.relations.reading import Reading
from chinese_ie.scoring import names_of, plain_name

WEIGHTS = Path(__file__).parents[1] / "chinese_ie" / "relations" / "data" / "weights.tsv"
PENALTY = {"investor": 8.0, "site": 8.0, "stage": 3.0}  # set on halves of train
COMPOSED = "composed: after"  # source of articles made up to be difficult; events as they are count better
LEAST = 4  # a signal met less often gets no weight


@dataclass(frozen=True)
class Example:
    """A choice and the names that are right; several where gold knows aliases or partners."""

    choice: Choice
    right: frozenset[str | None]


def examples(article: Article, reading: Reading) -> dict[str, list[Example]]:
    """The questions that one article asks, with gold answers; those that gold leaves open are left out."""
    found: dict[str, list[Example]] = {question: [] for question in PENALTY}
    amounts = candidates(reading)
    for candidate in amounts:
        quantity = candidate.amount.quantities[0]
        records = [r for r in article.investments if (r.value, r.currency) == (quantity.value, quantity.unit)]
        if any(r.optional for r in records) or (not records and status_of(reading, candidate) != "active"):
            continue
        asked = investors.choice(reading, candidate)
        known = {name for r in records for name in names_of(r.company, r.company_aliases)}
        right: set[str | None] = {n for n in asked.names if n is not None and plain_name(n) in known}
        right |= {
            reading.aliases.company(c.text)
            for c in investors.options(reading, candidate)
            if plain_name(c.text) in known
        }
        if right or not records:
            found["investor"].append(Example(asked, frozenset(right or {None})))
        for company, record in _told_of(reading, candidate, records):
            if _is_of_another(reading, candidate, company, amounts):
                continue
            found["site"].append(_site(reading, candidate, company, record))
            if record.stage is not None:
                choice = stages.choice(reading, candidate, company)
                found["stage"].append(Example(choice, frozenset({record.stage})))
    return {question: [e for e in some if e.right] for question, some in found.items()}


def _told_of(
    reading: Reading, candidate: Candidate, records: Iterable[Record]
) -> Iterator[tuple[Entity, Record]]:
    """The records of an amount with their companies; of several places the one whose company is nearest.

    None where that is open: one company invests the same amount at two places.
    """
    named = [(company, r) for r in records if (company := _nearest(reading, candidate, r)) is not None]
    if len({record.location for _, record in named}) < 2:
        yield from named
        return
    nearest = min(abs(company.start - candidate.amount.start) for company, _ in named)
    near = [(c, r) for c, r in named if abs(c.start - candidate.amount.start) == nearest]
    if len(near) == 1:
        yield near[0]


def _is_of_another(
    reading: Reading, candidate: Candidate, company: Entity, amounts: Sequence[Candidate]
) -> bool:
    """Is it an equal amount of somebody else: not in the company's sentence, where such an amount stands?"""
    value = candidate.amount.quantities[0].value
    mentions = [c.start for c in reading.mentions_of(company)]
    beside = {
        other.amount.start
        for other in amounts
        if other.amount.quantities[0].value == value
        and any(other.sentence.start <= start < other.sentence.end for start in mentions)
    }
    return bool(beside) and candidate.amount.start not in beside


def _nearest(reading: Reading, candidate: Candidate, record: Record) -> Entity | None:
    known = names_of(record.company, record.company_aliases)
    fits = [
        c
        for c in investors.options(reading, candidate)
        if {plain_name(c.text), plain_name(reading.aliases.company(c.text))} & known
    ]
    return min(fits, key=lambda c: abs(c.start - candidate.amount.start), default=None)


def _site(reading: Reading, candidate: Candidate, company: Entity, record: Record) -> Example:
    choice = sites.choice(reading, candidate, company)
    known = names_of(record.location, record.location_aliases)
    right = {n for n in choice.names if n is not None and plain_name(n) in known}
    return Example(choice, frozenset(right if known else {None}))


def fit(some: Sequence[Example], penalty: float, steps: int = 300) -> Weights:
    """Weights under which the right names are likeliest."""
    counts = Counter(signal for e in some for found in e.choice.signals for signal in found)
    place = {s: n for n, s in enumerate(sorted(s for s, count in counts.items() if count >= LEAST))}
    rows: list[int] = []
    columns: list[int] = []
    starts: list[int] = []
    right: list[bool] = []
    for example in some:
        starts.append(len(right))
        for name, found in zip(example.choice.names, example.choice.signals, strict=True):
            known = [place[signal] for signal in found if signal in place]
            rows += [len(right)] * len(known)
            columns += known
            right.append(name in example.right)
    row, column, good = np.array(rows), np.array(columns), np.array(right, dtype=float)
    group = np.repeat(np.arange(len(starts)), np.diff([*starts, len(right)]))

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        sums = np.bincount(row, weights[column], minlength=len(right))
        raised = np.exp(sums - np.maximum.reduceat(sums, starts)[group])
        all_of, right_of = np.add.reduceat(raised, starts), np.add.reduceat(raised * good, starts)
        slope = raised / all_of[group] - raised * good / right_of[group]
        gradient = np.bincount(column, slope[row], minlength=len(place)) + penalty * weights
        return float(np.log(all_of / right_of).sum() + penalty * weights @ weights / 2), gradient

    best = minimize(loss, np.zeros(len(place)), jac=True, method="L-BFGS-B", options={"maxiter": steps}).x
    return {signal: round(float(best[n]), 2) for signal, n in place.items()}


def collect(articles: Iterable[Article]) -> dict[str, list[Example]]:
    found: dict[str, list[Example]] = {question: [] for question in PENALTY}
    for article in articles:
        reading = reading_of(article.text, article.entities, article.date)
        for question, some in examples(article, reading).items():
            found[question] += some
    return found


def right_share(some: Sequence[Example], weights: Weights) -> float:
    """Share of the examples whose likeliest name is right."""
    likely = [e.choice.likely(weights) for e in some]
    hits = [max(p, key=lambda n: p[n]) in e.right for p, e in zip(likely, some, strict=True)]
    return sum(hits) / len(hits)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("corpus/train.jsonl"))
    parser.add_argument("--halves", action="store_true", help="score each half by weights of the other")
    args = parser.parse_args()
    articles = [article for article in read(args.corpus) if not (article.source or "").startswith(COMPOSED)]
    if args.halves:
        even, odd = collect(articles[::2]), collect(articles[1::2])
        for question, penalty in PENALTY.items():
            for name, one, other in (("even", even, odd), ("odd", odd, even)):
                weights = fit(one[question], penalty)
                share = right_share(other[question], weights)
                sys.stdout.write(f"{question}: half {name}, right on the other half {share:.3f}\n")
        return
    found = collect(articles)
    lines = [
        "# question, signal, weight; softmax regression by `python -m training.relations`, corpus/train.jsonl"
    ]
    for question, penalty in PENALTY.items():
        weights = fit(found[question], penalty)
        lines += [f"{question}\t{signal}\t{weight:.2f}" for signal, weight in weights.items() if weight]
        share = right_share(found[question], weights)
        sys.stdout.write(f"{question}: {len(found[question])} examples, right {share:.3f}\n")
    WEIGHTS.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
