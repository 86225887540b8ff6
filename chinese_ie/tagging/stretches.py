"""A long text decoded stretch by stretch: scores are held only as far back as a decision may still reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chinese_ie.tagging.decode import best_tags, certain
from chinese_ie.tagging.labels import to_spans


class Scored(NamedTuple):
    """A mention, half-open in its text; the number of its label; how certain the network is, 0..1."""

    start: int
    end: int
    label: int
    score: float


class Stretches:
    """Mentions of one text from its windows in order; the same ones as from the whole text at once.

    A character that is certainly outside of any mention ends a stretch: no decision in front of it
    depends on one behind it. A text without such a character is held whole.
    """

    def __init__(self) -> None:
        self._waiting: list[NDArray[np.float32]] = []
        self._at = 0  # offset of the first character that waits

    def add(self, parts: Sequence[NDArray[np.float32]], *, last: bool) -> Iterator[Scored]:
        """Take what comes next and give the mentions that are decided by now.

        Args:
            parts: log probabilities of the next characters, (length, tags) each.
            last: is this the end of the text, which decides everything?
        """
        fresh = np.concatenate(parts)
        cuts = certain(fresh)
        end = len(fresh) if last else int(cuts[-1]) + 1 if len(cuts) else 0
        if end:
            scores = np.concatenate([*self._waiting, fresh[:end]])
            yield from self._decoded(scores)
            self._at += len(scores)
            self._waiting.clear()
        self._waiting.append(fresh[end:].copy())

    def _decoded(self, scores: NDArray[np.float32]) -> Iterator[Scored]:
        tags = best_tags(scores)
        chosen = np.exp(np.take_along_axis(scores, tags[:, None], axis=1)[:, 0])
        for start, end, label in to_spans(tags):
            # the least certain decision about it: its characters, and that it ends where it ends
            score = float(chosen[start : end + 1].min())
            yield Scored(self._at + start, self._at + end, label, score)
