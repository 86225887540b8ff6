"""What articles share: over-used names, sentences, events on both sides of a split."""

from dataclasses import replace
from decimal import Decimal

import pytest

from chinese_ie.corpus import Article, Record
from chinese_ie.corpus.overlap import check_together, distinct_share, shared_names
from chinese_ie.document import Entity

SENTENCE = "双方将在设备制造和人才培养方面开展全面深入而且长期稳定的合作共同推动产业升级"


def of(split: str | None, *names: tuple[str, str], text: str = "", id: str = "a") -> Article:
    entities, at = [], 0
    for label, name in names:
        entities.append(Entity(at, at + len(name), label, name))
        at += len(name) + 1
    whole = "".join(f"{name}、" for _, name in names) + text
    return Article(id, whole, tuple(entities), split=split)


def company(split: str | None, *names: str) -> Article:
    return of(split, *(("COMPANY", name) for name in names))


def kinds(*articles: Article) -> list[str]:
    return [f.kind for f in check_together(articles)]


def test_over_used_names() -> None:
    few = [of("train", ("PARK", "经开区"), ("PARK", "上饶经开区")) for _ in range(3)]
    assert kinds(*few) == []
    (finding,) = check_together([*few, few[0]])
    assert finding.kind == "over-used name"
    assert "'上饶经开区' stands in 4 articles" in finding.message


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (SENTENCE, SENTENCE, ["shared sentence"]),
        (f"2023年，{SENTENCE}。", f"会上说：{SENTENCE[:12]}，{SENTENCE[12:]}", ["shared sentence"]),
        (SENTENCE, SENTENCE[:20], []),
        (SENTENCE, SENTENCE[::-1], []),
    ],
)
def test_shared_sentences(one: str, other: str, expected: list[str]) -> None:
    assert kinds(of("train", text=one), of("train", text=other)) == expected


def test_a_template_with_other_names_and_numbers_is_found() -> None:
    text = "项目总投资额约{}亿元建设年产电池的生产线和配套研发中心以及仓储物流设施预计明年"
    one = of("train", ("COMPANY", "汉尧"), text=text.format(51))
    other = of("test", ("COMPANY", "蜂巢能源"), text=text.format("1,280"), id="b")
    assert kinds(one, other) == ["sentence in two splits"]


def test_chains_of_titles_are_alike_everywhere() -> None:
    text = "县委书记{}县委副书记县长{}县人大常委会主任县政协主席"
    names = [[("OFFICIAL", "张三"), ("OFFICIAL", "李四")], [("OFFICIAL", "王五"), ("OFFICIAL", "赵六")]]
    articles = []
    for number, pair in enumerate(names):
        whole = text.format(pair[0][1], pair[1][1])
        entities = tuple(Entity(whole.index(n), whole.index(n) + 2, label, n) for label, n in pair)
        articles.append(Article(str(number), whole, entities, split="train"))
    assert kinds(*articles) == []


PARK, FIRM, PERSON = ("PARK", "上饶经开区"), ("COMPANY", "汉尧"), ("OFFICIAL", "叶和彬")


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ([PARK, FIRM], True),
        ([PARK, PERSON], True),
        ([FIRM, PERSON], True),
        ([FIRM, ("COMPANY", "蜂巢"), ("COMPANY", "友升")], True),
        ([FIRM, ("COMPANY", "蜂巢")], False),
        ([PARK], False),
        ([PERSON], False),
        ([("PARK", "经开区"), FIRM], False),
    ],
)
def test_events_in_two_splits(names: list[tuple[str, str]], found: bool) -> None:
    train, test = of("train", *names, id="a"), of("test", *names, id="b")
    assert ("event in two splits" in kinds(train, test)) == found
    assert kinds(train, replace(test, split="train")) == []


def test_the_same_deal_in_two_splits() -> None:
    record = Record("汉尧富锂", "51亿元", Decimal(5_100_000_000), "CNY", company_aliases=("汉尧",))
    one = replace(of("train", FIRM), investments=(record,))
    other = replace(of("test", FIRM, id="b"), investments=(replace(record, company="汉尧"),))
    (finding,) = check_together([one, other])
    assert (finding.article, finding.message) == ("b", "shares 51亿元、汉尧 with a")
    assert kinds(one, replace(other, investments=(replace(record, amount="5亿元"),))) == []


def test_shared_names() -> None:
    articles = [company("train", "汉尧", "蜂巢"), company("test", "汉尧"), company("train", "蜂巢")]
    assert shared_names([*articles, company(None, "蜂巢")], "COMPANY") == {"汉尧": {"train", "test"}}
    assert shared_names(articles, "PARK") == {}


def test_distinct_share() -> None:
    assert distinct_share([]) == 0
    entities = [Entity(0, 1, "PARK", "甲"), Entity(1, 2, "PARK", "甲"), Entity(2, 3, "PARK", "乙")]
    assert distinct_share(entities) == 2 / 3
