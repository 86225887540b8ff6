"""How a place mention stands in its text, and which lines are items of a list."""

import pytest
from spec_reading import reading

from chinese_ie.relations.lists import introduction, is_item
from chinese_ie.relations.marks import Mark


def mark_of(tagged: str) -> Mark:
    return next(iter(reading(tagged).marks.values()))


@pytest.mark.parametrize(
    ("tagged", "kind"),
    [
        ("<PARK>经开区</PARK>", "park"),
        ("<LOCATION>官地镇</LOCATION>", "town"),
        ("<LOCATION>四川</LOCATION>", "province"),
        ("<LOCATION>湖南邵东</LOCATION>", "county"),
        ("<LOCATION>泰国</LOCATION>", "abroad"),
        ("<LOCATION>中国</LOCATION>", "country"),
        ("<LOCATION>都会路</LOCATION>", "spot"),
        ("<LOCATION>德布勒森</LOCATION>", "other"),
    ],
)
def test_kinds_of_places(tagged: str, kind: str) -> None:
    assert mark_of(f"项目在{tagged}开工。").kind == kind


def test_words_beside_a_place() -> None:
    assert mark_of("项目落户<LOCATION>邵东</LOCATION>。").front == "settles"
    assert mark_of("公司从<LOCATION>长沙</LOCATION>迁来。").behind == "leaves"
    assert mark_of("他见了<LOCATION>邵东</LOCATION>市长。").behind == "government"


def test_a_venue_is_no_site() -> None:
    assert mark_of("签约仪式日前放在<PARK>经开区</PARK>进行。").front == "venue"
    assert mark_of("推介会在<LOCATION>邵东</LOCATION>举行。").front == "venue"
    assert mark_of("厂房设在<PARK>经开区</PARK>。").front == "settles"


def test_everything_spoken_of_is_there() -> None:
    assert mark_of("四个项目都落在<PARK>经开区</PARK>。").all
    assert not mark_of("产品都卖到<LOCATION>邵东</LOCATION>。").all


@pytest.mark.parametrize(
    ("tagged", "heads"),
    [
        ("▲<LOCATION>太湖县</LOCATION>一个。", True),
        ("——<LOCATION>海东</LOCATION>:磷酸铁锂项目。", True),
        ("会议说<LOCATION>海东</LOCATION>:要快。", False),
        ("<LOCATION>海东</LOCATION>的项目开工。", False),
    ],
)
def test_a_place_heads_a_list(tagged: str, heads: bool) -> None:
    assert mark_of(tagged).heads is heads


def test_items_of_a_list_and_the_line_above_them() -> None:
    lines = ["签约项目如下:\n", "1.甲项目\n", "\n", "★乙项目\n", "甲 | 乙 | 丙\n", "2023年开工。\n"]
    read = reading("".join(lines))
    spans = [read.line(sum(map(len, lines[:n]))) for n in range(len(lines))]
    assert [is_item(read, span) for span in spans] == [False, True, False, True, True, False]
    assert introduction(read, spans[4]) == spans[0]
    assert introduction(read, spans[0]) is None
