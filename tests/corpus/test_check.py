"""What `check` points at, and what it leaves alone."""

from dataclasses import replace
from decimal import Decimal

import pytest

from chinese_ie.corpus import Article, Record, parse_inline
from chinese_ie.corpus.check import check

HEADER = '+++\nid = "a"\nsplit = "dev"\ngenre = "signing"\n'
RECORD = Record("汉尧富锂", "51亿元", Decimal(5100000000), "CNY", location="上饶经开区")
TEXT = (
    "<PARK>上饶经开区</PARK>引进<COMPANY>汉尧富锂</COMPANY>，"
    "<MONEY>51亿元</MONEY>，<CAPACITY>2万吨</CAPACITY>。"
)


def article(text: str = TEXT, *records: Record) -> Article:
    return replace(parse_inline(f"{HEADER}+++\n{text}"), investments=records)


def found(given: Article) -> list[tuple[str, str]]:
    findings = list(check(given))
    assert all(f.article == given.id for f in findings)
    return [(f.kind, f.message) for f in findings]


def test_nothing_to_look_at() -> None:
    assert (
        found(article(TEXT, RECORD, replace(RECORD, location=None, capacity="2万吨", stage="signed"))) == []
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"split": None}, "split is None, expected one of train, dev, test"),
        ({"split": "Dev"}, "split is 'Dev'"),
        ({"genre": "news"}, "genre is 'news', expected one of signing"),
        ({"id": ""}, "id is empty"),
    ],
)
def test_header(changes: dict[str, str | None], message: str) -> None:
    ((kind, text),) = found(replace(article(), **changes))
    assert kind == "header"
    assert message in text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"company": "汉尧"}, "company '汉尧' is no tagged COMPANY"),
        ({"company": "上饶经开区"}, "company '上饶经开区' is no tagged COMPANY"),
        ({"company_aliases": ("富锂",)}, "company '富锂' is no tagged COMPANY"),
        ({"amount": "51亿"}, "amount '51亿' is no tagged MONEY"),
        ({"location": "上饶"}, "location '上饶' is no tagged PARK or LOCATION"),
        ({"location_aliases": ("上饶",)}, "location '上饶' is no tagged PARK or LOCATION"),
        ({"capacity": "3万吨"}, "capacity '3万吨' is not in the text"),
        ({"stage": "done"}, "stage 'done', expected one of signed"),
    ],
)
def test_record(changes: dict[str, object], message: str) -> None:
    ((kind, text),) = found(article(TEXT, replace(RECORD, **changes)))
    assert kind == "record"
    assert text.startswith(message)


def test_untagged_repeat() -> None:
    given = article(TEXT + "\n汉尧富锂落户。")
    at = given.text.index("\n") + 1
    assert found(given) == [
        (
            "untagged repeat",
            f"COMPANY '汉尧富锂' stands untagged at {at}: …锂，51亿元，2万吨。⏎汉尧富锂落户。…",
        )
    ]


def test_repeats_of_amounts_and_single_characters_are_no_findings() -> None:
    assert found(article("<LOCATION>沪</LOCATION>企到沪，<CAPACITY>五座</CAPACITY>，五座")) == []


@pytest.mark.parametrize(
    "amount",
    [
        "51亿元",
        "1.05亿美元",
        "1,200万元",
        "百亿元",
        "５亿元",
        "三千万元",
        "24GWh",
        "10万吨",
        "500MW",
        "3亿欧元",
        "5千瓦时",
    ],
)
def test_untagged_amount(amount: str) -> None:
    ((kind, text),) = found(article(f"总投资{amount}。"))
    assert kind == "untagged amount"
    assert text.startswith(f"{amount!r} at 3: ")


@pytest.mark.parametrize("text", ["二元素", "2020年", "五家企业", "10吨位", "3%", "5个"])
def test_no_amount(text: str) -> None:
    assert found(article(text)) == []
