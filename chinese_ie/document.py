"""What comes out: entities, quantities, people and investments of one article, all frozen.

Every offset in this module is a half-open `str` index into `Document.text`, which is the text
exactly as it was given. For every entity `document.text[start:end] == entity.text`; entities are
sorted by `start` and never overlap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import pandas
    from spacy.tokens import Doc

LABELS = ("PARK", "COMPANY", "OFFICIAL", "EXECUTIVE", "MONEY", "CAPACITY", "LOCATION")
LABEL_FORM = "[A-Z]+(?:_[A-Z]+)*"  # a regular expression; what else a label of somebody else's may be called
CORE_LABELS = ("PARK", "COMPANY", "OFFICIAL", "MONEY", "CAPACITY")
AMOUNT_ROLES = (
    "investment", "phase", "fixed_assets", "total", "progress", "output", "revenue", "tax", "profit",
    "registered", "financing", "market_value", "subsidy", "price", "trade", "other",
)  # fmt: skip
CLUTTER = ("navigation", "links", "source", "disclaimer", "contact", "share")  # kinds of sections
INVESTED_ROLES = ("investment", "phase", "fixed_assets")  # of an amount that an investment may name

Modifier: TypeAlias = Literal["about", "over", "under", "at_least", "at_most"]
Status: TypeAlias = Literal["active", "negated", "cancelled", "wished"]
Triple: TypeAlias = tuple[str, str, str | None, str | None]


class Span(NamedTuple):
    """A half-open stretch of `Document.text`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact number with its unit.

    Attributes:
        value: the number in the base unit, or the lower bound of a range.
        upper: the upper bound of a range, else None.
        unit: ISO 4217 code for money (`CNY`), base unit for capacity (`Wh`, `t`, `piece`).
        modifier: how the text bounds the number, else None.
        per: what a rate is counted by (`year`, `day`, `mu` …), else None.
        product: what a capacity is one of, as written (锂电池), else None; quantities that differ in it alone
            are equal.
    """

    value: Decimal
    unit: str
    upper: Decimal | None = None
    modifier: Modifier | None = None
    per: str | None = None
    product: str | None = field(default=None, compare=False)

    def to_dict(self) -> dict[str, Any]:
        plain: dict[str, Any] = {
            "value": number(self.value),
            "upper": number(self.upper),
            "unit": self.unit,
            "modifier": self.modifier,
            "per": self.per,
        }
        return plain | {"product": self.product} if self.product else plain


@dataclass(frozen=True, slots=True)
class Entity:
    """A tagged mention; `norm` is its cleaned, simplified form, `score` is in 0..1.

    `role` says what an amount of money is an amount of (one of `AMOUNT_ROLES`), None for other mentions.
    """

    start: int
    end: int
    label: str
    text: str
    norm: str = ""
    score: float = 1.0
    quantities: tuple[Quantity, ...] = ()
    role: str | None = None

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    def to_dict(self) -> dict[str, Any]:
        plain: dict[str, Any] = {
            "start": self.start,
            "end": self.end,
            "label": self.label,
            "text": self.text,
            "norm": self.norm,
            "score": round(self.score, 4),
        }
        if self.label in ("MONEY", "CAPACITY"):
            plain["quantities"] = [q.to_dict() for q in self.quantities]
        if self.label == "MONEY":
            plain["role"] = self.role
        return plain


@dataclass(frozen=True, slots=True)
class Person:
    """One mention of a person with the title and organisation that the text gives, else None."""

    name: str
    role: Literal["official", "executive"]
    title: str | None
    organization: str | None
    start: int
    end: int

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "role": self.role,
            "title": self.title,
            "organization": self.organization,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class Investment:
    """(company, invests, amount, location) with everything the article says about it.

    `company` and `location` are the resolved names, the fullest in the article; the spans point at
    the mentions that were linked. `rule` names the rule that made it, `evidence` is the sentence.
    `value` is in units of `currency`, the lower bound where `upper` is given.
    """

    company: str
    amount: str | None
    value: Decimal | None
    upper: Decimal | None
    currency: str | None
    modifier: Modifier | None
    location: str | None
    adcode: str | None
    project: str | None
    capacity: str | None
    stage: str | None
    status: Status
    date: str | None
    rule: str
    score: float
    evidence: Span
    company_span: Span
    amount_span: Span | None
    location_span: Span | None

    @property
    def triple(self) -> Triple:
        return (self.company, "invests", self.amount, self.location)

    def to_dict(self) -> dict[str, Any]:
        return {
            "company": self.company,
            "amount": self.amount,
            "value": number(self.value),
            "upper": number(self.upper),
            "currency": self.currency,
            "modifier": self.modifier,
            "location": self.location,
            "adcode": self.adcode,
            "project": self.project,
            "capacity": self.capacity,
            "stage": self.stage,
            "status": self.status,
            "date": self.date,
            "rule": self.rule,
            "score": round(self.score, 4),
            "evidence": _plain_span(self.evidence),
            "company_span": _plain_span(self.company_span),
            "amount_span": _plain_span(self.amount_span),
            "location_span": _plain_span(self.location_span),
        }


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of the page of one kind: `headline`, `body` or one of `CLUTTER`.

    The sections of a document are whole lines, sorted, and cover its text without gap or overlap.
    `links` are lists of other articles, `source` says who wrote, edited and published when.
    """

    kind: str
    start: int
    end: int

    @property
    def is_clutter(self) -> bool:
        """Is it no part of the article?"""
        return self.kind in CLUTTER

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Document:
    """An article and all that was found in it.

    `meta` has what the lines around the article tell: `date` (YYYY-MM-DD), `source`, `author`; of a web
    page also what `from_html` names.
    """

    text: str
    entities: tuple[Entity, ...] = ()
    people: tuple[Person, ...] = ()
    investments: tuple[Investment, ...] = ()
    sections: tuple[Section, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def triples(self) -> list[Triple]:
        """`(company, "invests", amount, location)` of the investments whose status is active."""
        return [i.triple for i in self.investments if i.status == "active"]

    def to_dict(self) -> dict[str, Any]:
        """The stable JSON form; every value is str, int, float, None, list or dict."""
        return {
            "text": self.text,
            "entities": [e.to_dict() for e in self.entities],
            "people": [p.to_dict() for p in self.people],
            "investments": [i.to_dict() for i in self.investments],
            "sections": [s.to_dict() for s in self.sections],
            "meta": dict(self.meta),
        }

    def to_frame(
        self, kind: Literal["investments", "entities", "people"] = "investments"
    ) -> pandas.DataFrame:
        """A pandas DataFrame, one row an investment, a mention or a person.

        Values are float64, exact for whole yuan up to 2**53 (`investments` has them as Decimal); texts are
        `str`, offsets `Int64`, `date_start` datetime64; what is missing is NaN, NA or NaT. Column names and
        types are the same for every document, also an empty one.

        Raises:
            InputError: there is no such `kind`.
            MissingExtraError: the extra `pandas` is not installed.
        """
        from chinese_ie.interfaces.frames import to_frame

        return to_frame(self, kind)

    def to_html(self) -> str:
        """A self-contained page: the text with coloured mentions, beside it investments, people, amounts."""
        from chinese_ie.interfaces.html import render_document

        return render_document(self)

    def to_spacy(self, segmenter: Literal["char", "pkuseg"] = "char") -> Doc:
        """A spaCy `Doc` with the entities in `ents`; tokens are characters, or words by spacy-pkuseg."""
        from chinese_ie.interfaces.spacy_component import to_spacy

        return to_spacy(self, segmenter=segmenter)

    def _repr_html_(self) -> str:
        from chinese_ie.interfaces.html import render_compact

        return render_compact(self)


def number(value: Decimal | None) -> int | float | None:
    """A Decimal for JSON: whole numbers as int, so that they stay exact, else float."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _plain_span(span: Span | None) -> dict[str, int] | None:
    return None if span is None else {"start": span.start, "end": span.end}
