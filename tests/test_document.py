"""The JSON form, the triples, and numbers that stay exact."""

import json
from dataclasses import FrozenInstanceError, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinese_ie.document import Document, Entity, Investment, Person, Quantity, Section, Span, number

TEXT = "上饶经开区引进汉尧富锂，投资51亿元。\ud800"
MONEY = Quantity(Decimal("5100000000"), "CNY", upper=Decimal("6000000000.5"), modifier="about")
MADE = Investment(
    company="汉尧富锂", amount="51亿元", value=Decimal("5.1E+9"), upper=None, currency="CNY", modifier=None,
    location="上饶经开区", adcode="361100", project=None, capacity="2万吨", stage="signed", status="active",
    date="2020-10-29",
    rule="test", score=0.123456, evidence=Span(0, 19), company_span=Span(7, 11), amount_span=Span(14, 18),
    location_span=None,
)  # fmt: skip
DOCUMENT = Document(
    text=TEXT,
    entities=(
        Entity(0, 5, "PARK", "上饶经开区", "上饶经开区", 0.98767),
        Entity(14, 18, "MONEY", "51亿元", "51亿元", quantities=(MONEY,)),
    ),
    people=(Person("张三", "official", "市长", None, 0, 2),),
    investments=(MADE,),
    sections=(Section("body", 0, 19),),
    meta={"title": "上饶"},
)


def assert_plain(value: Any) -> None:
    """str, int, float, None, list and dict, nothing that only looks like them."""
    assert type(value) in (str, int, float, type(None), list, dict), value
    if type(value) in (list, dict):
        for inner in value.values() if type(value) is dict else value:
            assert_plain(inner)


def test_to_dict_is_json() -> None:
    plain = DOCUMENT.to_dict()
    assert_plain(plain)
    assert json.loads(json.dumps(plain)) == plain
    assert_plain(Document("").to_dict())


def test_the_stable_form() -> None:
    plain = DOCUMENT.to_dict()
    assert list(plain)[:4] == ["text", "entities", "people", "investments"]
    assert plain["text"] == TEXT
    park, money = plain["entities"]
    assert park == {
        "start": 0,
        "end": 5,
        "label": "PARK",
        "text": "上饶经开区",
        "norm": "上饶经开区",
        "score": 0.9877,
    }
    assert money["quantities"] == [
        {"value": 5_100_000_000, "upper": 6000000000.5, "unit": "CNY", "modifier": "about", "per": None}
    ]
    assert plain["people"] == [
        {"name": "张三", "role": "official", "title": "市长", "organization": None, "start": 0, "end": 2}
    ]
    assert plain["investments"] == [
        {
            "company": "汉尧富锂", "amount": "51亿元", "value": 5_100_000_000, "upper": None,
            "currency": "CNY", "modifier": None,
            "location": "上饶经开区", "adcode": "361100", "project": None, "capacity": "2万吨",
            "stage": "signed",
            "status": "active", "date": "2020-10-29", "rule": "test", "score": 0.1235,
            "evidence": {"start": 0, "end": 19},
            "company_span": {"start": 7, "end": 11}, "amount_span": {"start": 14, "end": 18},
            "location_span": None,
        }
    ]  # fmt: skip
    assert plain["sections"] == [{"kind": "body", "start": 0, "end": 19}]
    assert plain["meta"] == {"title": "上饶"}


@pytest.mark.parametrize("label", ["MONEY", "CAPACITY"])
def test_amounts_always_list_their_quantities(label: str) -> None:
    assert Entity(0, 1, label, "x").to_dict()["quantities"] == []
    assert "quantities" not in Entity(0, 1, "PARK", "x").to_dict()


def test_triples_skip_what_is_not_active() -> None:
    others = [replace(MADE, company=s, status=s) for s in ("negated", "cancelled", "wished")]
    document = replace(DOCUMENT, investments=(others[0], MADE, *others[1:]))
    assert document.triples == [("汉尧富锂", "invests", "51亿元", "上饶经开区")]
    assert [i["status"] for i in document.to_dict()["investments"]] == [
        "negated",
        "active",
        "cancelled",
        "wished",
    ]


def test_triples_may_lack_amount_and_location() -> None:
    document = replace(DOCUMENT, investments=(replace(MADE, amount=None, location=None),))
    assert document.triples == [("汉尧富锂", "invests", None, None)]


@given(st.integers(-(10**30), 10**30), st.integers(0, 6))
def test_whole_numbers_are_exact(whole: int, zeros: int) -> None:
    written = number(Decimal(whole).scaleb(zeros) if abs(whole) < 10**20 else Decimal(whole))
    assert type(written) is int
    assert written == (whole * 10**zeros if abs(whole) < 10**20 else whole)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1.05E+8", 105_000_000),
        ("0", 0),
        ("10.00", 10),
        ("0.1", 0.1),
        ("1234.5", 1234.5),
        ("12345678901234567890", 12345678901234567890),
    ],
)
def test_number(value: str, expected: float) -> None:
    written = number(Decimal(value))
    assert (written, type(written)) == (expected, type(expected))
    assert number(None) is None


@given(st.decimals(0, 10**9, places=4, allow_nan=False))
def test_numbers_come_back(value: Decimal) -> None:
    assert Decimal(str(number(value))) == value


def test_frozen() -> None:
    for thing, name in (
        (DOCUMENT, "text"),
        (DOCUMENT.entities[0], "start"),
        (MADE, "company"),
        (MONEY, "value"),
    ):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, name, None)


def test_entity_span() -> None:
    assert Entity(3, 5, "PARK", "园区").span == Span(3, 5) == (3, 5)
