"""Text to entities with the packaged network; offsets are those of the clean text given."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import groupby, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chinese_ie.document import Entity, Span
from chinese_ie.tagging.decode import log_softmax
from chinese_ie.tagging.model import TaggerModel
from chinese_ie.tagging.repeats import with_repeats
from chinese_ie.tagging.stretches import Scored, Stretches
from chinese_ie.tagging.windows import owned, windows

_TOGETHER = 256  # windows whose scores are held at a time


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Job(NamedTuple):
    """A window of a text, and the stretch of it that the window decides about."""

    text: int
    window: Span
    owned: Span


class Tagger:
    """Runs a model over windows of clean text.

    Each window goes through the network alone, one thread a window, so that a result depends on
    nothing but its own text: not on the batch, the threads, or the articles beside it.
    """

    def __init__(self, model: TaggerModel, threads: int | None = None) -> None:
        self.model = model
        self.threads = threads or min(8, cores())
        self._pool: ThreadPoolExecutor | None = None
        self._owner = 0

    def _threads(self) -> ThreadPoolExecutor:
        """The pool of this process: the threads of a parent do not live on in a forked child."""
        if self._pool is None or self._owner != os.getpid():
            self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="chinese-ie")
            self._owner = os.getpid()
        return self._pool

    def tag(self, texts: Iterable[str]) -> list[list[Entity]]:
        """Entities of each clean text, sorted and disjoint; any `str` will do."""
        held = list(texts)
        found: list[list[Entity]] = [[] for _ in held]
        jobs = self._jobs(held)
        stretches = Stretches()
        while group := list(islice(jobs, _TOGETHER)):
            scored = zip(group, self._scores(held, group), strict=True)
            for number, some in groupby(scored, key=lambda pair: pair[0].text):
                read, parts = zip(*some, strict=True)
                last = read[-1].owned.end == len(held[number])
                found[number] += self._entities(held[number], stretches.add(parts, last=last))
                stretches = Stretches() if last else stretches
        return [self._settled(text, entities) for text, entities in zip(held, found, strict=True)]

    def _jobs(self, texts: Sequence[str]) -> Iterator[_Job]:
        for number, text in enumerate(texts):
            if text:
                spans = windows(text, self.model.window)
                yield from map(partial(_Job, number), spans, owned(spans))

    def _scores(self, texts: Sequence[str], group: Sequence[_Job]) -> Iterator[NDArray[np.float32]]:
        """Log probabilities (length, tags) of what each job's window decides about."""
        # Boilerplate comes again and again: a window that is the same text is read once.
        pieces = [texts[job.text][slice(*job.window)] for job in group]
        different = list(dict.fromkeys(pieces))
        run = self._threads().map if len(different) > 1 and self.threads > 1 else map
        scores = dict(zip(different, run(self._window, different), strict=True))
        for (_, window, mine), piece in zip(group, pieces, strict=True):
            yield scores[piece][mine.start - window.start : mine.end - window.start]

    def _window(self, piece: str) -> NDArray[np.float32]:
        return log_softmax(self.model.logits(self.model.vocabulary.encode(piece)))

    def _entities(self, text: str, mentions: Iterable[Scored]) -> list[Entity]:
        """The mentions that are certain enough for their label."""
        labels, least = self.model.labels, self.model.least_scores
        return [
            Entity(start, end, labels[label], text[start:end], score=score)
            for start, end, label, score in mentions
            if score >= least.get(labels[label], 0.0)
        ]

    def _settled(self, text: str, entities: Sequence[Entity]) -> list[Entity]:
        calibrated = self.model.calibration
        return [replace(e, score=calibrated(e.score)) for e in with_repeats(text, entities)]
