"""Documents as pandas DataFrames, and a DataFrame of articles as one of investments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from chinese_ie.document import Document
from chinese_ie.errors import InputError, MissingExtraError
from chinese_ie.interfaces.columns import (
    ENTITIES,
    INVESTMENTS,
    PEOPLE,
    Kind,
    encodable,
    entity_rows,
    investment_rows,
    person_rows,
)
from chinese_ie.pipeline import Pipeline

if TYPE_CHECKING:
    import pandas

Table: TypeAlias = Literal["investments", "entities", "people"]
_TABLES: Mapping[str, tuple[Mapping[str, Kind], Callable[[Document], Iterator[dict[str, Any]]]]] = {
    "investments": ({name: kind for name, kind in INVESTMENTS.items() if name != "source"}, investment_rows),
    "entities": (ENTITIES, entity_rows),
    "people": (PEOPLE, person_rows),
}
_DTYPES = {"text": "str", "exact": "float64", "share": "float64", "day": "datetime64[s]", "count": "Int64"}


def to_frame(document: Document, kind: Table = "investments") -> pandas.DataFrame:
    """See `Document.to_frame`."""
    columns, rows = _table(kind)
    return _frame(columns, rows(document))


def extract_frame(
    pipeline: Pipeline,
    frame: pandas.DataFrame,
    *,
    column: str,
    published: str | None = None,
    kind: Table = "investments",
    batch_size: int = 32,
) -> pandas.DataFrame:
    """See `chinese_ie.extract_frame`; `pipeline` reads the articles."""
    pandas = _pandas()
    columns, rows = _table(kind)
    texts = _column(frame, column)
    given = [number for number, missing in enumerate(pandas.isna(texts)) if not missing]
    dates = [None] * len(given) if published is None else _dates(_column(frame, published), given)
    found = pipeline.pipe(_texts(texts, given, column), batch_size=batch_size, published=dates)
    numbers: list[int] = []

    def numbered() -> Iterator[dict[str, Any]]:
        for number, document in zip(given, found, strict=True):
            for row in rows(document):
                numbers.append(number)
                yield row

    made = _frame(columns, numbered())
    return made.set_index(frame.index.take(numbers))


def _table(kind: str) -> tuple[Mapping[str, Kind], Callable[[Document], Iterator[dict[str, Any]]]]:
    if kind not in _TABLES:
        raise InputError(f"no table {kind!r}; there are {', '.join(map(repr, _TABLES))}")
    return _TABLES[kind]


def _frame(columns: Mapping[str, Kind], rows: Iterable[dict[str, Any]]) -> pandas.DataFrame:
    """A DataFrame with these columns and types, also of no row; a span is two columns of offsets."""
    pandas = _pandas()
    kinds = dict(chain.from_iterable(_flat_columns(name, kind) for name, kind in columns.items()))
    cells: dict[str, list[Any]] = {name: [] for name in kinds}
    for row in rows:
        flat = dict(chain.from_iterable(_flat_cells(name, kind, row[name]) for name, kind in columns.items()))
        for name, values in cells.items():
            values.append(flat[name])
    return pandas.DataFrame({n: pandas.Series(cells[n], dtype=_DTYPES[kind]) for n, kind in kinds.items()})


def _flat_columns(name: str, kind: Kind) -> list[tuple[str, Kind]]:
    base = name.removesuffix("_span")
    offsets: list[tuple[str, Kind]] = [(f"{base}_start", "count"), (f"{base}_end", "count")]
    if kind == "passage":
        return [(name, "text"), *offsets]
    return offsets if kind == "span" else [(name, kind)]


def _flat_cells(name: str, kind: Kind, value: Any) -> list[tuple[str, Any]]:
    cells = _flat_columns(name, kind)
    if kind == "passage":
        values = [encodable(value["text"]), value["start"], value["end"]]
    elif kind == "span":
        values = [value["start"], value["end"]] if value else [None, None]
    else:
        values = [None if value is None else float(value) if kind == "exact" else encodable(value)]
    return [(cell, value) for (cell, _), value in zip(cells, values, strict=True)]


def _column(frame: pandas.DataFrame, name: str) -> pandas.Series:
    if list(frame.columns).count(name) != 1:
        raise InputError(
            f"the frame has not one column {name!r}; it has {', '.join(map(str, frame.columns))}"
        )
    return frame[name]


def _texts(cells: pandas.Series, given: list[int], name: str) -> Iterator[str]:
    for number in given:
        text = cells.iloc[number]
        if not isinstance(text, str):
            raise InputError(
                f"row {cells.index[number]!r} of {name!r} holds a {type(text).__name__}, "
                "expected a str or a missing cell"
            )
        yield text


def _dates(cells: pandas.Series, given: list[int]) -> list[str | None]:
    missing = _pandas().isna(cells).to_numpy()
    return [None if missing[n] else _date(cells.iloc[n], cells.index[n]) for n in given]


def _date(cell: object, row: object) -> str:
    if isinstance(cell, date):  # also a datetime and a Timestamp
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, str):
        return cell
    raise InputError(f"row {row!r} was published {cell!r}; expected a date, 'YYYY-MM-DD' or missing")


def _pandas() -> Any:
    try:
        import pandas
    except ImportError as error:
        raise MissingExtraError("DataFrames need pandas: pip install 'chinese-ie[pandas]'") from error
    return pandas
