"""`chinese-ie benchmark --compare`: two models on the same articles, what changed and what got worse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from rich.text import Text

from chinese_ie.corpus import Article
from chinese_ie.document import Document, Span
from chinese_ie.interfaces.error_tables import Mistake, in_context, mistakes
from chinese_ie.scoring import Score, all_labels, score_entities, score_investments

_ROUNDS = 2000  # of resampling
_SHOWN = 10  # mentions of a label that got worse
_INVESTMENTS = "investments: company, value, currency"
_STRICT = f"{_INVESTMENTS}, location"


class Interval(NamedTuple):
    """New minus old, and the middle 95% of that difference over resampled articles."""

    change: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Do the resampled articles agree on better or worse?"""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Row:
    """One label, or the investments: scores of both models, differences of precision, recall, F1."""

    name: str
    old: Score
    new: Score
    precision: Interval
    recall: Interval
    f1: Interval

    def to_dict(self) -> dict[str, Any]:
        figures = ("precision", "recall", "f1")
        return {
            "name": self.name,
            "gold": self.new.gold,
            "old": {f: round(getattr(self.old, f), 4) for f in figures},
            "new": {f: round(getattr(self.new, f), 4) for f in figures},
            "change": {f: [round(x, 4) for x in getattr(self, f)] for f in figures},
        }


def compare(
    articles: Sequence[Article], old: Sequence[Document], new: Sequence[Document], seed: int = 1
) -> list[Row]:
    """Changes per label and of the investments, with intervals from a paired bootstrap over articles.

    Each round draws as many articles as there are, with replacement, the same for both models.
    """
    labels = all_labels(a.entities for a in articles)
    sides = [
        [_scores(a, d, labels) for a, d in zip(articles, documents, strict=True)] for documents in (old, new)
    ]
    names = list(dict.fromkeys(name for side in sides for scores in side for name in scores))
    drawn = np.random.default_rng(seed).multinomial(
        len(articles), np.full(len(articles), 1 / len(articles)), size=_ROUNDS
    )
    rows = []
    for name in names:
        counts = [_counts(side, name) for side in sides]
        before, after = (Score(*map(int, c.sum(axis=0))) for c in counts)
        resampled = [_figures(drawn @ c) for c in counts]
        intervals = [
            Interval(
                getattr(after, figure) - getattr(before, figure), *_middle(resampled[1][n] - resampled[0][n])
            )
            for n, figure in enumerate(("precision", "recall", "f1"))
        ]
        rows.append(Row(name, before, after, *intervals))
    return rows


def _scores(article: Article, document: Document, labels: Sequence[str]) -> dict[str, Score]:
    """By name; `all` are the `labels` that the corpus has."""
    scores = score_entities([article.entities], [document.entities])
    loose = score_investments(article.investments, document.investments, location=False)
    scores["all"] = sum((scores.get(label, Score()) for label in labels), Score())
    return scores | {
        _INVESTMENTS: loose,
        _STRICT: score_investments(article.investments, document.investments),
    }


def _counts(side: Sequence[dict[str, Score]], name: str) -> NDArray[np.int64]:
    """Gold, predicted and right of each article, shape (articles, 3)."""
    scores = [scores.get(name, Score()) for scores in side]
    return np.array([[s.gold, s.predicted, s.right] for s in scores], dtype=np.int64)


def _figures(sums: NDArray[np.int64]) -> tuple[NDArray[np.float64], ...]:
    """Precision, recall, F1 of each round, from (rounds, 3); 0 where there is nothing to score."""
    gold, predicted, right = sums.T.astype(float)
    return tuple(right / np.maximum(whole, 1) for whole in (predicted, gold, (gold + predicted) / 2))


def _middle(differences: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(differences, (2.5, 97.5)).tolist()
    return low, high


def worse(
    articles: Sequence[Article], old: Sequence[Document], new: Sequence[Document]
) -> Iterator[tuple[Article, Mistake]]:
    """Mistakes of the new model that the old one does not make: mentions lost, and inventions.

    A mention of a label that gold knows nothing of is no invention.
    """
    annotated = all_labels(article.entities for article in articles)
    for article, before, after in zip(articles, old, new, strict=True):
        known = {_key(m) for m in mistakes(article.entities, before.entities)}
        for mistake in mistakes(article.entities, after.entities):
            if _key(mistake) not in known and mistake.mention.label in annotated:
                yield article, mistake


def _key(mistake: Mistake) -> tuple[bool, Span, str]:
    """A gold mention, however it is missed, or an invention."""
    return mistake.gold is None, mistake.mention.span, mistake.mention.label


def lost_investments(
    articles: Sequence[Article], old: Sequence[Document], new: Sequence[Document]
) -> Iterator[tuple[Article, str]]:
    """Records, each looked for on its own, that the old model's mentions gave and the new one's do not."""
    for article, before, after in zip(articles, old, new, strict=True):
        for record in article.investments:
            was, now = (
                score_investments([record], d.investments, location=False).right for d in (before, after)
            )
            if was and not now and not record.optional:
                yield article, f"{record.company} · {record.amount} · {record.location or '-'}"


def show(
    articles: Sequence[Article], old: Sequence[Document], new: Sequence[Document], console: Console
) -> None:
    """A table of changes in points, then by name what the new model gets wrong and the old one did not."""
    table = Table(
        "", "gold", "old P / R / F1", "new P / R / F1", "P", "R", "F1",
        title=f"Changes in points, 95% intervals over {len(articles)} articles; * is no accident",
    )  # fmt: skip
    for row in compare(articles, old, new):
        if not row.new.gold:
            found_by = (f"{score.predicted} found" for score in (row.old, row.new))
            table.add_row(row.name, "0", *found_by, "-", "-", "-")
            continue
        old_figures, new_figures = (
            f"{s.precision:.3f} / {s.recall:.3f} / {s.f1:.3f}" for s in (row.old, row.new)
        )
        changes = [_cell(interval) for interval in (row.precision, row.recall, row.f1)]
        table.add_row(row.name, str(row.new.gold), old_figures, new_figures, *changes)
    console.print(table)
    found = list(worse(articles, old, new))
    for label in sorted({m.mention.label for _, m in found}):
        own = [(a, m) for a, m in found if m.mention.label == label]
        console.print(f"{label}: {len(own)} mentions right before and wrong now, or invented now")
        for article, mistake in own[:_SHOWN]:
            line = Text(f"  {mistake.kind}: {article.id} …") + in_context(article.text, mistake)
            console.print(line, soft_wrap=True)
    gone = list(lost_investments(articles, old, new))
    if gone:
        console.print(f"investments: {len(gone)} found before and not now")
        for article, record in gone[:_SHOWN]:
            console.print(Text(f"  {article.id} {record}"), soft_wrap=True)


def _cell(interval: Interval) -> str:
    change, low, high = (100 * x for x in interval)
    return f"{change:+.1f} ({low:+.1f} to {high:+.1f}){'*' if interval.is_clear else ''}"


def as_plain(articles: Sequence[Article], old: Sequence[Document], new: Sequence[Document]) -> dict[str, Any]:
    """The same for JSON, all that got worse included."""
    return {
        "articles": len(articles),
        "changes": [row.to_dict() for row in compare(articles, old, new)],
        "worse": [
            {"article": a.id, "kind": m.kind}
            | {name: e.to_dict() if e else None for name, e in (("gold", m.gold), ("found", m.found))}
            for a, m in worse(articles, old, new)
        ],
        "lost_investments": [{"article": a.id, "record": r} for a, r in lost_investments(articles, old, new)],
    }
