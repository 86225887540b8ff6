"""Reports of one investment come together, others stay apart, and neither order nor batches matter."""

from dataclasses import replace
from itertools import permutations

import pytest

from chinese_ie.linking.places import resolve
from chinese_ie.merging.investments import MergedInvestment, merge
from chinese_ie.merging.report import Report

FULL = "远禾自动化工程股份有限公司"


def report(
    article: str,
    company: str = FULL,
    value: float | None = 1.26e9,
    location: str | None = "扬州经开区",
    published: str | None = "2024-05-01",
    **other: object,
) -> Report:
    region = resolve([location])[0] if location else None
    fields: dict[str, object] = {
        "amount": None if value is None else f"{value:g}", "upper": None, "currency": "CNY", "modifier": None,
        "adcode": region.code if region else None, "project": None, "capacity": None, "stage": "signed",
        "status": "active", "date": None, "rule": None, "score": None,
    }  # fmt: skip
    return Report(article, published, company, value=value, location=location, **{**fields, **other})  # type: ignore[arg-type]


def merged(
    *reports: Report, aliases: dict[tuple[str, str], set[str]] | None = None
) -> list[MergedInvestment]:
    return merge(reports, aliases or {})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"company": "远禾股份"}),
        ({}, {"company": "远禾工程"}),
        ({}, {"location": "江苏省扬州经济技术开发区"}),
        ({}, {"location": "扬州市"}),
        ({}, {"location": None}),
        ({}, {"value": 1.257e9}),
        ({}, {"value": 1.3e9, "modifier": "under"}),
        ({}, {"value": 1.2e9, "modifier": "over"}),
        ({}, {"value": 1e9, "upper": 1.5e9}),
        ({}, {"value": 1.8e8, "currency": "USD"}),
        ({"value": 1.05e8, "currency": "USD"}, {"value": 7.5e8}),
        ({"capacity": "5万吨"}, {"capacity": "50000吨", "value": 1.6e9}),
        ({"capacity": "5万吨"}, {"capacity": "五万吨", "location": "济宁高新区"}),
        (
            {"evidence": "扬州工厂开工", "value": 1.8e8, "currency": "USD"},
            {"evidence": "建设轴承工厂"},
        ),
        ({"project": "远禾轴承项目"}, {"project": "远禾高端轴承产业化项目", "value": 1.9e9}),
    ],
)
def test_one_investment(first: dict[str, object], second: dict[str, object]) -> None:
    (found,) = merged(report("a", **first), report("b", **second))  # type: ignore[arg-type]
    assert found.articles == 2
    assert found.company == FULL


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"company": "星河材料股份有限公司"}),
        ({}, {"location": "济宁高新区"}),
        ({}, {"location": "扬州高新区"}),
        ({}, {"value": 1.6e9}),
        ({}, {"value": 4.2e9, "location": None}),
        ({}, {"value": 5e8, "currency": "USD"}),
        ({}, {"value": 1.26e9, "currency": "XYZ"}),
        ({"project": "远禾一期项目"}, {"project": "远禾二期项目"}),
        ({"project": "远禾轴承项目"}, {"project": "远禾轴承二期项目", "value": 9.5e8}),
        (
            {"evidence": "投资4.8亿元建设东部总部"},
            {"evidence": "投资4.8亿元建设轴承产业园", "location": "济宁高新区"},
        ),
        ({"stage": "completed", "published": "2020-02-01"}, {"published": "2023-02-01"}),
        ({"company": "上海电气集团"}, {"company": "四川电气集团"}),
        ({"company": "三禾(扬州)有限公司"}, {"company": "三禾(济宁)有限公司", "location": None}),
        ({"company": "江苏新能源科技有限公司"}, {"company": "浙江新能源科技有限公司"}),
    ],
)
def test_two_investments(first: dict[str, object], second: dict[str, object]) -> None:
    assert len(merged(report("a", **first), report("b", **second))) == 2  # type: ignore[arg-type]


def test_one_article_tells_of_two_amounts() -> None:
    """What an article itself keeps apart is never one, though 12.6 and about 13 could be."""
    one, other = report("a"), report("a", value=1.3e9, modifier="about")
    assert len(merged(one, other)) == 2
    assert len(merged(one, replace(other, article="b"))) == 1


def test_a_vague_report_that_fits_two_stays_apart() -> None:
    two = report("a"), report("b", value=8e8)
    vague = report("c", value=None)
    assert len(merged(*two, vague)) == 3
    assert len(merged(two[0], vague)) == 1


def test_a_short_name_of_two_companies_goes_where_it_fits() -> None:
    solar = report("a", "恒睿新能源科技有限公司", location="盐城经开区")
    silicon = report("b", "恒睿半导体材料有限公司", location="苏州工业园区")
    short = report("c", "恒睿", location="盐城经济技术开发区")
    groups = [set(i.report_ids) for i in merged(solar, silicon, short)]
    assert {solar.id, short.id} in groups
    assert {silicon.id} in groups
    everywhere = replace(short, location=None, adcode=None)
    assert len(merged(solar, silicon, everywhere)) == 3


def test_an_alias_that_no_rule_would_find() -> None:
    one, other = report("a", "扬州远禾北方车辆有限公司"), report("b", "北车远")
    assert len(merged(one, other)) == 2
    aliases = {("c", "扬州远禾北方车辆有限公司"): {"北车远"}}
    assert len(merged(one, other, aliases=aliases)) == 1


def test_contradictions_are_told() -> None:
    (found,) = merged(
        report("a", capacity="10GWh", stage="started", published="2024-01-01"),
        report("b", capacity="10GWh", stage="started", published="2024-02-01"),
        report("c", capacity="10GWh", value=1.6e9, published="2024-03-01"),
        report("d", capacity="10GWh", location="济宁高新区", status="cancelled", published="2024-04-01"),
    )
    assert {(c.field, *sorted((c.value, c.other_value))) for c in found.contradictions} == {
        ("amount", "1.26e+09", "1.6e+09"),
        ("location", "扬州经开区", "济宁高新区"),
        ("stage", "signed", "started"),
        ("status", "active", "cancelled"),
    }
    assert (found.value, found.location, found.status) == (1.26e9, "扬州经开区", "cancelled")
    assert (found.first_published, found.last_published) == ("2024-01-01", "2024-04-01")


def test_a_stage_that_moves_on_is_no_contradiction() -> None:
    (found,) = merged(
        report("a", stage="signed", published="2023-01-01"),
        report("b", stage="started", published="2023-06-01"),
        report("c", stage="completed", published="2024-06-01"),
        report("d", stage=None, published="2024-07-01"),
    )
    assert found.stage == "completed"
    assert found.contradictions == ()


def test_order_does_not_matter() -> None:
    reports = [
        report("a"),
        report("b", "远禾股份", 1.3e9, "扬州市", modifier="under"),
        report("c", "远禾", None, "扬州经开区"),
        report("d", location="济宁高新区"),
        report("e", "远禾股份", 1.8e8, None, currency="USD"),
    ]
    first = merge(reports, {})
    assert all(merge(shuffled, {}) == first for shuffled in permutations(reports))
    assert merge(reports * 2, {}) == first
