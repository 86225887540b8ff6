"""Text to entities with the packaged network; offsets are those of the clean text given."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from chinese_ie.document import Entity, Span
from chinese_ie.tagging.decode import best_tags, log_softmax
from chinese_ie.tagging.labels import to_spans
from chinese_ie.tagging.model import TaggerModel
from chinese_ie.tagging.repeats import with_repeats
from chinese_ie.tagging.windows import join, windows

_TOGETHER = 256  # windows that are held at a time; more only within one long text


class Tagger:
    """Runs a model over windows of clean text.

    Each window goes through the network alone, one thread a window, so that a result depends on
    nothing but its own text: not on the batch, the threads, or the articles beside it.
    """

    def __init__(self, model: TaggerModel, threads: int | None = None) -> None:
        self.model = model
        self.threads = threads or min(
            8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
        )
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
        found: list[list[Entity]] = []
        jobs: list[tuple[str, list[Span]]] = []
        waiting = 0
        for text in texts:
            jobs.append((text, windows(text, self.model.window) if text else []))
            waiting += len(jobs[-1][1])
            if waiting >= _TOGETHER:
                found += self._tag(jobs)
                jobs, waiting = [], 0
        return found + self._tag(jobs)

    def _tag(self, jobs: list[tuple[str, list[Span]]]) -> list[list[Entity]]:
        # Boilerplate comes again and again: a window that is the same text is read once.
        pieces = list(dict.fromkeys(text[s.start : s.end] for text, spans in jobs for s in spans))
        run = self._threads().map if len(pieces) > 1 and self.threads > 1 else map
        logits = dict(zip(pieces, run(self._window, pieces), strict=True))
        return [
            self._entities(text, [logits[text[s.start : s.end]] for s in spans], spans)
            for text, spans in jobs
        ]

    def _window(self, piece: str) -> NDArray[np.float32]:
        return self.model.logits(self.model.vocabulary.encode(piece))

    def _entities(self, text: str, parts: list[NDArray[np.float32]], spans: list[Span]) -> list[Entity]:
        if not parts:
            return []
        scores = log_softmax(join(parts, spans))
        tags = best_tags(scores)
        chosen = np.exp(np.take_along_axis(scores, tags[:, None], axis=1)[:, 0])
        found = (
            Entity(start, end, self.model.labels[label], text[start:end], score=_least(chosen, start, end))
            for start, end, label in to_spans(tags)
        )
        sure = [e for e in found if e.score >= self.model.least_scores.get(e.label, 0.0)]
        calibrated = self.model.calibration
        return [replace(e, score=calibrated(e.score)) for e in with_repeats(text, sure)]


def _least(chosen: NDArray[np.float32], start: int, end: int) -> float:
    """The least certain decision about a mention: its characters, and that it ends where it ends."""
    return float(chosen[start : end + 1].min())
