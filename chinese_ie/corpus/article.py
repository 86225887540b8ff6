"""One annotated article: text, gold entities, people, investments; strict when it is made."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chinese_ie.document import AMOUNT_ROLES, LABEL_FORM, LABELS, Entity, number
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
class Office:
    """What a person is in the article: the chain of posts as written, and whose posts they are.

    Any alias of the organisation is as right as its name; both are None where the article has none.
    """

    name: str
    title: str | None = None
    organization: str | None = None
    organization_aliases: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Office:
        if not isinstance(plain, Mapping) or not plain.get("name"):
            raise CorpusError(
                f"person {plain!r} has no name; expected an object with name, title, organization"
            )
        return cls(
            name=plain["name"],
            title=plain.get("title") or None,
            organization=plain.get("organization") or None,
            organization_aliases=tuple(plain.get("organization_aliases") or ()),
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "title": self.title,
            "organization": self.organization,
            "organization_aliases": list(self.organization_aliases),
        }


@dataclass(frozen=True, slots=True)
class Article:
    """An annotated article; making one with wrong offsets, overlaps or labels raises `CorpusError`."""

    id: str
    text: str
    entities: tuple[Entity, ...]
    investments: tuple[Record, ...] = ()
    people: tuple[Office, ...] = ()
    split: str | None = None
    genre: str | None = None
    source: str | None = None
    date: str | None = None

    def __post_init__(self) -> None:
        last = 0
        for entity in self.entities:
            where = f"article {self.id}: {entity.label} [{entity.start}:{entity.end}]"
            if entity.label not in LABELS and not re.fullmatch(LABEL_FORM, entity.label):
                raise CorpusError(
                    f"{where}: no label; ours are {', '.join(LABELS)}, others are capital letters too"
                )
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
            if entity.role is not None and (entity.label != "MONEY" or entity.role not in AMOUNT_ROLES):
                raise CorpusError(
                    f"{where}: role {entity.role!r}; only MONEY has one, of {', '.join(AMOUNT_ROLES)}"
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
            people = tuple(plain.get("people") or ())
            raw = sorted(plain["entities"], key=lambda e: (e["start"], e["end"]))
            entities = tuple(
                Entity(
                    e["start"],
                    e["end"],
                    e["label"],
                    e.get("text", text[e["start"] : e["end"]]),
                    role=e.get("role"),
                )
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
            people=tuple(map(Office.from_dict, people)),
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
                {"start": e.start, "end": e.end, "label": e.label, "text": e.text}
                | ({"role": e.role} if e.role else {})
                for e in self.entities
            ],
            "people": [p.to_dict() for p in self.people],
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
