"""Headline, body and the kinds of clutter of pages."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinese_ie.document import CLUTTER
from chinese_ie.text.normalize import normalize
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
    assert {s.kind for s in found} <= {"headline", "body", *CLUTTER}
    assert sum(s.kind == "headline" for s in found) <= 1
    assert all(text[s.start - 1] == "\n" for s in found[1:])


def test_a_news_page() -> None:
    lines = PAGE.splitlines()
    assert kinds(PAGE) == {
        lines[0]: "navigation",
        lines[1]: "headline",
        lines[2]: "source",
        lines[3]: "body",
        lines[5]: "body",
        lines[6]: "source",
        lines[7]: "links",
        lines[8]: "links",
        lines[9]: "links",  # prose too, below the heading of the list
    }


def test_bulleted_links_are_clutter_bulleted_amounts_are_not() -> None:
    found = kinds(LIST)
    assert found["· 甲公司"] == found["· 乙公司"] == "links"
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
        ("登录 注册\n正文。\n扫一扫", {"登录 注册": "navigation", "正文。": "body", "扫一扫": "share"}),
        (f"据悉,{'项目' * 50}来源:上饶日报", {f"据悉,{'项目' * 50}来源:上饶日报": "body"}),
    ],
)
def test_small_pages(text: str, expected: dict[str, str]) -> None:
    assert kinds(text) == expected


def test_blank_lines_belong_to_the_line_before() -> None:
    text = "\n正文一句。\n\n责任编辑:小满\n\n"
    assert [(s.kind, text[s.start : s.end]) for s in sections(text)] == [
        ("body", "\n正文一句。\n\n"),
        ("source", "责任编辑:小满\n\n"),
    ]


LINE_KINDS = [
    ("3D打印产业园项目签约上饶经开区", "body"),
    ("微信支付区域总部落户上饶经开区", "body"),
    ("汉尧富锂在上饶经开区注册成立，计划明年开工。", "body"),
    ("一、一封传真谈了九年", "body"),
    ("记者：企业为什么选择上饶经开区？一位负责人给出了答案。", "source"),
    ("问（本报记者，下同）：首期什么时候投产？", "body"),
    ("项目尚需办理备案、环评、能评，备案证明尚未取得。", "body"),
    ("省领导讲了四句要求，会务组打印了贴在门口。", "body"),
    ("首页 > 要闻 > 正文", "navigation"),
    ("首页 - 县市 - 上饶", "navigation"),
    ("当前位置：招商网 / 地方 / 江西", "navigation"),
    ("登录 | 注册", "navigation"),
    ("上一篇：某地召开座谈会 下一篇：没有了", "navigation"),
    ("来源：上饶日报 作者：李明", "source"),
    ("（记者 李明 通讯员 王芳）", "source"),
    ("□本报记者 李明", "source"),
    ("2020-10-29 08:30", "source"),
    ("证券代码：300000 证券简称：某某股份", "source"),
    ("字号：大 中 小", "source"),
    ("免责声明：本文不构成投资建议。", "disclaimer"),
    ("版权所有 未经许可不得转载", "disclaimer"),
    ("Copyright © 2020 某网 All Rights Reserved", "disclaimer"),
    ("赣ICP备05000000号", "disclaimer"),
    ("联系电话：0793-8888", "contact"),
    ("服务热线:0793-8888", "contact"),
    ("地址：上饶市广信大道 邮编：334000", "contact"),
    ("打印 关闭", "share"),
    ("[打印本页]", "share"),
    ("分享到：微信 微博 QQ空间", "share"),
    ("扫一扫在手机打开当前页", "share"),
]


@pytest.mark.parametrize(("line", "kind"), LINE_KINDS)
def test_kinds_of_lines(line: str, kind: str) -> None:
    """Words that news lines hold too make no clutter of them."""
    clean = normalize(line).text
    assert kinds(f"上饶经开区签约三个锂电项目\n{clean}\n正文在这里。\n")[clean] == kind


def test_an_amount_keeps_a_line_out_of_the_clutter() -> None:
    assert kinds("正文。\n来源:上饶经开区,总投资51亿元")["来源:上饶经开区,总投资51亿元"] == "body"
    assert kinds("正文。\n相关新闻\n某项目总投资51亿元")["某项目总投资51亿元"] == "links"


def test_items_that_end_in_semicolons_are_no_links() -> None:
    found = kinds("正文。\n相关链接\n· 某地新闻\n甲厂二期,投资3亿元;\n乙厂一期,投资2亿元。")
    assert found["· 某地新闻"] == "links"
    assert found["甲厂二期,投资3亿元;"] == found["乙厂一期,投资2亿元。"] == "body"


@pytest.mark.parametrize(
    ("above", "headline"),
    [
        (
            "证券代码:300000 公告编号:2020-01\n某某科技股份有限公司\n关于签订项目投资协议书的公告",
            "关于签订项目投资协议书的公告",
        ),
        ("某某科技股份有限公司", "某某科技股份有限公司"),
        ("■招商动态\n上饶经开区签约三个锂电项目", "上饶经开区签约三个锂电项目"),
        ("首页 新闻 县市 园区\n上饶经开区签约三个锂电项目", "上饶经开区签约三个锂电项目"),
    ],
)
def test_headline(above: str, headline: str) -> None:
    found = kinds(f"{above}\n日前,上饶经开区举行签约仪式。")
    assert [line for line, kind in found.items() if kind == "headline"] == [headline]
