"""Inline articles: there and back, and errors with file and line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_articles import ARTICLES

from chinese_ie.corpus import Article, Record, format_inline, parse_inline
from chinese_ie.document import Entity
from chinese_ie.errors import CorpusError

SOURCE = """+++
id = "a1"
split = "dev"
date = "2020-10-29"

[[investments]]
company = "汉尧富锂"
company_aliases = ["汉尧"]
amount = "51亿元"
value = 5100000000
currency = "CNY"
+++
<PARK>上饶经开区</PARK>引进<COMPANY>汉尧富锂</COMPANY>，
R&amp;D 占比 &lt;5%，投资<MONEY>51亿元</MONEY>。
"""


def test_parse() -> None:
    article = parse_inline(SOURCE, "a1.txt")
    assert article.text == "上饶经开区引进汉尧富锂，\nR&D 占比 <5%，投资51亿元。\n"
    assert [(e.label, e.text) for e in article.entities] == [
        ("PARK", "上饶经开区"),
        ("COMPANY", "汉尧富锂"),
        ("MONEY", "51亿元"),
    ]
    assert (article.id, article.split, article.genre, article.date) == ("a1", "dev", None, "2020-10-29")
    assert article.investments == (
        Record("汉尧富锂", "51亿元", 5100000000, "CNY", company_aliases=("汉尧",)),
    )
    assert parse_inline(format_inline(article)) == article


@given(ARTICLES)
def test_round_trip(article: Article) -> None:
    assert parse_inline(format_inline(article), "a.txt") == article


@given(
    st.lists(st.sampled_from(["<", "&lt;", "&amp;", "&", "lt;", "<PARK>", "</PARK>", "上\r\n"])).map("".join)
)
def test_text_like_tags_round_trips(text: str) -> None:
    whole = (Entity(0, len(text), "PARK", text),) if text else ()
    for entities in ((), whole):
        article = Article("a", text, entities)
        assert parse_inline(format_inline(article)) == article


def test_a_text_that_looks_like_a_header() -> None:
    article = Article("a", "+++\nid = 'b'\n+++\n", (), source="x\n+++\ny")
    assert parse_inline(format_inline(article)) == article


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        ("一\n<PARK>上饶\n经开区", 5, "<PARK> is never closed at …一⏎<PARK>上饶⏎经开区…"),
        ("一\n二<PARK>上<COMPANY>饶</COMPANY></PARK>", 5, "<COMPANY> inside <PARK>; mentions never overlap"),
        ("一\n二\n<PARK></PARK>", 6, "empty <PARK>"),
        ("一</PARK>", 4, "</PARK> closes nothing"),
        ("<PARK>一</COMPANY>", 4, "</COMPANY> closes nothing"),
        ("一<Firm>汉尧</Firm>", 4, "'<Firm>' is no tag; write &lt; for a literal <, tags are PARK"),
        ("一\n<park>一</park>", 5, "'<park>' is no tag"),
        ("<p>一", 4, "'<p>' is no tag"),
        ("一\n\n5 < 6", 6, "'<' is no tag"),
        ("<>", 4, "'<>' is no tag"),
    ],
)
def test_wrong_tags(body: str, line: int, message: str) -> None:
    with pytest.raises(CorpusError) as caught:
        parse_inline(f'+++\nid = "a"\n+++\n{body}', "corpus/a.txt")
    assert str(caught.value).startswith(f"corpus/a.txt:{line}: ")
    assert message in str(caught.value)
    assert (caught.value.path, caught.value.line) == ("corpus/a.txt", line)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "no header; an inline article starts with TOML between two lines `\\+\\+\\+`"),
        ("上饶经开区", "no header"),
        ('+++\nid = "a"\n上饶', "no header"),
        ('\n+++\nid = "a"\n+++\n', "no header"),
        ("+++\nid = a\n+++\n上饶", "the header is no TOML"),
        ('+++\nid = "a"\nid = "b"\n+++\n上饶', "the header is no TOML"),
        ('+++\nid = "a"\n[[investments]]\ncompany = "汉尧"\n+++\n上饶', "lacks 'amount'"),
        ('+++\nid = "a"\ninvestments = 5\n+++\n上饶', "no usable"),
    ],
)
def test_wrong_headers(source: str, message: str) -> None:
    with pytest.raises(CorpusError, match=f"^a\\.txt:1: .*{message}"):
        parse_inline(source, "a.txt")


def test_a_byte_order_mark_is_allowed_before_the_header() -> None:
    assert parse_inline("\ufeff" + SOURCE) == parse_inline(SOURCE)


def test_ampersands_need_no_escape() -> None:
    article = parse_inline('+++\nid = "a"\n+++\nR&D &amp; A&B &ltd')
    assert article.text == "R&D & A&B &ltd"
