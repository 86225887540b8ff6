"""Scores of entities and investments, counted by hand."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from chinese_ie.corpus import Office, Record
from chinese_ie.document import Entity, Investment, Person, Quantity, Span
from chinese_ie.scoring import (
    Score,
    bio,
    score_entities,
    score_investments,
    score_people,
    score_quantities,
    score_roles,
    score_second_reading,
    score_stages,
    seqeval_report,
)

PARK = Entity(0, 5, "PARK", "上饶经开区")
COMPANY = Entity(7, 11, "COMPANY", "汉尧富锂")
MONEY = Entity(13, 17, "MONEY", "51亿元")
PLACE = Entity(18, 20, "LOCATION", "上饶")
VALUE = Decimal(5_100_000_000)
GOLD = Record(
    "江西汉尧富锂",
    "51亿元",
    VALUE,
    "CNY",
    "上饶经开区",
    company_aliases=("汉尧",),
    location_aliases=("经开区",),
)
FOUND = Investment(
    company="江西汉尧富锂", amount="51亿元", value=VALUE, upper=None, currency="CNY", modifier=None,
    location="上饶经开区", adcode="361100", project=None, capacity=None, stage=None, status="active",
    date=None,
    rule="test", score=1.0, evidence=Span(0, 20), company_span=Span(7, 11), amount_span=Span(13, 17),
    location_span=Span(0, 5),
)  # fmt: skip


def gold(**changes: Any) -> Record:
    return replace(GOLD, **changes)


def found(**changes: Any) -> Investment:
    return replace(FOUND, **changes)


def test_score() -> None:
    score = Score(gold=4, predicted=5, right=2)
    assert (score.precision, score.recall) == (0.4, 0.5)
    assert score.f1 == pytest.approx(2 * 0.4 * 0.5 / 0.9)
    assert score + Score(1, 1, 1) == Score(5, 6, 3)
    assert (Score().precision, Score().recall, Score().f1) == (0, 0, 0)
    assert Score(3, 0, 0).f1 == Score(0, 3, 0).f1 == 0


def test_entities_need_the_exact_span_and_label() -> None:
    shorter = replace(COMPANY, start=8)
    relabelled = replace(PARK, label="LOCATION")
    scores = score_entities([[PARK, COMPANY, MONEY]], [[relabelled, shorter, MONEY]])
    assert scores["MONEY"] == Score(1, 1, 1)
    assert scores["COMPANY"] == Score(1, 1, 0)
    assert scores["PARK"] == Score(1, 0, 0)
    assert scores["LOCATION"] == Score(0, 1, 0)
    assert scores["OFFICIAL"] == Score()
    assert scores["core five"] == Score(3, 2, 1)
    assert scores["all"] == Score(3, 3, 1)


def test_core_five_leaves_out_places_and_executives() -> None:
    scores = score_entities([[PARK, PLACE]], [[PARK, PLACE, Entity(30, 31, "EXECUTIVE", "王")]])
    assert scores["core five"] == Score(1, 1, 1)
    assert scores["all"] == Score(2, 3, 2)


def test_a_span_of_another_article_is_wrong() -> None:
    assert score_entities([[PARK], []], [[], [PARK]])["all"] == Score(1, 1, 0)
    assert score_entities([], [])["all"] == Score()
    with pytest.raises(ValueError, match=r"shorter|longer"):
        score_entities([[PARK]], [])


def test_surfaces_and_scores_of_entities_do_not_count() -> None:
    assert score_entities([[PARK]], [[replace(PARK, text="", norm="x", score=0.1)]])["all"] == Score(1, 1, 1)


def test_bio_and_seqeval() -> None:
    assert bio(4, [Entity(0, 2, "PARK", "园区"), Entity(2, 3, "PARK", "区")]) == [
        "B-PARK",
        "I-PARK",
        "B-PARK",
        "O",
    ]
    report = seqeval_report([20, 20], [[PARK], [MONEY]], [[PARK], []])
    assert "PARK     1.0000    1.0000    1.0000         1" in report
    assert "MONEY     0.0000    0.0000    0.0000         1" in report


@pytest.mark.parametrize(
    ("changes", "right", "right_without_place"),
    [
        ({}, True, True),
        ({"company": "汉尧"}, True, True),
        ({"company": " 江西汉尧 富锂"}, True, True),
        ({"location": "经开区"}, True, True),
        ({"amount": "51亿"}, True, True),
        ({"upper": Decimal(6)}, True, True),
        ({"company": "汉尧富锂"}, False, False),
        ({"value": VALUE + 1}, False, False),
        ({"value": None}, False, False),
        ({"currency": "USD"}, False, False),
        ({"location": "上饶"}, False, True),
        ({"location": None}, False, True),
    ],
)
def test_what_is_right(changes: dict[str, Any], right: bool, right_without_place: bool) -> None:
    assert score_investments([GOLD], [found(**changes)]) == Score(1, 1, right)
    assert score_investments([GOLD], [found(**changes)], location=False) == Score(1, 1, right_without_place)


def test_widths_and_case_do_not_count() -> None:
    assert score_investments([gold(company="ＴＣＬ（中国）")], [found(company="tcl(中国)")]) == Score(1, 1, 1)


def test_no_location() -> None:
    nowhere = gold(location=None, location_aliases=())
    assert score_investments([nowhere], [found(location=None)]) == Score(1, 1, 1)
    assert score_investments([nowhere], [found()]) == Score(1, 1, 0)
    assert score_investments([nowhere], [found()], location=False) == Score(1, 1, 1)


@pytest.mark.parametrize("status", ["negated", "cancelled", "wished"])
def test_only_active_ones_count(status: Any) -> None:
    assert score_investments([GOLD], [found(status=status)]) == Score(1, 0, 0)
    assert score_investments([], [found(status=status)]) == Score()


def test_without_an_amount_nothing_is_claimed() -> None:
    nothing = found(amount=None, value=None, currency=None, amount_span=None)
    assert score_investments([GOLD], [nothing]) == Score(1, 0, 0)


def test_repeats_are_wrong() -> None:
    assert score_investments([GOLD], [FOUND, FOUND]) == Score(1, 2, 1)
    assert score_investments([GOLD, GOLD], [FOUND]) == Score(2, 1, 1)
    assert score_investments([GOLD, GOLD], [FOUND, FOUND]) == Score(2, 2, 2)


def test_optional_records_neither_help_nor_harm() -> None:
    optional = gold(company="蜂巢能源", company_aliases=(), optional=True)
    extra = found(company="蜂巢能源")
    assert score_investments([GOLD, optional], [FOUND]) == Score(1, 1, 1)
    assert score_investments([GOLD, optional], [FOUND, extra]) == Score(1, 1, 1)
    assert score_investments([optional], []) == Score()
    assert score_investments([optional], [extra]) == Score()
    assert score_investments([optional], [extra, extra]) == Score(0, 1, 0)
    assert score_investments([optional], [FOUND]) == Score(0, 1, 0)


def test_required_records_take_their_predictions_first() -> None:
    optional = gold(optional=True)
    assert score_investments([optional, GOLD], [FOUND]) == Score(1, 1, 1)


def test_shared_aliases_are_given_where_they_fit() -> None:
    first = gold(company="汉尧富锂", company_aliases=("汉尧",))
    second = gold(company="汉尧", company_aliases=())
    assert score_investments([first, second], [found(company="汉尧"), found(company="汉尧富锂")]) == Score(
        2, 2, 2
    )


def test_nothing() -> None:
    assert score_investments([], []) == Score()
    assert score_investments([], [FOUND]) == Score(0, 1, 0)
    assert score_investments([GOLD], []) == Score(1, 0, 0)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([gold()], [gold(company="汉尧", company_aliases=(), location="经开区")], Score(1, 1, 1)),
        ([gold()], [gold(company="蜂巢", company_aliases=())], Score(1, 1, 0)),
        ([gold()], [gold(value=Decimal(1))], Score(1, 1, 0)),
        ([gold()], [gold(currency="USD")], Score(1, 1, 0)),
        ([gold()], [gold(location=None, location_aliases=())], Score(1, 1, 0)),
        (
            [gold(location=None, location_aliases=())],
            [gold(location=None, location_aliases=())],
            Score(1, 1, 1),
        ),
        ([gold()], [], Score(1, 0, 0)),
        ([], [gold()], Score(0, 1, 0)),
        ([gold(optional=True)], [], Score(0, 0, 0)),
        ([], [gold(optional=True)], Score(0, 0, 0)),
        ([gold()], [gold(optional=True)], Score(1, 1, 1)),
        ([gold(optional=True)], [gold()], Score(0, 0, 0)),
        ([gold(optional=True), gold()], [gold()], Score(1, 1, 1)),
    ],
)
def test_second_reading(first: list[Record], second: list[Record], expected: Score) -> None:
    assert score_second_reading(first, second) == expected


OFFICE = Office("叶和彬", "党工委书记", "上饶经开区", ("经开区",))


@pytest.mark.parametrize(
    ("changes", "right"),
    [
        ({}, 1),
        ({"organization": "经开区"}, 1),
        ({"organization": "上饶"}, 0),
        ({"organization": None}, 0),
        ({"title": "书记"}, 0),
        ({"title": None}, 0),
        ({"name": "孔国松"}, 0),
    ],
)
def test_people(changes: dict[str, str | None], right: int) -> None:
    person = replace(Person("叶和彬", "official", "党工委书记", "上饶经开区", 0, 3), **changes)  # type: ignore[arg-type]
    nobody = Person("黄斌", "executive", None, None, 5, 7)
    assert score_people([OFFICE, Office("黄斌")], [person, nobody]) == Score(1, 1, right)


def test_people_without_organization() -> None:
    office = Office("叶和彬", "党工委书记")
    person = Person("叶和彬", "official", "党工委书记", None, 0, 3)
    assert score_people([office], [person]).right == 1
    assert score_people([office], [replace(person, organization="上饶")]).right == 0


def test_stages_count_where_the_investment_was_found() -> None:
    record = gold(stage="signed")
    assert score_stages([record], [found(stage="signed", location=None)]) == Score(1, 1, 1)
    assert score_stages([record], [found(stage="planned")]) == Score(1, 1, 0)
    assert score_stages([record], [found(stage="signed", status="cancelled")]) == Score()
    assert score_stages([record, gold()], [found(value=Decimal(1))]) == Score()
    assert score_stages([gold()], [found(stage="signed")]) == Score()


def test_roles_of_amounts_that_were_found() -> None:
    gold = [replace(MONEY, role="investment"), Entity(30, 34, "MONEY", "30亿元", role="output"), COMPANY]
    assert score_roles(gold, [replace(MONEY, role="investment")]) == Score(1, 1, 1)
    assert score_roles(gold, [replace(MONEY, role="output"), replace(gold[1], role="output")]) == Score(
        2, 2, 1
    )
    assert score_roles([MONEY], [replace(MONEY, role="output")]) == Score()


def test_values_of_mentions_that_were_found() -> None:
    gold = [replace(MONEY, quantities=(Quantity(VALUE, "CNY"),)), Entity(30, 34, "MONEY", "30亿元")]
    over = replace(MONEY, quantities=(Quantity(VALUE, "CNY", modifier="over"),))
    assert score_quantities(gold, gold, "MONEY") == Score(1, 1, 1)
    assert score_quantities(gold, [over], "MONEY") == Score(1, 1, 0)
    assert score_quantities(gold, [over], "MONEY", context=False) == Score(1, 1, 1)
    other = replace(MONEY, quantities=(Quantity(VALUE, "CNY", upper=2 * VALUE),))
    assert score_quantities(gold, [other], "MONEY", context=False) == Score(1, 1, 0)
    assert score_quantities(gold, [], "MONEY") == score_quantities(gold, gold, "CAPACITY") == Score()
