"""The columns of tables: one list each for CSV, Parquet and pandas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from chinese_ie.document import Document, Span

Kind: TypeAlias = Literal["text", "exact", "share", "day", "count", "span", "passage"]
"""What a column holds: `exact` a Decimal, `share` a float in 0..1, `day` a date, `count` a whole number,
`span` offsets into the text, `passage` offsets and the text between them. Any cell may be missing."""

INVESTMENTS: Mapping[str, Kind] = {
    "source": "text", "company": "text", "amount": "text", "value": "exact", "upper": "exact",
    "currency": "text", "modifier": "text", "location": "text", "adcode": "text", "project": "text",
    "capacity": "text", "stage": "text", "status": "text", "date": "text", "date_start": "day",
    "rule": "text", "score": "share", "evidence": "passage", "company_span": "span", "amount_span": "span",
    "location_span": "span",
}  # fmt: skip
"""One row an investment. `date` is as far as the article tells it (`2024`, `2024-05`, `2024-05-16`),
`date_start` the first day of that, to sort and filter by. `source` names the article."""

ENTITIES: Mapping[str, Kind] = {
    "label": "text", "text": "text", "norm": "text", "start": "count", "end": "count", "score": "share",
    "role": "text", "value": "exact", "upper": "exact", "unit": "text", "modifier": "text", "per": "text",
}  # fmt: skip
"""One row a mention; of a joined pair (400MW/800MWh) the quantity is the first one."""

PEOPLE: Mapping[str, Kind] = {
    "name": "text", "role": "text", "title": "text", "organization": "text", "start": "count", "end": "count",
}  # fmt: skip


def investment_rows(document: Document, source: str | None = None) -> Iterator[dict[str, Any]]:
    """The investments by `INVESTMENTS`: str, Decimal, float, date, spans as dicts; None is missing."""
    for investment in document.investments:
        row: dict[str, Any] = {name: getattr(investment, name, None) for name in INVESTMENTS}
        for name, kind in INVESTMENTS.items():
            if kind in ("span", "passage") and row[name] is not None:
                row[name] = _offsets(row[name])
        row["evidence"]["text"] = document.text[slice(*investment.evidence)]
        yield {**row, "source": source, "date_start": first_day(investment.date)}


def entity_rows(document: Document) -> Iterator[dict[str, Any]]:
    """The mentions by `ENTITIES`."""
    for entity in document.entities:
        quantity = entity.quantities[0] if entity.quantities else None
        yield {name: getattr(entity, name, getattr(quantity, name, None)) for name in ENTITIES}


def person_rows(document: Document) -> Iterator[dict[str, Any]]:
    """The mentions of people by `PEOPLE`."""
    for person in document.people:
        yield {name: getattr(person, name) for name in PEOPLE}


def first_day(told: str | None) -> date | None:
    """The first day of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; None for anything else."""
    try:
        return date.fromisoformat((told or "") + "-01-01"[len(told or "") - 4 :]) if told else None
    except ValueError:
        return None


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `investment_rows` as JSON has it: numbers and days as text."""
    return {name: str(v) if isinstance(v, Decimal | date) else v for name, v in row.items()}


def from_plain(told: Mapping[str, Any]) -> dict[str, Any]:
    """What `plain` was made of."""
    row = {name: told[name] for name in INVESTMENTS}
    for name, kind in INVESTMENTS.items():
        if row[name] is not None and kind == "exact":
            row[name] = Decimal(row[name])
        elif row[name] is not None and kind == "day":
            row[name] = date.fromisoformat(row[name])
    return row


def encodable(value: Any) -> Any:
    """Lone surrogates as "?": no table format has them."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def _offsets(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end}
