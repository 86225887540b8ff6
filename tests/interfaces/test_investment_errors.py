"""Faults of investments: one cause each, and where the right name stands."""

import io
from decimal import Decimal

import pytest
from rich.console import Console

from chinese_ie.corpus import Article, Record
from chinese_ie.document import Entity
from chinese_ie.interfaces.investment_errors import faults, show_investment_errors
from chinese_ie.pipeline import from_mentions

TEXT = "枝江市的新厂\n昨日，远帆电子投资5亿元在枝江经开区建厂。\n友升铝业年产值3亿元，邻近宜昌高新区。\n"
NAMES = {
    "枝江市": "LOCATION",
    "远帆电子": "COMPANY",
    "5亿元": "MONEY",
    "枝江经开区": "PARK",
    "友升铝业": "COMPANY",
    "3亿元": "MONEY",
    "宜昌高新区": "PARK",
}
MENTIONS = tuple(
    Entity(TEXT.index(name), TEXT.index(name) + len(name), label, name) for name, label in NAMES.items()
)


def record(value: int = 5, **fields: object) -> Record:
    plain: dict[str, object] = {"company": "远帆电子", "currency": "CNY", "location": "枝江经开区"}
    plain |= {"amount": f"{value}亿元", "value": Decimal(value * 10**8)}
    return Record(**(plain | fields))  # type: ignore[arg-type]


def found(*gold: Record) -> list[tuple[str, str, str]]:
    article = Article("a", TEXT, MENTIONS, gold)
    return [(f.part, f.cause, f.where) for f in faults(article, from_mentions(TEXT, MENTIONS))]


@pytest.mark.parametrize(
    ("location", "cause", "where"),
    [
        ("枝江市", "park instead of region", "headline"),
        ("宜昌高新区", "another park", "elsewhere"),
        (None, "there is none", "-"),
        ("枝城港", "the right one is no mention", "-"),
    ],
)
def test_the_cause_of_a_wrong_place(location: str | None, cause: str, where: str) -> None:
    assert found(record(location=location)) == [("place", cause, where)]


def test_what_is_right_or_optional_is_no_fault() -> None:
    assert found(record()) == []
    assert found(record(location="枝江市", location_aliases=("枝江经开区",))) == []
    assert found(record(optional=True, location="枝江市")) == []


def test_the_cause_of_a_wrong_company() -> None:
    assert found(record(company="友升铝业")) == [
        ("company", "another company", "elsewhere"),
        ("invented", "another company has the amount: company_then_amount", "-"),
    ]


def test_the_cause_of_a_record_that_nobody_has() -> None:
    assert found(record(), record(3, company="友升铝业")) == [
        ("company", "nobody invests it, role output", "clause")
    ]
    assert found(record(), record(9)) == [("company", "the amount is no mention", "-")]


def test_an_invention_names_its_rule() -> None:
    assert found() == [("invented", "the amount is in no record: company_then_amount", "-")]


def test_the_table_counts_causes_and_shows_examples() -> None:
    article = Article("a", TEXT, MENTIONS, (record(location="枝江市"),))
    shown = io.StringIO()
    show_investment_errors([article], [from_mentions(TEXT, MENTIONS)], Console(width=160, file=shown))
    assert "park instead of region" in shown.getvalue()
    assert "gold 远帆电子 5亿元 枝江市; found 远帆电子 5亿元 枝江经开区" in shown.getvalue()
