"""Gold values of amounts and capacities: `corpus/values/quantities.jsonl`, one line a distinct surface.

A line is `{"label", "text", "quantities": [{"value", "unit", …}]}` and holds wherever that surface
stands; a line that also names `article` and `start` holds for that mention alone, whose surroundings
bound or rate it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from chinese_ie.corpus.article import Article
from chinese_ie.document import Entity, Quantity
from chinese_ie.errors import CorpusError

VALUES = Path("values/quantities.jsonl")
"""The file, beside the corpora that it is for."""

_OPTIONAL = ("modifier", "per")
_Key = tuple[str, str] | tuple[str, str, str, int]


def with_gold_quantities(articles: Iterable[Article], path: Path) -> list[Article]:
    """The articles, their mentions with the quantities that the file states; () where it states none.

    Raises:
        CorpusError: a line of the file is no gold value; file and line are named.
    """
    values = dict(_read(path))
    return [replace(a, entities=tuple(_valued(a.id, e, values) for e in a.entities)) for a in articles]


def with_values_beside(articles: list[Article], corpus: Path) -> list[Article]:
    """The articles of the file `corpus` with the gold quantities beside it; as they are where none lie."""
    values = corpus.parent / VALUES
    return with_gold_quantities(articles, values) if values.exists() else articles


def _valued(article: str, entity: Entity, values: Mapping[_Key, tuple[Quantity, ...]]) -> Entity:
    surface = (entity.label, entity.text)
    found = values.get((*surface, article, entity.start)) or values.get(surface)
    return replace(entity, quantities=found) if found else entity


def _read(path: Path) -> Iterator[tuple[_Key, tuple[Quantity, ...]]]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line, parse_float=Decimal)
                key = (row["label"], row["text"])
                where = (row["article"], row["start"]) if "article" in row else ()
                yield (*key, *where), tuple(_quantity(q) for q in row["quantities"])
            except (ValueError, KeyError, TypeError, ArithmeticError) as error:
                raise CorpusError(
                    f"no gold value ({error!r}); needed are label, text and quantities, "
                    "a list of objects with value and unit",
                    str(path),
                    number,
                ) from error


def _quantity(plain: Mapping[str, Any]) -> Quantity:
    upper = plain.get("upper")
    return Quantity(
        value=Decimal(plain["value"]),
        unit=plain["unit"],
        upper=None if upper is None else Decimal(upper),
        **{key: plain.get(key) for key in _OPTIONAL},
    )
