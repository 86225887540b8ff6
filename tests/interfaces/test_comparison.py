"""Two models side by side: intervals, and by name what got worse."""

from decimal import Decimal

import pytest

from chinese_ie.corpus import Article, Record
from chinese_ie.document import Document, Entity
from chinese_ie.interfaces.comparison import compare, lost_investments, worse
from chinese_ie.pipeline import from_mentions

TEXT = "天奇股份在上饶投资5亿元。"
COMPANY, PLACE, MONEY = (
    Entity(a, b, label, TEXT[a:b])
    for a, b, label in ((0, 4, "COMPANY"), (5, 7, "LOCATION"), (9, 12, "MONEY"))
)
RECORD = Record("天奇股份", "5亿元", Decimal(500_000_000), "CNY", "上饶")
GOLD = (COMPANY, PLACE, MONEY)


def articles(count: int) -> list[Article]:
    return [Article(f"a{n}", TEXT, GOLD, (RECORD,)) for n in range(count)]


def documents(*mentions: tuple[Entity, ...]) -> list[Document]:
    return [from_mentions(TEXT, found) for found in mentions]


def test_a_model_against_itself_changes_nothing() -> None:
    found = documents(GOLD, GOLD[:2], GOLD[1:])
    for row in compare(articles(3), found, found):
        assert row.f1 == row.precision == row.recall == (0, 0, 0)
        assert not row.f1.is_clear
    assert list(worse(articles(3), found, found)) == []


def test_a_gain_in_every_article_is_clear_and_one_in_a_single_article_is_not() -> None:
    gold = articles(8)
    whole, without = documents(*[GOLD] * 8), documents(*[GOLD[1:]] * 8)
    rows = {row.name: row for row in compare(gold, without, whole)}
    assert rows["COMPANY"].f1 == (1, 1, 1)
    assert rows["COMPANY"].f1.is_clear
    assert rows["MONEY"].f1.change == 0
    assert rows["all"].recall.change == pytest.approx(1 / 3)
    assert rows["investments: company, value, currency"].recall.change == 1
    one = {row.name: row for row in compare(gold, without, [whole[0], *without[1:]])}
    assert one["COMPANY"].recall.change == pytest.approx(1 / 8)
    assert one["COMPANY"].recall.low == 0
    assert not one["COMPANY"].recall.is_clear


def test_what_got_worse_is_named_and_what_was_wrong_before_is_not() -> None:
    invented = Entity(7, 9, "PARK", "投资")
    old, new = documents(GOLD[:2]), documents((COMPANY, invented))
    assert [(a.id, m.kind, m.mention.text) for a, m in worse(articles(1), old, new)] == [
        ("a0", "missed", "上饶"),
        ("a0", "invented", "投资"),
    ]


def test_investments_that_are_gone() -> None:
    old, new = documents(GOLD), documents(GOLD[1:])
    assert [record for _, record in lost_investments(articles(1), old, new)] == ["天奇股份 · 5亿元 · 上饶"]
    assert list(lost_investments(articles(1), new, old)) == []


def test_labels_of_one_model_alone() -> None:
    area = Entity(7, 9, "AREA", "投资")
    old, new = documents(GOLD), documents((COMPANY, PLACE, area, MONEY))
    rows = {row.name: row for row in compare(articles(1), old, new)}
    assert (rows["AREA"].old.predicted, rows["AREA"].new.predicted, rows["AREA"].new.gold) == (0, 1, 0)
    assert rows["all"].precision.change == 0  # gold knows no AREA: it says nothing about them
    assert list(worse(articles(1), old, new)) == []
    known = [Article("a0", TEXT, (COMPANY, PLACE, area, MONEY), (RECORD,))]
    assert {row.name: row for row in compare(known, old, new)}["all"].recall.change == pytest.approx(1 / 4)
