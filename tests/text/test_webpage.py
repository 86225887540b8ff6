"""Pages of many layouts: main text, title, what is told about it; and pages that are broken."""

import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinese_ie
from chinese_ie.text.webpage import read_webpage

TITLE = "星河新能源落户扬州经开区"
FIRST = "江苏星河新能源科技有限公司计划投资50亿元，在扬州经济技术开发区建设动力电池项目。"
SECOND = "项目分两期建设，占地约五百亩，预计明年6月投产，全部达产后年产动力电池20吉瓦时。"
MENU = '<div class="nav"><a href="/">首页</a> | <a href="/n">新闻</a> | <a href="/p">园区</a></div>'
RELATED = '<div class="related"><h3>相关阅读</h3><ul><li><a href="1">某地300亿元项目开工</a></li></ul></div>'
FOOTER = '<div class="footer">版权所有 某日报社 ICP备000号</div>'
TOLD = "发布时间：2020年10月29日 来源：扬州日报 作者：李明"


def html(body: str, head: str = f"<title>{TITLE}_某新闻网</title>") -> str:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


LAYOUTS = {
    "paragraphs": f"<h1>{TITLE}</h1><div>{TOLD}</div><div class=content><p>{FIRST}</p><p>{SECOND}</p></div>",
    "breaks": f"<h1>{TITLE}</h1><div>{TOLD}</div><div id='content'>　　{FIRST}<br><br>\n　　{SECOND}</div>",
    "spans": f"<h2>{TITLE}</h2><p>{TOLD}</p><p><font size=3>{FIRST}</font></p><p><b>{SECOND}</b></p>",
    "table": f"<table><tr><td align=center>{TITLE}</td></tr><tr><td>{TOLD}</td></tr>"
    f"<tr><td class=content>　　{FIRST}<br>　　{SECOND}</td></tr></table>",
    "divisions": f"<div>{TITLE}</div><div>{TOLD}</div><div><div>{FIRST}</div><div>{SECOND}</div></div>",
    "never closed": f"<h1>{TITLE}<p>{TOLD}<div><p>{FIRST}<p>{SECOND}",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(layout: str) -> None:
    page = read_webpage(html(MENU + LAYOUTS[layout] + FOOTER))
    lines = page.text.split("\n")
    assert [line for line in lines if line in (TITLE, FIRST, SECOND)] == [TITLE, FIRST, SECOND]
    assert page.meta["title"] == TITLE
    assert (page.meta["date"], page.meta["source"], page.meta["author"]) == ("2020-10-29", "扬州日报", "李明")


def test_menus_links_and_scripts_are_left_out() -> None:
    script = "<script>var a='投资9亿元'</script><style>p{}</style><!-- 投资8亿元 -->"
    page = read_webpage(html(MENU + LAYOUTS["paragraphs"] + script + RELATED + FOOTER))
    assert page.text.split("\n") == [TITLE, FIRST, SECOND]
    assert page.meta["main_text"] is True


def test_what_a_page_declares_about_itself() -> None:
    head = (
        f'<title>{TITLE}</title><meta property="og:site_name" content="扬州网">'
        '<meta name="author" content="Wang Fang">'
        '<meta property="article:published_time" content="2021-03-04T08:00:00+08:00">'
        '<link rel="canonical" href="https://news.example.com/a/1.html">'
    )
    meta = read_webpage(html(LAYOUTS["paragraphs"], head)).meta
    assert (meta["source"], meta["author"], meta["date"]) == ("扬州网", "Wang Fang", "2021-03-04")
    assert meta["url"] == "https://news.example.com/a/1.html"
    assert (
        read_webpage(html(FIRST + SECOND), url="http://a.example.com/x").meta["url"]
        == "http://a.example.com/x"
    )


def test_dates_of_the_text_are_not_the_articles() -> None:
    page = html(f"<h1>{TITLE}</h1><p>1998年6月1日，{FIRST}</p><p>{SECOND}</p>")
    assert "date" not in read_webpage(page).meta


def test_the_title_is_added_where_the_text_lacks_it() -> None:
    page = read_webpage(html(f"<div class='content'><p>{FIRST}</p><p>{SECOND}</p></div>"))
    assert page.text.split("\n")[0].startswith(TITLE)
    assert page.text.count(TITLE) == 1


def test_tables_become_lines() -> None:
    table = (
        "<table><tr><th>企业</th><th>投资</th></tr><tr><td><p>甲<b>公</b>司</p></td><td> 5亿元 </td></tr>"
        "<tr><td>乙<br>公司</td><td>\n7亿元</td></tr></table>"
    )
    lines = read_webpage(html(f"<h1>{TITLE}</h1><p>{FIRST}</p>{table}<p>{SECOND}</p>")).text.split("\n")
    assert lines[lines.index(FIRST) + 1 :] == ["企业 | 投资", "甲公司 | 5亿元", "乙 公司 | 7亿元", SECOND]


def test_line_ends_of_the_source_are_none_of_the_text() -> None:
    wrapped = FIRST[:5] + "\n   " + FIRST[5:30] + "\r\n" + FIRST[30:]
    assert FIRST in read_webpage(html(f"<p>{wrapped}</p><p>{SECOND}</p>")).text.split("\n")
    assert "第一行上饶\n第二行" in read_webpage("<pre>第一行上饶\n第二行</pre>").text


def test_a_page_without_an_article_is_read_whole() -> None:
    page = read_webpage(html("<a href='/'>园区</a><p>招商</p>", head=""))
    assert page.text == "园区\n招商"
    assert page.meta == {"main_text": False}


@pytest.mark.parametrize("empty", ["", b"", " \n", "<html></html>", "<script>var a</script>", "\ufeff"])
def test_a_page_with_nothing_on_it(empty: str | bytes) -> None:
    page = read_webpage(empty)
    assert (page.text, page.meta["main_text"]) == ("", False)


@pytest.mark.parametrize("depth", [300, 20_000])
def test_tags_that_are_too_deep(depth: int) -> None:
    assert FIRST in read_webpage("<div>" * depth + FIRST + "</div>" * depth).text


_TAGS = st.sampled_from(
    ["<p>", "</p>", "<div", "<table><tr><td>", "</td>", "<br", "<!--", "-->", "<script>", "</script>",
     "<![CDATA[", "]]>", "&nbsp", "&#0;", "&#xD800;", "<?xml version='1.0' encoding='gb2312'?>", "<a href='",
     "<html", "\x00", "\ud800", "\x1f",
     "<pre>", "<title>", "<meta charset=big5>", "上饶经开区", "投资5亿元。", "\n", "<", ">", "</"]
)  # fmt: skip


@settings(max_examples=200)
@given(st.lists(_TAGS | st.text(max_size=5), max_size=30).map("".join) | st.binary(max_size=300))
def test_nothing_is_too_broken(page: str | bytes) -> None:
    found = read_webpage(page)
    assert not set("\x00\x1f") & set(found.text)
    found.text.encode("utf-8")


@pytest.mark.parametrize("wrong", [None, 3, ["<p>"], bytearray(b"<p>")])
def test_what_is_no_page(wrong: Any) -> None:
    with pytest.raises(chinese_ie.InputError, match=f"a {type(wrong).__name__}, expected a page"):
        chinese_ie.from_html(wrong)


@pytest.mark.parametrize("missing", ["trafilatura", "charset_normalizer"])
def test_a_missing_extra_is_named(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, missing, None)  # importing it raises ImportError
    with pytest.raises(chinese_ie.MissingExtraError, match=r'pip install "chinese-ie\[html\]"'):
        read_webpage(html(FIRST).encode("gbk"))


def test_from_html() -> None:
    doc = chinese_ie.from_html(html(MENU + LAYOUTS["paragraphs"] + RELATED).encode("gb18030"))
    assert doc.text.split("\n") == [TITLE, FIRST, SECOND]
    assert all(doc.text[e.start : e.end] == e.text for e in doc.entities)
    assert [(i.company, i.amount) for i in doc.investments] == [("江苏星河新能源科技有限公司", "50亿元")]
    assert doc.meta == {"title": TITLE, "date": "2020-10-29", "source": "扬州日报", "author": "李明",
                        "encoding": "gb18030", "main_text": True}  # fmt: skip
