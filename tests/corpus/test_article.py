"""An article refuses what breaks the format, and says what it found."""

from decimal import Decimal
from typing import Any

import pytest

from chinese_ie.corpus import Article, Record
from chinese_ie.document import Entity
from chinese_ie.errors import ChineseIEError, CorpusError

TEXT = "上饶经开区引进汉尧富锂，投资51亿元。"
PARK = Entity(0, 5, "PARK", "上饶经开区")
COMPANY = Entity(7, 11, "COMPANY", "汉尧富锂")


def test_a_right_article() -> None:
    article = Article("a", TEXT, (PARK, COMPANY))
    assert [TEXT[e.start : e.end] for e in article.entities] == ["上饶经开区", "汉尧富锂"]


@pytest.mark.parametrize(
    ("entities", "message"),
    [
        ((Entity(0, 5, "Firm", "上饶经开区"),), "Firm.*no label; ours are PARK, COMPANY"),
        ((Entity(-1, 5, "PARK", ""),), r"PARK \[-1:5\]: offsets outside the text of 19 characters"),
        ((Entity(5, 5, "PARK", ""),), "offsets outside"),
        ((Entity(7, 5, "PARK", ""),), "offsets outside"),
        ((Entity(0, 20, "PARK", TEXT),), "offsets outside"),
        (
            (Entity(0, 5, "PARK", "上饶高新区"),),
            "the text has '上饶经开区' there, the annotation says '上饶高新区'",
        ),
        ((PARK, Entity(4, 11, "COMPANY", TEXT[4:11])), "'区引进汉尧富锂' overlaps the mention before it"),
        ((COMPANY, PARK), "out of order"),
    ],
)
def test_wrong_mentions(entities: tuple[Entity, ...], message: str) -> None:
    with pytest.raises(CorpusError, match=f"^article a7: .*{message}"):
        Article("a7", TEXT, entities)


def plain(**changes: Any) -> dict[str, Any]:
    return {"id": "a7", "text": TEXT, "entities": [], **changes}


def record(**changes: Any) -> dict[str, Any]:
    return {"company": "汉尧富锂", "amount": "51亿元", "value": 5100000000, "currency": "CNY", **changes}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"id": "a7", "entities": []}, "a7 has no usable 'text'; needed are text and entities"),
        ({"id": "a7", "text": TEXT}, "a7 has no usable 'entities'"),
        ({}, r"article \? has no usable 'text'"),
        (plain(text=None), "no usable text"),
        (plain(text=5), "no usable text"),
        (plain(entities=None), "a7 has no usable"),
        (plain(entities=["上饶"]), "a7 has no usable"),
        (plain(entities=[{"start": 0, "end": 5}]), "a7 has no usable 'label'"),
        (plain(entities=[{"end": 5, "label": "PARK"}]), "a7 has no usable 'start'"),
        (plain(entities=[{"start": "0", "end": "5", "label": "PARK"}]), "a7 has no usable"),
        (
            plain(entities=[{"start": 0.0, "end": 5.0, "label": "PARK", "text": "上饶经开区"}]),
            "a7 has no usable",
        ),
        (plain(investments=5), "a7 has no usable"),
        (plain(investments=["汉尧富锂"]), "'汉尧富锂' is a str, expected an object"),
        (
            plain(investments=[{"company": "汉尧富锂"}]),
            "汉尧富锂.* lacks 'amount'; needed are company, amount",
        ),
        (plain(investments=[record(value="51亿")]), "'51亿' is no number; give the amount in base units"),
        (plain(investments=[record(value=None)]), "None is no number"),
        (plain(investments=[record(value=float("nan"))]), "nan is no number"),
        (plain(investments=[record(upper=float("inf"))]), "inf is no number"),
    ],
)
def test_wrong_json_forms(given: dict[str, Any], message: str) -> None:
    with pytest.raises(CorpusError, match=message):
        Article.from_dict(given)


def test_surfaces_may_be_left_out_and_order_does_not_matter() -> None:
    entities = [{"start": 7, "end": 11, "label": "COMPANY"}, {"start": 0, "end": 5, "label": "PARK"}]
    assert Article.from_dict(plain(entities=entities)).entities == (PARK, COMPANY)


def test_a_record_of_json() -> None:
    made = Record.from_dict(
        record(value=0.1, upper="1e2", location="", invest_date="2020", stage=None, company_aliases=None)
    )
    assert made == Record("汉尧富锂", "51亿元", Decimal("0.1"), "CNY", upper=Decimal(100), date="2020")


def test_places_of_errors() -> None:
    assert str(CorpusError("wrong", "a.txt", 3)) == "a.txt:3: wrong"
    assert str(CorpusError("wrong", "a.txt")) == "a.txt: wrong"
    assert str(CorpusError("wrong")) == "wrong"
    error = CorpusError("wrong", "a.txt", 3)
    assert (error.path, error.line) == ("a.txt", 3)
    assert isinstance(error, ChineseIEError)
