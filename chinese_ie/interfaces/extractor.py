"""From records to the lines that are written of them: what one worker does, in this process or another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from chinese_ie.document import Document
from chinese_ie.errors import ChineseIEError
from chinese_ie.interfaces.columns import investment_rows, plain
from chinese_ie.interfaces.output import dumps, to_json
from chinese_ie.interfaces.sources import Record, Refusal, Source

_RECORDS = 32  # that are handed to a worker together
_BYTES = 1 << 18


class Shape(StrEnum):
    """A line an article, with all that was found, or a line an investment."""

    documents = "documents"
    rows = "rows"


class Pipe(Protocol):
    """What is needed of a `Pipeline`."""

    def pipe(self, texts: Iterable[str], *, published: Iterable[str | None]) -> Iterator[Document]: ...


Load = Callable[[], Pipe]  # can be pickled; called once in each worker


@dataclass(frozen=True)
class Outcome:
    """What became of a record: lines of JSON, or of one that could not be read a line for `errors.jsonl`."""

    size: int
    lines: tuple[str, ...] = ()
    error: str = ""


class Extractor:
    """A loaded pipeline that is kept warm; one bad record does not harm the others."""

    def __init__(self, load: Load, shape: Shape) -> None:
        self._pipe = load().pipe
        self._shape = shape

    def __call__(self, records: Sequence[Record]) -> list[Outcome]:
        """One outcome a record, in order."""
        read = [record.read() for record in records]
        found = iter(self._documents([source for source in read if isinstance(source, Source)]))
        return [
            self._outcome(record, source, source if isinstance(source, Refusal) else next(found))
            for record, source in zip(records, read, strict=True)
        ]

    def _documents(self, sources: Sequence[Source]) -> list[Document | Refusal]:
        try:
            dates = [source.meta.get("date") for source in sources]
            return list(self._pipe([source.text for source in sources], published=dates))
        except ChineseIEError:
            raise
        except Exception as error:  # of any kind: what one article brings about must not end the job
            if len(sources) > 1:
                return [found for source in sources for found in self._documents([source])]
            return [Refusal(sources[0].name, f"failed with {type(error).__name__}: {error}")]

    def _outcome(self, record: Record, source: Source | Refusal, found: Document | Refusal) -> Outcome:
        if isinstance(found, Refusal):
            told = {"source": source.name, "place": record.place, "reason": found.reason}
            return Outcome(record.size, error=dumps(told))
        assert isinstance(source, Source)
        if self._shape is Shape.rows:
            return Outcome(
                record.size, tuple(dumps(plain(row)) for row in investment_rows(found, source.name))
            )
        return Outcome(
            record.size, (to_json(replace(found, meta={**found.meta, **source.meta}), source.name),)
        )


def batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Records in groups that are worth handing over, long ones alone."""
    batch: list[Record] = []
    size = 0
    for record in records:
        batch.append(record)
        size += record.size
        if len(batch) == _RECORDS or size >= _BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
