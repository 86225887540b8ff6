"""The report: what counts once, what is never added, what the charts show, what it reads."""

import io
import json
import re
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from test_html import EVIL, Page

from chinese_ie.document import Document, Investment, Section, Span
from chinese_ie.errors import InputError
from chinese_ie.interfaces import cli
from chinese_ie.interfaces.charts import bars, months, short
from chinese_ie.interfaces.output import to_json
from chinese_ie.interfaces.report import render_report
from chinese_ie.interfaces.results import read_results

MADE = Investment(
    company="企业", amount="3亿元", value=Decimal("3E8"), upper=None, currency="CNY", modifier=None,
    location="园区", adcode=None, project=None, capacity=None, stage="signed", status="active",
    date="2024-05-16", rule="rule", score=0.5, evidence=Span(0, 4), company_span=Span(0, 2),
    amount_span=Span(2, 5), location_span=None,
)  # fmt: skip
ONE = {"value": Decimal("1E8"), "amount": "1亿元"}


def _article(*changes: dict[str, Any], source: str = "a.txt", **meta: Any) -> tuple[str, Document]:
    made = tuple(
        replace(MADE, **{"amount_span": Span(9 * n, 9 * n + 1), **change}) for n, change in enumerate(changes)
    )
    return source, Document("企业投资3亿元。", investments=made, meta=meta)


def _totals(*articles: tuple[str, Document]) -> dict[str, str]:
    """Currency and exact sum, as the page has them."""
    return dict(re.findall(r'<dt>(\w+)</dt><dd title="([\d,]+)">', render_report(articles)))


# What counts


def test_currencies_are_kept_apart() -> None:
    found = _totals(_article({}, ONE, {"currency": "USD", "value": Decimal("5E7")}))
    assert found == {"CNY": "400,000,000", "USD": "50,000,000"}


@pytest.mark.parametrize(
    ("change", "total"),
    [
        ({}, "300,000,000"),  # the same event in another article
        ({"location": "别处"}, "600,000,000"),
        ({"company": "别家"}, "600,000,000"),
        (ONE, "400,000,000"),
        ({"status": "cancelled"}, "300,000,000"),
        ({"status": "wished"}, "300,000,000"),
        ({"value": None, "currency": None}, "300,000,000"),
        ({"upper": Decimal("9E8"), "location": "别处"}, "600,000,000"),  # a range by its lower bound
    ],
)
def test_what_a_second_row_adds(change: dict[str, Any], total: str) -> None:
    assert _totals(_article({}), _article(change, source="b.txt")) == {"CNY": total}


def test_the_same_event_is_marked_with_the_first_row_of_it() -> None:
    page = Page(render_report([_article({}, ONE), _article({}), _article({"status": "negated"})]))
    assert [a["href"] for a in page.having("a") if str(a.get("href")).startswith("#")] == ["#r1"]
    assert [a["id"] for a in page.having("tr", "same")] == ["r3"]
    assert "same as 1" in page.text["em"] + page.text["a"] or page.text["a"].strip() == "1"


def test_co_investors_share_one_amount() -> None:
    both = ({"amount_span": Span(2, 5)}, {"amount_span": Span(2, 5), "company": "伙伴"})
    assert _totals(_article(*both)) == {"CNY": "300,000,000"}
    page = render_report([_article(*both)])
    investors = page[page.index("co-investors each") : page.index("By month")]
    assert investors.count("3亿</td>") == 2


@pytest.mark.parametrize("second", [("企业", "伙伴"), ("伙伴", "企业"), ("伙伴", "第三家", "企业")])
def test_a_shared_amount_told_again_counts_once(second: tuple[str, ...]) -> None:
    """Whichever of the investors the other article names first, and if it names more of them."""
    again = [{"amount_span": Span(2, 5), "company": company} for company in second]
    assert _totals(_article({}), _article(*again)) == {"CNY": "300,000,000"}


def test_amounts_without_a_place_in_the_text_are_not_shared() -> None:
    twice = [{"amount_span": None, "company": company} for company in ("企业", "伙伴")]
    assert _totals(_article(*twice)) == {"CNY": "600,000,000"}


