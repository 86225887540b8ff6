"""Dirty and HTML twins of articles say the same as their clean twins, whatever their encoding."""

import random
from functools import lru_cache
from pathlib import Path

import opencc
import pytest
from dirty_twins import DIRTS, Dirt, html_page, wrapped

import chinese_ie
from chinese_ie.corpus import read
from chinese_ie.document import Document
from chinese_ie.text.normalize import normalize
from chinese_ie.text.webpage import read_webpage

FOLDER = Path(__file__).parents[1] / "corpus"
FILES = [FOLDER / "dev.jsonl", FOLDER / "train.jsonl"]
RELATED = "<div><h3>相关阅读</h3><ul><li><a href=1>某公司投资99亿元建厂</a></li></ul></div>"


@lru_cache(maxsize=1)
def articles() -> list[str]:
    """All of dev and some of train, lines without the spaces around them; other splits may be elsewhere."""
    every = [read(file) for file in FILES if file.exists()]
    texts = [article.text for some in every for article in some[:: max(1, len(some) // 60)][:60]]
    if not texts:
        pytest.skip("no corpus beside the package")
    return ["\n".join(line for line in map(str.strip, text.split("\n")) if line) for text in texts]


def facts(document: Document) -> list[tuple[object, ...]]:
    return [(i.company, i.value, i.currency, i.location, i.stage, i.status) for i in document.investments]


@pytest.mark.parametrize("dirt", DIRTS, ids=lambda d: d.__name__)
def test_every_dirt_is_cleaned(dirt: Dirt) -> None:
    rng = random.Random(7)
    spoiled = 0
    for text in articles():
        dirty = dirt(text, rng)
        spoiled += dirty != text
        assert normalize(dirty).text == normalize(text).text
    assert spoiled > len(articles()) / 10


def test_all_dirts_at_once() -> None:
    rng = random.Random(7)
    for text in articles()[:8]:
        dirty = text
        for dirt in DIRTS:
            dirty = dirt(dirty, rng)
        clean, twin = chinese_ie.extract(text), chinese_ie.extract(dirty)
        assert facts(twin) == facts(clean)
        assert [e.norm for e in twin.entities] == [e.norm for e in clean.entities]
        assert all(dirty[e.start : e.end] == e.text for e in twin.entities)


@pytest.mark.parametrize("width", [24, 36])
def test_most_lines_of_a_column_are_joined_and_no_paragraphs(width: int) -> None:
    ends = added = left = 0
    for text in articles()[:60]:
        clean, column = normalize(text).text, wrapped(text, width)
        found = normalize(column).text
        assert found.replace("\n", "").replace(" ", "") == clean.replace("\n", "").replace(" ", "")
        ends += clean.count("\n")
        added += column.count("\n") - text.count("\n")
        left += found.count("\n") - clean.count("\n")
    assert 0 <= left < added / 4
    assert added > ends / 2


ENCODINGS = [
    ("utf-8", "utf-8"), ("utf-8-sig", "gb2312"), ("gb18030", "gb2312"), ("gb18030", "utf-8"), ("gbk", ""),
    ("utf-16", "utf-8"), ("big5", "big5"), ("big5hkscs", "gbk"),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "declared"), ENCODINGS)
def test_pages_in_every_encoding(encoding: str, declared: str) -> None:
    convert = opencc.OpenCC("s2t").convert if encoding.startswith("big5") else str
    for text in articles()[:20]:
        article = convert(text)
        page = html_page(article, declared, tail=RELATED)
        found = read_webpage(page.encode(encoding, "xmlcharrefreplace"))
        assert found.text.split() == article.split()
        assert found.meta["title"].split() == article.split("\n")[0].split()


@pytest.mark.slow
def test_a_page_says_what_its_article_says() -> None:
    pages = (html_page(text, "utf-8", tail=RELATED) for text in articles()[:40])
    for text, page in zip(articles(), pages, strict=False):
        clean, found = chinese_ie.extract(text), chinese_ie.from_html(page)
        assert facts(found) == facts(clean)
        assert all(found.text[e.start : e.end] == e.text for e in found.entities)


@pytest.mark.slow
def test_traditional_twins_say_nearly_the_same() -> None:
    """Some characters have two traditional forms, so that a few names come back otherwise."""
    augment = pytest.importorskip("training.augment")
    rng = random.Random(7)
    same = total = 0
    for file in FILES:
        for article in read(file)[:30] if file.exists() else []:
            clean = facts(chinese_ie.extract(article.text))
            dirty = facts(chinese_ie.extract(augment.traditional(article, rng, brackets=0.5).text))
            same += sum(a == b for a, b in zip(clean, dirty, strict=False))
            total += max(len(clean), len(dirty))
    assert same >= 0.9 * total
