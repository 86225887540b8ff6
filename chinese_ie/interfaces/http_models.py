"""What goes over HTTP, typed for OpenAPI; the answer is `Document.to_dict()`, and a test compares them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator


def _any_str(value: object) -> str:
    """Lone surrogates are legal input, which pydantic's own `str` refuses."""
    if not isinstance(value, str):
        raise ValueError("expected a string")
    return value


AnyStr = Annotated[str, PlainValidator(_any_str), WithJsonSchema({"type": "string"})]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Article(_Model):
    """One article: its text, or the HTML page that it is on."""

    text: AnyStr | None = Field(None, description="the article; offsets of the answer are into it")
    html: AnyStr | None = Field(None, description="a page; offsets are into `text` of the answer")
    url: AnyStr | None = Field(None, description="where the page is from, if it does not say so itself")
    published: date | None = Field(None, description="the article's day, to resolve relative dates by")

    @model_validator(mode="after")
    def _has_one(self) -> Article:
        if (self.text is None) == (self.html is None):
            raise ValueError("give one of text and html")
        return self


class Batch(_Model):
    """Several articles, answered in order."""

    articles: list[Article] = Field(min_length=1, max_length=256)


class SpanModel(_Model):
    start: int
    end: int


class QuantityModel(_Model):
    value: float
    upper: float | None
    unit: str
    modifier: Literal["about", "over", "under", "at_least", "at_most"] | None
    per: str | None


class EntityModel(SpanModel):
    label: Literal["PARK", "COMPANY", "OFFICIAL", "EXECUTIVE", "MONEY", "CAPACITY", "LOCATION"]
    text: AnyStr
    norm: AnyStr
    score: float
    quantities: list[QuantityModel] | None = Field(None, description="of MONEY and CAPACITY")
    role: str | None = Field(None, description="of MONEY: what it is an amount of")


class PersonModel(SpanModel):
    name: AnyStr
    role: Literal["official", "executive"]
    title: AnyStr | None
    organization: AnyStr | None


class InvestmentModel(_Model):
    company: AnyStr
    amount: AnyStr | None
    value: float | None
    upper: float | None
    currency: str | None
    modifier: str | None
    location: AnyStr | None
    adcode: str | None
    project: AnyStr | None
    capacity: AnyStr | None
    stage: str | None
    status: Literal["active", "negated", "cancelled", "wished"]
    date: str | None
    rule: str
    score: float
    evidence: SpanModel
    company_span: SpanModel
    amount_span: SpanModel | None
    location_span: SpanModel | None


class SectionModel(SpanModel):
    kind: str


class DocumentModel(_Model):
    """Everything found in one article: the form of `Document.to_dict()`."""

    text: AnyStr
    entities: list[EntityModel]
    people: list[PersonModel]
    investments: list[InvestmentModel]
    sections: list[SectionModel]
    meta: dict[str, Any]


class Documents(_Model):
    documents: list[DocumentModel]


class Health(_Model):
    status: Literal["ok"]
    version: str
    running: int = Field(description="requests that are worked on or wait")
    room: int = Field(description="requests that may run or wait at the same time")


class Problem(_Model):
    """Why a request was not answered."""

    detail: str | list[dict[str, Any]]
