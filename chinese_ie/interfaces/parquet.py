"""Investments as Parquet, with a schema that does not change from file to file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Context, Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chinese_ie.interfaces.columns import INVESTMENTS, encodable
from chinese_ie.interfaces.sources import arrow

if TYPE_CHECKING:
    import pyarrow

DIGITS, PLACES = 38, 9
_STEP = Decimal(1).scaleb(-PLACES)
_WHOLE = DIGITS - PLACES - 1  # digits before the point, with room for rounding up
_GROUP = 10_000  # rows that are held before they are written


def schema() -> pyarrow.Schema:
    """The Arrow schema of `INVESTMENTS`.

    Values are decimal128(38, 9): exact, numbers to every reader (pandas, DuckDB, Spark, Polars), which
    strings would not be, and without the rounding of doubles (0.1, or whole yuan beyond 2**53). A value
    of more than 28 digits before the point is missing; `amount` has it as written. `date` stays text, for
    an article often tells no day; `date_start` is a date32. Scores are doubles. `evidence` is a struct of
    start, end and text, other spans are structs of start and end; offsets count characters (code points).

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    pa = arrow()
    span = [("start", pa.int64()), ("end", pa.int64())]
    kinds = {
        "text": pa.string(),
        "exact": pa.decimal128(DIGITS, PLACES),
        "share": pa.float64(),
        "day": pa.date32(),
        "span": pa.struct(span),
        "passage": pa.struct([*span, ("text", pa.string())]),
    }
    return pa.schema([(name, kinds[kind]) for name, kind in INVESTMENTS.items()])


def write_parquet(rows: Iterable[Mapping[str, Any]], out: Path) -> None:
    """Write rows of `investment_rows`; holds ten thousand at a time.

    Raises:
        MissingExtraError: pyarrow is not installed.
        OSError: `out` cannot be written.
    """
    pa, columns, waiting = arrow(), schema(), iter(rows)
    with out.open("wb") as file, pa.parquet.ParquetWriter(file, columns) as writer:
        while group := list(islice(waiting, _GROUP)):
            writer.write_table(pa.Table.from_pylist(list(_stored(group)), columns))


def _stored(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows with texts that encode and values that fit."""
    for row in rows:
        stored = {name: _fitting(v) if isinstance(v, Decimal) else encodable(v) for name, v in row.items()}
        yield {**stored, "evidence": {**row["evidence"], "text": encodable(row["evidence"]["text"])}}


def _fitting(value: Decimal) -> Decimal | None:
    return value.quantize(_STEP, context=Context(prec=DIGITS)) if value.adjusted() < _WHOLE else None
