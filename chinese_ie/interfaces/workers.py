"""Extraction by processes side by side, each with a model of its own; results in the order of the records."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

from chinese_ie.errors import JobError
from chinese_ie.interfaces.extractor import Extractor, Load, Outcome, Shape, batches
from chinese_ie.interfaces.sources import Record

_AHEAD = 8  # batches a worker may be ahead of the slowest one
_extractor: Extractor | None = None  # of this worker


def extracted(records: Iterable[Record], load: Load, shape: Shape, workers: int) -> Iterator[Outcome]:
    """The outcome of each record, in order; with one worker in this process.

    Raises:
        JobError: a worker was killed, or ran out of memory.
    """
    if workers == 1:
        extractor = Extractor(load, shape)
        for batch in batches(records):
            yield from extractor(batch)
        return
    # spawn: the threads of onnxruntime do not live on in a fork
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _start, (load, shape)) as pool:
        try:
            yield from _in_order(pool, batches(records), workers * _AHEAD)
        except BrokenProcessPool as error:
            raise JobError(
                "a worker was killed, or could not start; is there memory for so many? Run the same "
                "command again to go on from what is done, perhaps with fewer --workers"
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _in_order(
    pool: ProcessPoolExecutor, waiting: Iterator[Sequence[Record]], ahead: int
) -> Iterator[Outcome]:
    running: deque[Future[list[Outcome]]] = deque(pool.submit(_work, b) for b in islice(waiting, ahead))
    while running:
        yield from running.popleft().result()
        running.extend(pool.submit(_work, batch) for batch in islice(waiting, 1))


def _start(load: Load, shape: Shape) -> None:
    global _extractor
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _extractor = Extractor(load, shape)


def _end_with_parent() -> None:
    """A parent that is killed cannot stop its workers: they would wait for it for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(records: Sequence[Record]) -> list[Outcome]:
    assert _extractor is not None
    return _extractor(records)
