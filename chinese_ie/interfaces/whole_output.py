"""Finished parts, lines of JSON, to one output file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from chinese_ie.interfaces.columns import from_plain
from chinese_ie.interfaces.extractor import Shape
from chinese_ie.interfaces.output import flat, to_csv
from chinese_ie.interfaces.parquet import write_parquet

Whole = Callable[[Sequence[Path], Path], None]  # writes the second from the first, streaming


def to_jsonl(parts: Sequence[Path], out: Path) -> None:
    with out.open("wb") as whole:
        for part in parts:
            with part.open("rb") as lines:
                shutil.copyfileobj(lines, whole, 1 << 20)


def to_csv_file(parts: Sequence[Path], out: Path) -> None:
    with out.open("w", encoding="utf-8", newline="") as whole:
        whole.write(to_csv([]))
        for row in _rows(parts):
            whole.write(to_csv([flat(row)], header=False))


def to_parquet(parts: Sequence[Path], out: Path) -> None:
    """One row an investment; raises MissingExtraError without pyarrow."""
    write_parquet(_rows(parts), out)


FORMATS: dict[str, tuple[Shape, Whole]] = {
    "jsonl": (Shape.documents, to_jsonl),
    "csv": (Shape.rows, to_csv_file),
    "parquet": (Shape.rows, to_parquet),
}


def _rows(parts: Iterable[Path]) -> Iterator[dict[str, Any]]:
    return (from_plain(json.loads(line)) for part in parts for line in _lines(part))


def _lines(part: Path) -> Iterator[str]:
    with part.open(encoding="utf-8", newline="\n") as lines:
        yield from lines
