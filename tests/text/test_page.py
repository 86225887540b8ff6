"""Headline, body and clutter of pages."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinese_ie.text.page import sections

LINES = st.sampled_from(
    ["", "首页 > 新闻", "上饶经开区签约三个项目", "日前,上饶经开区举行签约仪式,总投资51亿元。", "相关阅读:",
     "· 链接一", "· 链接二", "责任编辑:张三", "长" * 100, "短", "  "]
)  # fmt: skip
PAGES = st.one_of(st.lists(LINES, max_size=14).map("\n".join), st.text(st.characters(), max_size=80))

PAGE = """首页 > 新闻中心 > 园区动态
上饶经开区签约三个锂电项目
发布时间:2020-10-29 来源:上饶日报
10月29日,上饶经开区举行项目签约仪式,三个项目总投资51亿元。

汉尧富锂计划年产2万吨正极材料。
责任编辑:小满
相关阅读
某地某年新开工项目清单公布
去年全市共引进项目120个,总投资300亿元。
"""
LIST = """扬州经开区
日前,扬州经开区公布了招商清单。
· 甲公司
· 乙公司
· 丙公司投资5亿元项目
· 丁公司
最后一段正文在这里结束。
"""


def kinds(text: str) -> dict[str, str]:
    """Line to kind, for the lines that hold something."""
    found = {}
    for section in sections(text):
        found.update(dict.fromkeys(text[section.start : section.end].splitlines(), section.kind))
    return {line: kind for line, kind in found.items() if line.strip()}


@given(PAGES)
def test_sections_cover_the_text(text: str) -> None:
    found = sections(text)
    assert all(s.start < s.end for s in found)
    assert all(a.end == b.start and a.kind != b.kind for a, b in pairwise(found))
    assert (found[0].start, found[-1].end) == (0, len(text)) if text else found == []
    assert {s.kind for s in found} <= {"headline", "body", "clutter"}
    assert sum(s.kind == "headline" for s in found) <= 1
    assert all(text[s.start - 1] == "\n" for s in found[1:])


def test_a_news_page() -> None:
    body, clutter = "body", "clutter"
    lines = PAGE.splitlines()
    assert kinds(PAGE) == {
        lines[0]: clutter,
        lines[1]: "headline",
        lines[2]: clutter,
        lines[3]: body,
        lines[5]: body,
        lines[6]: clutter,
        lines[7]: clutter,
        lines[8]: clutter,
        lines[9]: clutter,  # prose too, below the list of links
    }


def test_bulleted_links_are_clutter_bulleted_amounts_are_not() -> None:
    found = kinds(LIST)
    assert found["· 甲公司"] == found["· 乙公司"] == "clutter"
    assert found["· 丙公司投资5亿元项目"] == "body"
    assert found["· 丁公司"] == "body"  # no link beside it
    assert found["最后一段正文在这里结束。"] == "body"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("投资5亿元。", {"投资5亿元。": "body"}),
        ("短题\n正文一句。", {"短题": "body", "正文一句。": "body"}),
        ("相关阅读\n正文一句。", {"相关阅读": "body", "正文一句。": "body"}),
        ("正文一句。\n上饶经开区又一项目", {"正文一句。": "body", "上饶经开区又一项目": "body"}),
        ("登录 注册\n正文。\n扫一扫", {"登录 注册": "clutter", "正文。": "body", "扫一扫": "clutter"}),
        (f"据悉,{'项目' * 50}来源:上饶日报", {f"据悉,{'项目' * 50}来源:上饶日报": "body"}),
    ],
)
def test_small_pages(text: str, expected: dict[str, str]) -> None:
    assert kinds(text) == expected


def test_blank_lines_belong_to_the_line_before() -> None:
    text = "\n正文一句。\n\n责任编辑:小满\n\n"
    assert [(s.kind, text[s.start : s.end]) for s in sections(text)] == [
        ("body", "\n正文一句。\n\n"),
        ("clutter", "责任编辑:小满\n\n"),
    ]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("3D打印产业园项目签约上饶经开区", "headline"),
        ("汉尧富锂在上饶经开区注册成立，计划明年开工。", "body"),
        ("打印 关闭", "clutter"),
        ("[打印本页]", "clutter"),
        ("登录 | 注册", "clutter"),
        ("服务热线:0793-8888", "clutter"),
    ],
)
def test_words_that_news_may_hold_too(line: str, kind: str) -> None:
    assert sections(f"{line}\n正文在这里。\n")[0].kind == kind