def test_stages_in_the_order_of_a_project() -> None:
    stages = ("completed", "paused", None, "signed", "planned")
    changes = [{"stage": stage, "company": f"企业{n}"} for n, stage in enumerate(stages)]
    html = render_report([_article(*changes)])
    chart = html[html.index("By stage") : html.index("</figure>", html.index("By stage"))]
    names = re.findall(r'<bdi lang="zh-Hans">([\w ]+)</bdi>', chart)
    assert names[:3] == ["planned", "signed", "completed"]
    assert set(names[3:]) == {"paused", "not told"}


def test_one_amount_of_two_articles_is_not_shared() -> None:
    """Offsets are those of an article; two articles may have an amount at the same place."""
    assert _totals(_article({}), _article({"company": "别家"})) == {"CNY": "600,000,000"}


def test_a_row_has_the_headline_of_its_article() -> None:
    """Not the navigation above it; the title of the page where there is one."""
    text = "首页 > 新闻\n三个项目签约\n企业投资3亿元。"
    sections = (Section("navigation", 0, 8), Section("headline", 8, 15), Section("body", 15, 23))
    document = Document(text, investments=(MADE,), sections=sections)
    assert "三个项目签约" in Page(render_report([("a.txt", document)])).text["span"]
    titled = replace(document, meta={"title": "标题"})
    assert Page(render_report([("a.txt", titled)])).text["span"] == "标题"


def test_an_empty_report() -> None:
    page = Page(render_report([]))
    assert page.text["h1"] == "0 investments in 0 articles"
    assert "figure" not in page.text
    assert "No investment found." in page.text["p"]


def test_only_the_first_currency_has_charts_of_few() -> None:
    html = render_report([_article({}, {"currency": "USD"}, {"currency": "USD", "location": "别处"})])
    page = Page(html)
    assert [a["aria-label"] for a in page.having("section", "charts")] == ["USD"]


# Hostile


def test_everything_is_escaped_and_only_the_web_is_linked() -> None:
    names = ("company", "amount", "location", "stage", "date", "project", "currency", "rule")
    evil = _article(dict.fromkeys(names, EVIL), source=EVIL, title=EVIL, url="javascript:alert(1)", date=EVIL)
    evil = (evil[0], replace(evil[1], text=EVIL * 2))
    page, plain = Page(render_report([evil])), Page(render_report([_article({})]))
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in plain.tags}
    assert page.text["script"] == plain.text["script"]
    assert all(str(a["href"]).startswith("#") for a in page.having("a"))
    linked = Page(render_report([_article({}, url="https://a.b/1")]))
    assert [a["href"] for a in linked.having("a")] == ["https://a.b/1"]


# Charts


def test_bars_are_ranked_and_the_rest_is_one() -> None:
    sums = {f"地{n:02}": (Decimal(n), 1) for n in range(1, 15)}
    found = bars(sums)
    assert [bar.name for bar in found] == [*(f"地{n:02}" for n in range(14, 4, -1)), "4 others"]
    assert (found[0].length, found[6].length) == (100, pytest.approx(8 / 14 * 100, abs=0.01))
    assert (found[-1].value, found[-1].count, found[-1].length) == (10, 4, None)
    assert [bar.name for bar in bars({"b": (Decimal(1), 1), "a": (Decimal(2), 1)}, ranked=False)] == [
        "b",
        "a",
    ]
    assert bars({}) == []
    assert bars({"nothing": (Decimal(0), 1)})[0].length == 0


def test_months_without_a_sum_are_there() -> None:
    found = months({"2023-11": (Decimal(4), 2), "2024-02": (Decimal(2), 1)})
    assert [(m.name, m.height, m.tick) for m in found] == [
        ("2023-11", 100, "2023"), ("2023-12", 0, "12"), ("2024-01", 0, "2024"), ("2024-02", 50, "02"),
    ]  # fmt: skip


