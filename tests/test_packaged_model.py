"""What holds for every text with the packaged model, however good that model is."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinese_ie
from chinese_ie.corpus import Article, read
from chinese_ie.document import CLUTTER, LABELS, Document, Span
from chinese_ie.tagging.model import FILES

PACKAGE = Path(chinese_ie.__file__).parent
MODEL = PACKAGE / "model"
EXAMPLE = (PACKAGE / "interfaces" / "data" / "example.txt").read_text(encoding="utf-8")
CORPUS = PACKAGE.parent / "corpus"
EASY = "江苏星河新能源科技有限公司投资50亿元在扬州经济技术开发区建设动力电池项目。"
HIGH, LOW = chr(0xD83D), chr(0xDFFF)  # halves of surrogate pairs, as broken pages leave them
FAMILY = "\u200d".join("👨👩👧")


def check(doc: Document, text: str) -> None:
    """The promises of `Document`: offsets into the text as given, order, known values, plain JSON."""
    assert doc.text == text
    last = 0
    for entity in doc.entities:
        assert last <= entity.start < entity.end <= len(text)
        last = entity.end
        assert text[entity.start : entity.end] == entity.text
        assert entity.label in LABELS
        assert entity.norm
        assert 0 <= entity.score <= 1
        assert not entity.quantities or entity.label in ("MONEY", "CAPACITY")
    spans = {entity.span for entity in doc.entities}
    for person in doc.people:
        assert Span(person.start, person.end) in spans
        assert person.role in ("official", "executive")
        assert person.name
    for investment in doc.investments:
        assert investment.company
        assert investment.rule
        assert 0 <= investment.score <= 1
        assert investment.status in ("active", "negated", "cancelled", "wished")
        assert investment.company_span in spans
        for span in (investment.amount_span, investment.location_span):
            assert span is None or span in spans
        assert 0 <= investment.evidence.start < investment.evidence.end <= len(text)
    assert doc.triples == [i.triple for i in doc.investments if i.status == "active"]
    last = 0
    for section in doc.sections:
        assert section.kind in ("headline", "body", *CLUTTER)
        assert last == section.start < section.end <= len(text)
        last = section.end
    assert last in (len(text), 0)
    plain = doc.to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain


def extract(text: str) -> Document:
    doc = chinese_ie.extract(text)
    check(doc, text)
    return doc


@lru_cache(maxsize=1)
def articles() -> list[Article]:
    """The first ten of dev and of test, as far as this checkout has them; other splits may be elsewhere."""
    files = [CORPUS / f"{name}.jsonl" for name in ("dev", "test")]
    return [article for file in files if file.exists() for article in read(file)[:10]]


def _needs(found: list[Article]) -> list[Article]:
    if not found:
        pytest.skip("no corpus beside the package")
    return found


# Texts


def test_easy_sentence() -> None:
    """Plain enough for any model that may be packaged."""
    doc = extract(EASY)
    found = {(e.label, e.text): e for e in doc.entities}
    (money,) = found["MONEY", "50亿元"].quantities
    assert (money.value, money.unit) == (5_000_000_000, "CNY")
    assert ("COMPANY", "江苏星河新能源科技有限公司") in found
    assert doc.triples == [("江苏星河新能源科技有限公司", "invests", "50亿元", "扬州经济技术开发区")]


def test_example() -> None:
    doc = extract(EXAMPLE)
    assert {"PARK", "COMPANY", "MONEY"} <= {e.label for e in doc.entities}
    assert doc.investments
    assert "headline" in {s.kind for s in doc.sections}


def test_corpus_articles() -> None:
    found = [extract(article.text) for article in _needs(articles())]
    assert any(doc.investments for doc in found)


def test_corpus_articles_in_traditional_script() -> None:
    """With pinyin in brackets behind many characters; what is found refers to the text as it came."""
    augment = pytest.importorskip("training.augment")
    rng = random.Random(7)
    other = [augment.traditional(article, rng, brackets=0.3).text for article in _needs(articles())]
    assert all(text != article.text for text, article in zip(other, articles(), strict=True))
    assert any(doc.entities for doc in map(extract, other))


_PIECES = st.sampled_from(
    [
        *("江苏星河新能源有限公司", "投资", "50亿元", "1.05亿美元", "扬州经开区", "年产20GWh", "董事长王伟"),
        *("揚州(yáng zhōu)經開區", "\r\n", "\n\n", "。", "，", "　　", "&nbsp;", "<br/>", '<p class="a">'),
        *("&#20013;", "\u200b", "\ufeff", HIGH, LOW, "😀", FAMILY, "e\u0301", "\x00", "\x1b[31m", "\u202e"),
        *("𠮷", "ＡＢ１２", "㎡", "㍿", "http://a.cn/?x=1", "上一篇：", "（", "）", "(", "[", "“", "3", "."),
        *("亿", "万", "元"),
    ]
)


@settings(max_examples=30)
@given(st.lists(st.one_of(_PIECES, st.text(max_size=4)), max_size=30).map("".join))
def test_dirty_texts(text: str) -> None:
    extract(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\n", "\r\n", "\u3000", "a", "公", "。", "\x00", "😀", "\u200b", "\ufeff", "&", "<"),
        *(HIGH, LOW, LOW + HIGH),
    ],
)
def test_almost_nothing(text: str) -> None:
    assert extract(text).investments == ()


def test_empty_text_is_an_empty_document() -> None:
    assert chinese_ie.extract("") == Document("")


@pytest.mark.parametrize(
    "dirt",
    ["😀", FAMILY, HIGH, LOW, "\x00", "\x07\x1b[0m", "\r\n", "\r", "\u2028", "\u202e", "\ufeff"],
    ids=ascii,
)
def test_dirt_around_mentions(dirt: str) -> None:
    """Behind every full stop and in front of the text, where it is no part of a name."""
    text = dirt + EASY + dirt + EASY + dirt
    doc = extract(text)
    assert any(e.text == "50亿元" for e in doc.entities)


@pytest.mark.slow
@pytest.mark.parametrize("character", ["万", HIGH], ids=ascii)
def test_a_megabyte_of_one_character(character: str) -> None:
    extract(character * (1_000_000 // 3))


def test_a_mention_on_each_side_of_many_windows() -> None:
    """Long texts are read in windows; what is found at the end does not depend on where it lies."""
    filler = "今天天气很好。" * 200
    doc = extract(EASY + "\n" + filler + "\n" + EASY)
    texts = [e.text for e in doc.entities]
    assert texts.count("50亿元") == 2
    assert texts.count("江苏星河新能源科技有限公司") == 2


# The same from everywhere


def _texts() -> list[str]:
    return [EXAMPLE, "", EASY, *(article.text for article in articles()[:4]), HIGH, EASY * 30]


@pytest.fixture(scope="module")
def expected() -> list[Document]:
    return [chinese_ie.extract(text) for text in _texts()]


def test_twice_the_same(expected: list[Document]) -> None:
    assert [chinese_ie.extract(text) for text in _texts()] == expected


@pytest.mark.parametrize("batch_size", [1, 2, 3, 100])
def test_any_batch_size(expected: list[Document], batch_size: int) -> None:
    assert list(chinese_ie.pipe(iter(_texts()), batch_size=batch_size)) == expected


@pytest.mark.parametrize("threads", [1, 4])
def test_any_number_of_threads_inside(expected: list[Document], threads: int) -> None:
    assert list(chinese_ie.load(threads=threads).pipe(_texts())) == expected


@pytest.mark.parametrize("threads", [1, 4])
def test_any_number_of_threads_outside(expected: list[Document], threads: int) -> None:
    """One fresh pipeline, called from all of them at once, the first calls included."""
    nlp = chinese_ie.load()
    with ThreadPoolExecutor(threads) as pool:
        assert list(pool.map(nlp, _texts() * 2)) == expected * 2


def test_neighbours_in_a_batch_change_nothing() -> None:
    alone = chinese_ie.extract(EASY)
    assert list(chinese_ie.pipe([EXAMPLE, EASY, EASY * 30]))[1] == alone


def test_documents_are_frozen() -> None:
    doc = chinese_ie.extract(EASY)
    with pytest.raises(AttributeError):
        doc.text = "x"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        doc.entities[0].start = 1  # type: ignore[misc]
    assert replace(doc, text=doc.text) == doc


# The folder


@pytest.fixture(scope="module")
def card() -> dict[str, object]:
    return json.loads((MODEL / "card.json").read_text(encoding="utf-8"))


def test_card_says_what_it_is_and_how_good(card: dict[str, object]) -> None:
    assert {"what", "made", "base", "window", "files", "dev_seqeval"} <= card.keys()
    scores = card["dev_seqeval"]
    assert isinstance(scores, dict)
    assert {"precision", "recall", "f1"} <= scores.keys()
    assert all(0 <= scores[name] <= 1 for name in ("precision", "recall", "f1"))


def test_card_lists_the_files_that_are_there(card: dict[str, object]) -> None:
    assert card["files"] == {name: (MODEL / name).stat().st_size for name in FILES if name != "card.json"}


def test_network_is_small() -> None:
    assert 100_000 < (MODEL / "model.onnx").stat().st_size <= 20_000_000
