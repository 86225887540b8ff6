"""Finished parts, lines of JSON, to one output file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from chinese_ie.interfaces.extractor import Shape
from chinese_ie.interfaces.output import COLUMNS, to_csv
from chinese_ie.interfaces.sources import arrow

_ROWS = 10_000  # of a row group
_NUMBERS = ("value", "upper", "score")

Whole = Callable[[Sequence[Path], Path], None]  # writes the second from the first, streaming


def to_jsonl(parts: Sequence[Path], out: Path) -> None:
    with out.open("wb") as whole:
        for part in parts:
            with part.open("rb") as lines:
                shutil.copyfileobj(lines, whole, 1 << 20)


def to_csv_file(parts: Sequence[Path], out: Path) -> None:
    with out.open("w", encoding="utf-8", newline="") as whole:
        whole.write(to_csv([]))
        for some in _rows(parts):
            whole.write(to_csv(some, header=False))


def to_parquet(parts: Sequence[Path], out: Path) -> None:
    """One row an investment; raises MissingExtraError without pyarrow."""
    pyarrow = arrow()
    kinds = dict.fromkeys(_NUMBERS, pyarrow.float64())
    schema = pyarrow.schema([(name, kinds.get(name, pyarrow.string())) for name in COLUMNS])
    with out.open("wb") as file, pyarrow.parquet.ParquetWriter(file, schema) as whole:
        for some in _rows(parts):
            whole.write_table(pyarrow.Table.from_pylist(some, schema))


FORMATS: dict[str, tuple[Shape, Whole]] = {
    "jsonl": (Shape.documents, to_jsonl),
    "csv": (Shape.rows, to_csv_file),
    "parquet": (Shape.rows, to_parquet),
}


def _rows(parts: Iterable[Path]) -> Iterator[list[dict[str, Any]]]:
    lines = (line for part in parts for line in _lines(part))
    while some := list(islice(lines, _ROWS)):
        yield [json.loads(line) for line in some]


def _lines(part: Path) -> Iterator[str]:
    with part.open(encoding="utf-8", newline="\n") as lines:
        yield from lines
