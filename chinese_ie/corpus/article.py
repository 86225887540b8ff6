"""One annotated article: text, gold entities, gold investments; strict when it is made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chinese_ie.document import LABELS, Entity, number
from chinese_ie.errors import CorpusError

SPLITS = ("train", "dev", "test")
GENRES = (
    "signing", "construction", "announcement", "meeting", "report", "policy", "profile", "list",
    "foreign", "cancelled", "other",
)  # fmt: skip
STAGES = ("signed", "planned", "started", "under construction", "completed", "expanded")


@dataclass(frozen=True, slots=True)
class Record:
    """A gold investment. Names are strings of the article; any alias is as right as the name.

    `optional` marks a record on which careful readers differ: finding it is neither right nor wrong.
    """

    company: str
    amount: str
    value: Decimal
    currency: str
    location: str | None = None
    upper: Decimal | None = None
    modifier: str | None = None
    company_aliases: tuple[str, ...] = ()
    location_aliases: tuple[str, ...] = ()
    project: str | None = None
    capacity: str | None = None
    stage: str | None = None
    date: str | None = None
    optional: bool = False

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Record:
        if not isinstance(plain, Mapping):
            raise CorpusError(f"investment {plain!r} is a {type(plain).__name__}, expected an object")
        try:
            return cls(
                company=plain["company"],
                amount=plain["amount"],
                value=_decimal(plain["value"]),
                currency=plain["currency"],
                location=plain.get("location") or None,
                upper=_decimal(plain["upper"]) if plain.get("upper") is not None else None,
                modifier=plain.get("modifier") or None,
                company_aliases=tuple(plain.get("company_aliases") or ()),
                location_aliases=tuple(plain.get("location_aliases") or ()),
                project=plain.get("project") or None,
                capacity=plain.get("capacity") or None,
                stage=plain.get("stage") or None,
                date=plain.get("date") or plain.get("invest_date") or None,
                optional=bool(plain.get("optional", False)),
            )
        except KeyError as error:
            raise CorpusError(
                f"investment {json.dumps(dict(plain), ensure_ascii=False, default=str)} lacks {error}; "
                "needed are company, amount, value, currency"
            ) from error

    def to_dict(self) -> dict[str, Any]:
        return {
            "company": self.company,
            "company_aliases": list(self.company_aliases),
            "amount": self.amount,
            "value": number(self.value),
            "upper": number(self.upper),
            "currency": self.currency,
            "modifier": self.modifier,
            "location": self.location,
            "location_aliases": list(self.location_aliases),
            "project": self.project,
            "capacity": self.capacity,
            "stage": self.stage,
            "date": self.date,
            "optional": self.optional,
        }


@dataclass(frozen=True, slots=True)
class Article:
    """An annotated article; making one with wrong offsets, overlaps or labels raises `CorpusError`."""

    id: str
    text: str
    entities: tuple[Entity, ...]
    investments: tuple[Record, ...] = ()
    split: str | None = None
    genre: str | None = None
    source: str | None = None
    date: str | None = None

    def __post_init__(self) -> None:
        last = 0
        for entity in self.entities:
            where = f"article {self.id}: {entity.label} [{entity.start}:{entity.end}]"
            if entity.label not in LABELS:
                raise CorpusError(f"{where}: unknown label; known are {', '.join(LABELS)}")
            if not 0 <= entity.start < entity.end <= len(self.text):
                raise CorpusError(f"{where}: offsets outside the text of {len(self.text)} characters")
            found = self.text[entity.start : entity.end]
            if found != entity.text:
                raise CorpusError(
                    f"{where}: the text has {found!r} there, the annotation says {entity.text!r}"
                )
            if entity.start < last:
                raise CorpusError(
                    f"{where} {entity.text!r} overlaps the mention before it, or is out of order"
                )
            last = entity.end

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Article:
        """From the JSON form; an entity's `text` may be left out, its offsets may not."""
        try:
            text = plain["text"]
            if not isinstance(text, str):
                raise TypeError(f"text, a {type(text).__name__}")
            investments = tuple(plain.get("investments") or ())
            raw = sorted(plain["entities"], key=lambda e: (e["start"], e["end"]))
            entities = tuple(
                Entity(e["start"], e["end"], e["label"], e.get("text", text[e["start"] : e["end"]]))
                for e in raw
            )
        except (KeyError, TypeError) as error:
            raise CorpusError(
                f"article {plain.get('id', '?')} has no usable {error}; needed are text and entities, "
                "a list of objects with start, end, label"
            ) from error
        return cls(
            id=str(plain.get("id", "")),
            text=text,
            entities=entities,
            investments=tuple(map(Record.from_dict, investments)),
            split=plain.get("split") or None,
            genre=plain.get("genre") or None,
            source=plain.get("source") or None,
            date=plain.get("date") or None,
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "split": self.split,
            "genre": self.genre,
            "source": self.source,
            "date": self.date,
            "text": self.text,
            "entities": [
                {"start": e.start, "end": e.end, "label": e.label, "text": e.text} for e in self.entities
            ],
            "investments": [r.to_dict() for r in self.investments],
        }


_DIGITS = 30  # an amount of more is a slip of the pen, or an attack


def _decimal(value: Any) -> Decimal:
    try:
        exact = Decimal(str(value))
    except ArithmeticError:
        exact = Decimal("NaN")
    if not exact.is_finite() or exact.adjusted() > _DIGITS:
        raise CorpusError(f"{value!r} is no number; give the amount in base units, like 5100000000")
    return exact
