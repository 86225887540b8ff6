"""One of several, by weighted signals: the weights are counted on the corpus, none is set by hand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias

Signals: TypeAlias = frozenset[str]
Weights: TypeAlias = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Choice:
    """What there is to choose from, each with the signals for and against it.

    Attributes:
        names: the name of each mention in question; None, always the first, stands for none of them.
        signals: of each mention.
    """

    names: tuple[str | None, ...]
    signals: tuple[Signals, ...]

    @classmethod
    def of(cls, none: Iterable[str], mentions: Iterable[tuple[str, Iterable[str]]]) -> Choice:
        """From the signals of `none` and those of each mention, given with its name; a name may repeat."""
        rows = [(None, frozenset(none)), *((name, frozenset(found)) for name, found in mentions)]
        return cls(tuple(name for name, _ in rows), tuple(found for _, found in rows))

    def likely(self, weights: Weights) -> dict[str | None, float]:
        """How likely each name is: softmax over mentions by the sums of their signals' weights.

        The sums are exact, so that the order of a set does not matter.
        """
        sums = [math.fsum(weights.get(signal, 0.0) for signal in found) for found in self.signals]
        highest = max(sums)
        raised = [math.exp(value - highest) for value in sums]
        total = sum(raised)
        likely: dict[str | None, float] = dict.fromkeys(self.names, 0.0)
        for name, value in zip(self.names, raised, strict=True):
            likely[name] += value / total
        return likely


@cache
def weights(question: str) -> Weights:
    """Signal to weight for one question, `investor`, `site` or `stage`; made by `training.relations`."""
    text = (files("chinese_ie.relations") / "data" / "weights.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {signal: float(weight) for asked, signal, weight in rows if asked == question}
