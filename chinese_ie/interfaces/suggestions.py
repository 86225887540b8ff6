"""Which texts to annotate next: those that the tagger doubts and that are like nothing annotated yet.

Greedy maximal marginal relevance (Carbonell and Goldstein, 1998): again and again the text with the best sum
of doubt and novelty, where novelty is the distance from the most similar text that is annotated or chosen.
Texts are compared as hashed bigrams of characters, weighted by how few texts have them, 32 kB each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chinese_ie.document import Entity
from chinese_ie.interfaces.sources import Source
from chinese_ie.tagging.tagger import Tagger
from chinese_ie.text.normalize import normalize

_BUCKETS = 1 << 13  # of hashed bigrams
_MULTIPLIER = 2_654_435_761  # Knuth's, for hashing by multiplication
_SAME = 0.85  # cosine from which two texts are taken for copies of one
_SHORT = 100  # characters; below them a rate of doubt says little
_SHOWN = 3  # doubtful mentions named in a reason

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text to annotate; `doubt` is its rank among all texts, `novelty` a distance, both in 0..1."""

    id: str
    text: str
    score: float
    doubt: float
    novelty: float
    reason: str

    def to_dict(self) -> dict[str, Any]:
        figures = {name: round(getattr(self, name), 4) for name in ("score", "doubt", "novelty")}
        return {"id": self.id, **figures, "reason": self.reason, "text": self.text}

    def encodes(self) -> bool:
        """Does its text fit into UTF-8, which has no lone surrogates?"""
        return not any("\ud800" <= c <= "\udfff" for c in self.id + self.text)


def suggestions(
    sources: Sequence[Source], known: Sequence[str], tagger: Tagger, count: int, novelty: float = 0.5
) -> list[Suggestion]:
    """At most `count` texts, the most useful first; of copies one, none of a known text.

    Args:
        sources: texts to choose from; blank ones are never chosen.
        known: texts that are annotated already.
        tagger: whose doubt counts.
        count: how many to choose.
        novelty: weight of novelty, 0 to 1; the rest is doubt's.
    """
    clean = [normalize(source.text).text for source in sources]
    tagged = tagger.tag(clean)
    rates = np.array([_rate(text, mentions) for text, mentions in zip(clean, tagged, strict=True)])
    doubt = _ranks(rates)
    vectors, old = _vectors([clean, [normalize(text).text for text in known]])
    nearest = (vectors @ old.T).max(axis=1, initial=0.0)
    free = (nearest < _SAME) & np.array([bool(text.strip()) for text in clean], dtype=bool)
    chosen: list[Suggestion] = []
    while len(chosen) < count and free.any():
        scores = np.where(free, (1 - novelty) * doubt + novelty * (1 - nearest), -np.inf)
        best = int(scores.argmax())
        distance = float(1 - nearest[best])
        reason = _reason(rates[best], distance, tagged[best])
        chosen.append(
            Suggestion(
                sources[best].name,
                sources[best].text,
                float(scores[best]),
                float(doubt[best]),
                distance,
                reason,
            )
        )
        alike = vectors @ vectors[best]
        nearest = np.maximum(nearest, alike)
        free &= alike < _SAME
        free[best] = False
    return chosen


def _rate(text: str, mentions: Sequence[Entity]) -> float:
    """Mentions expected to be wrong in a thousand characters, by their calibrated scores."""
    return 1000 * sum(1 - e.score for e in mentions) / (len(text) + _SHORT)


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of the values that are smaller, 0 to 1; equal values have one rank."""
    return np.searchsorted(np.sort(values), values) / max(1, len(values) - 1)


def _vectors(groups: Sequence[Sequence[str]]) -> list[Vectors]:
    """Unit vectors of each group's texts, float32 (texts, buckets): log counts, rare bigrams more."""
    found = [np.array([_counts(text) for text in texts]).reshape(-1, _BUCKETS) for texts in groups]
    have = sum((group > 0).sum(axis=0) for group in found)
    weights = (1 + np.log((1 + sum(map(len, groups))) / (1 + have))).astype(np.float32)
    for group in found:
        np.log1p(group, out=group)
        group *= weights
        group /= np.maximum(np.linalg.norm(group, axis=1, keepdims=True), 1e-9)
    return found


def _counts(text: str) -> NDArray[np.float32]:
    """How often the bigrams of each bucket stand in the text, white space left out, shape (buckets,)."""
    codes = np.array([ord(c) for c in text if not c.isspace()], dtype=np.uint64)
    pairs = (codes[:-1] << np.uint64(21)) | codes[1:]
    hashed = (pairs * np.uint64(_MULTIPLIER)) >> np.uint64(19)
    return np.bincount((hashed % np.uint64(_BUCKETS)).astype(np.int64), minlength=_BUCKETS).astype(np.float32)


def _reason(rate: float, distance: float, mentions: Sequence[Entity]) -> str:
    doubtful = sorted((e for e in mentions if e.score < 0.9), key=lambda e: e.score)[:_SHOWN]
    named = ", ".join(f"{e.label} {e.text} {e.score:.2f}" for e in doubtful) or "none"
    return (
        f"about {rate:.1f} doubtful mentions in 1,000 characters; {distance:.0%} away from the nearest text "
        f"annotated or chosen; least certain: {named}"
    )