def test_only_the_last_three_years_are_shown_and_set_the_scale() -> None:
    found = months({"1999-01": (Decimal(100), 1), "2024-02": (Decimal(2), 1)})
    assert (len(found), found[0].name, found[-1].height) == (36, "2021-03", 100)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("1260000000", "12.6亿"), ("100000000", "1亿"), ("172424500000", "1,724亿"), ("80000000", "8,000万"),
        ("50000", "5万"), ("950", "950"), ("0.5", "0.5"), ("0", "0"), ("123456789", "1.23亿"),
    ],
)  # fmt: skip
def test_short_amounts(value: str, written: str) -> None:
    assert short(Decimal(value)) == written


@pytest.mark.parametrize(
    ("told", "published", "month"),
    [
        ("2024-05-16", "2023-01-01", "2024-05"),
        ("2024-05", None, "2024-05"),
        ("2024", "2024-07-01", "2024-07"),
        (None, "2024-07-01", "2024-07"),
        (None, "so bald", None),
        ("2024-13-01", 7, None),
    ],
)
def test_the_month_of_an_investment(told: str | None, published: object, month: str | None) -> None:
    """That of its date, else that of the article; a year alone has none."""
    html = render_report([_article({"date": told}, date=published)])
    assert ("By month" in html) == (month is not None)
    assert month is None or f"<title>{month}: " in html


# What it reads


def _results(tmp_path: Path, *articles: tuple[str, Document]) -> Path:
    path = tmp_path / "results.jsonl"
    path.write_text("\n\n".join(to_json(document, name) for name, document in articles), encoding="utf-8")
    return path


def test_results_come_back(tmp_path: Path) -> None:
    article = _article({}, {"value": Decimal("0.1"), "upper": Decimal(7), "amount_span": None}, title="标题")
    article = (article[0], replace(article[1], sections=(Section("headline", 0, 8),)))
    assert list(read_results(_results(tmp_path, article, article))) == [article, article]


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "{",
        '"x"',
        "{}",
        '{"text": "x", "investments": [{}], "meta": {}}',
        '{"text": "x", "investments": [NaN]}',
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    path = _results(tmp_path, _article({}))
    path.write_text(path.read_text(encoding="utf-8") + "\n" + line, encoding="utf-8")
    with pytest.raises(InputError, match=r"results\.jsonl:2: "):
        list(read_results(path))


WRONG = [
    *((name, ["x"]) for name in ("value", "evidence", "company", "location", "status", "modifier")),
    ("value", "Infinity"), ("value", 1e999), ("company", None), ("evidence", None), ("status", "done"),
    ("modifier", "nearly"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_field_is_refused(tmp_path: Path, name: str, value: object) -> None:
    path = _results(tmp_path, _article({}))
    plain = json.loads(path.read_text(encoding="utf-8"))
    plain["investments"][0][name] = value
    path.write_text(json.dumps(plain), encoding="utf-8")
    with pytest.raises(InputError, match=r"results\.jsonl:1: "):
        list(read_results(path))


@pytest.mark.parametrize(("content", "said"), [(None, "cannot read"), (b"\xff", "not UTF-8")])
def test_results_that_cannot_be_read(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "results.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        list(read_results(path))


def test_the_command_reads_articles_and_results(
    tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.txt").write_text("企业集团投资30亿元在扬州园区建设项目。", encoding="utf-8")
    results = _results(tmp_path, _article({}))
    out = tmp_path / "report.html"
    arguments = [str(tmp_path / "pages"), str(results), "--out", str(out), "--model", str(tiny_model)]
    monkeypatch.setattr(sys, "argv", ["chinese-ie", "report", *arguments])
    with pytest.raises(SystemExit) as end:
        cli.app()
    assert not end.value.code
    page = Page(out.read_text(encoding="utf-8"))
    assert page.text["h1"] == "2 investments in 2 articles"
    assert page.text["strong"] == "企业集团企业"


@pytest.mark.parametrize(
    "broken", [["none.jsonl", "--out", "x.html"], ["results.jsonl", "--out", "no/x.html"]]
)
def test_the_command_refuses_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], broken: list[str]
) -> None:
    _results(tmp_path, _article({}))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["chinese-ie", "report", *broken])
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(SystemExit) as end:
        cli.app()
    assert end.value.code == 2
    err = capfd.readouterr().err
    assert err.startswith("chinese-ie: cannot ")
    assert err.count("\n") == 1
