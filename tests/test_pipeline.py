"""The whole pipeline over a network that knows single characters: any text, offsets, order, threads."""

import json
import multiprocessing
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_network import write_folder

import chinese_ie
from chinese_ie import pipeline
from chinese_ie.corpus import read
from chinese_ie.document import LABELS, Document, Entity, Span
from chinese_ie.errors import InputError
from chinese_ie.interfaces.sources import EXAMPLE
from chinese_ie.pipeline import Pipeline, from_mentions, understand
from chinese_ie.text.normalize import normalize

PIECES = st.sampled_from(
    ["園(yuán)區(qū)", "园区", "园\u200b区", "企业", "集团有限公司", "張", "张", "王", "5亿元",
     "５１\u3000億元", "5<b>亿</b>元", "吨", "扬州", "揚(yáng)州", "<br />", "<", "&nbsp;", "&amp;", "㎡",
     "㎾", "\r\n", "\r", "\n", "，", "。", "投资", "落户", "总投资", "的", "\ud83d", "\udc00", "🎉", "\x00",
     "\x1b", "\ue000", "\ufeff", "\xa0", "（", "）", "，年产", "相关阅读\n", "· 园区\n"]
)  # fmt: skip
DIRTY = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(st.characters(), max_size=60))
CORPUS = Path(__file__).parents[1] / "corpus" / "dev.jsonl"
ARTICLES = [article.text for article in read(CORPUS)] if CORPUS.exists() else [EXAMPLE.read_text("utf-8")]
ARTICLE = "扬州园区公告\n甲集团公司投资51亿元在扬州园区建设项目，年产5吨。\r\n張王出席。" * 12
TEXTS = [ARTICLE, "", "园区", "５１億元", "\ud800园区🎉", ARTICLE[7:300], "企业" * 200, "无"]


@pytest.fixture(scope="session")
def nlp(tiny_model: Path) -> Pipeline:
    return Pipeline(tiny_model, threads=1)


@pytest.fixture(scope="session")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    """Windows of 16 characters, so that even short texts are cut."""
    return Pipeline(write_folder(tmp_path_factory.mktemp("narrow"), window=16), threads=2)


def surfaces(document: Document) -> list[tuple[str, str]]:
    return [(e.label, e.text) for e in document.entities]


def assert_sound(document: Document, text: str) -> None:
    assert document.text == text
    assert all(0 <= e.start < e.end <= len(text) for e in document.entities)
    assert all(text[e.start : e.end] == e.text and e.norm for e in document.entities)
    assert all(e.label in LABELS and 0 <= e.score <= 1 for e in document.entities)
    assert all(a.end <= b.start for a, b in pairwise(document.entities))
    assert all(0 <= p.start < p.end <= len(text) for p in document.people)
    if document.sections:  # there are none where nothing is left of a text
        assert all(s.start < s.end for s in document.sections)
        edges = [0, *(s.end for s in document.sections)]
        assert [s.start for s in document.sections] == edges[:-1]
        assert edges[-1] == len(text)
    tagged = {e.span: e.label for e in document.entities}
    for made in document.investments:
        assert tagged[made.company_span] == "COMPANY"
        assert made.amount_span is None or tagged[made.amount_span] == "MONEY"
        assert made.location_span is None or tagged[made.location_span] in ("PARK", "LOCATION")
        assert (
            0 <= made.evidence.start <= made.company_span.start < made.company_span.end <= made.evidence.end
        )
    json.loads(json.dumps(document.to_dict()))


@given(DIRTY)
def test_any_text_is_legal(nlp: Pipeline, text: str) -> None:
    assert_sound(nlp(text), text)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A stretch of an article with characters inserted, dropped, doubled and moved."""
    article = draw(st.sampled_from(ARTICLES))
    start = draw(st.integers(0, max(0, len(article) - 1)))
    text = article[start : start + draw(st.integers(1, 300))]
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(text)))
        end = min(len(text), at + draw(st.integers(0, 12)))
        middle = draw(st.one_of(PIECES, st.text(st.characters(), max_size=3), st.just(text[at:end] * 2)))
        text = text[:at] + middle + draw(st.sampled_from((text[at:], text[end:], text[end:] + text[at:end])))
    return text


@pytest.mark.slow
@settings(max_examples=5000)
@given(mutated())
def test_no_mutation_of_an_article_loses_an_offset(nlp: Pipeline, text: str) -> None:
    document = nlp(text)
    assert_sound(document, text)
    clean = normalize(text)
    for entity in document.entities:
        place = clean.clean_span(entity.start, entity.end)
        assert place is not None
        assert entity.norm in clean.text[slice(*place)]


@given(DIRTY)
def test_windows_change_nothing(nlp: Pipeline, narrow: Pipeline, text: str) -> None:
    document = narrow(text)
    assert_sound(document, text)
    assert surfaces(document) == surfaces(nlp(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        "\r\n",
        "🎉",
        "\ud800",
        "\udfff\ud800",
        "\x00\x01\x7f",
        "\u200b\ufeff",
        "<br>",
        "&",
        "<",
        "\ue000",
        "上" * 3000,
    ],
)
def test_texts_without_a_mention(nlp: Pipeline, text: str) -> None:
    document = nlp(text)
    assert_sound(document, text)
    assert document.entities == document.people == document.investments == ()
    assert document.triples == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("落户園(yuán)區(qū)。", [("PARK", "園(yuán)區")]),
        ("落户园\u200b区\u200b。", [("PARK", "园\u200b区")]),
        ("共５１\u3000亿元", [("MONEY", "５１"), ("MONEY", "亿元")]),
        ("共5<b>亿</b>元的", [("MONEY", "5<b>亿</b>元")]),
        ("企业园区", [("COMPANY", "企业"), ("PARK", "园区")]),
        ("企业\r\n园区", [("COMPANY", "企业"), ("PARK", "园区")]),
        ("🎉园区🎉", [("PARK", "园区")]),
        ("\ud83d园区\ude00", [("PARK", "园区")]),
    ],
)
def test_mentions_fall_back_on_the_original(
    nlp: Pipeline, text: str, expected: list[tuple[str, str]]
) -> None:
    assert surfaces(nlp(text)) == expected


def test_one_original_character_belongs_to_one_mention() -> None:
    aligned = normalize("占地5㎡。")
    entities = [Entity(2, 4, "CAPACITY", "5m"), Entity(4, 5, "PARK", "2")]
    assert surfaces(understand(aligned, entities)) == [("CAPACITY", "5㎡")]


def test_what_the_lines_around_an_article_tell(nlp: Pipeline) -> None:
    head = "扬州园区签约\r\n\u200b发布时间：２０２０－１０－２９ 来源：扬州日报\r\n"
    document = nlp(head + "企业投资5亿元。\r\n责任编辑：甲\r\n\ufeff")
    assert document.meta == {"date": "2020-10-29", "source": "扬州日报"}
    assert [s.kind for s in document.sections] == ["headline", "source", "body", "source"]
    assert [s.end for s in document.sections[:3]] == [
        len("扬州园区签约\r\n"),
        len(head),
        len(head + "企业投资5亿元。\r\n"),
    ]


def test_norm_is_clean(nlp: Pipeline) -> None:
    (entity,) = nlp("落户園(yuán)區(qū)。").entities
    assert (entity.text, entity.norm) == ("園(yuán)區", "园区")


def test_quantities_come_with_amounts(nlp: Pipeline) -> None:
    money = nlp("总投资５１亿元。").entities[0]
    assert [(int(q.value), q.unit) for q in money.quantities] == [(5_100_000_000, "CNY")]


@pytest.mark.parametrize("length", [5, 63, 64, 65, 129, 300])
@pytest.mark.parametrize("before", [0, 60, 100, 127, 128])
def test_a_long_mention_at_a_cut_is_found_whole(nlp: Pipeline, before: int, length: int) -> None:
    name = ("集团公司企业" * 60)[:length]
    assert surfaces(nlp("的" * before + name + "的" * 200)) == [("COMPANY", name)]


@pytest.mark.parametrize("text", [None, 5, b"\xe5\x9b\xad", ["园区"], Path("园区")])
def test_what_is_no_text(nlp: Pipeline, text: Any) -> None:
    with pytest.raises(InputError, match=f"a {type(text).__name__}, expected a str"):
        nlp(text)
    with pytest.raises(InputError, match="expected a str"):
        list(nlp.pipe(["园区", text]))
    assert issubclass(InputError, ValueError)


def test_threads_change_nothing(nlp: Pipeline, tiny_model: Path) -> None:
    alone = list(nlp.pipe(TEXTS))
    assert list(Pipeline(tiny_model, threads=4).pipe(TEXTS)) == alone
    assert [nlp(text) for text in TEXTS] == alone
    assert any(d.entities for d in alone)


@pytest.mark.parametrize("size", [1, 2, 3, len(TEXTS), 100])
def test_batch_sizes_change_nothing(nlp: Pipeline, size: int) -> None:
    assert list(nlp.pipe(TEXTS, batch_size=size)) == list(nlp.pipe(TEXTS))


def test_pipe_is_lazy_and_keeps_the_order(nlp: Pipeline) -> None:
    read = 0

    def endless() -> Iterator[str]:
        nonlocal read
        while True:
            read += 1
            yield f"园区{read}"

    documents = nlp.pipe(endless(), batch_size=4)
    assert read == 0
    assert [next(documents).text for _ in range(6)] == [f"园区{n}" for n in range(1, 7)]
    assert read == 8


@pytest.mark.parametrize(
    ("lengths", "read_by_then"),
    [([60_000] * 6, [2, 2, 4, 4, 6, 6]), ([5, 150_000, 5, 5, 150_000], [2, 2, 5, 5, 5])],
)
def test_pipe_holds_fewer_of_long_texts(nlp: Pipeline, lengths: list[int], read_by_then: list[int]) -> None:
    read = 0

    def texts() -> Iterator[str]:
        nonlocal read
        for length in lengths:
            read += 1
            yield "的" * length

    assert [read for _ in nlp.pipe(texts(), batch_size=100)] == read_by_then


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.sampled_from([ARTICLE, "\n\n", " \n" * 300, "企业。", "\ud83d園(yuán)區", "５１億元\n"]),
        max_size=9,
    )
)
def test_a_very_long_text_is_read_in_parts(nlp: Pipeline, pieces: list[str]) -> None:
    text = "".join(pieces)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "LONGEST", 200)
        patch.setattr(pipeline, "_ENOUGH", 100)
        document = nlp(text)
        [before, same, after] = nlp.pipe(["园区", text, "企业"])
    assert_sound(document, text)
    assert (before.text, same, after.text) == ("园区", document, "企业")


def test_parts_of_a_text_are_told_as_one(nlp: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = nlp(ARTICLE)
    monkeypatch.setattr(pipeline, "LONGEST", len(ARTICLE) + 5)
    document = nlp((ARTICLE + "\n\n") * 3)
    steps = [n * len(ARTICLE + "\n\n") for n in range(3)]
    assert [(e.start, e.text) for e in document.entities] == [
        (at + e.start, e.text) for at in steps for e in alone.entities
    ]
    assert [(p.name, p.start) for p in document.people] == [
        (p.name, at + p.start) for at in steps for p in alone.people
    ]
    assert len(alone.investments) > 0
    assert [(i.triple, i.evidence.start, i.amount_span) for i in document.investments] == [
        (i.triple, at + i.evidence.start, Span(at + i.amount_span.start, at + i.amount_span.end))
        for at in steps
        for i in alone.investments
        if i.amount_span
    ]


def test_pipe_gives_one_document_a_text(nlp: Pipeline) -> None:
    assert [d.text for d in nlp.pipe(TEXTS * 3, batch_size=5)] == TEXTS * 3
    assert list(nlp.pipe([])) == []


@pytest.mark.parametrize("size", [0, -1])
def test_batches_hold_at_least_one(nlp: Pipeline, size: int) -> None:
    with pytest.raises(InputError, match=f"batch_size is {size}, expected a whole number of at least 1"):
        list(nlp.pipe(["园区"], batch_size=size))


def test_the_model_is_loaded_on_first_use(tmp_path: Path) -> None:
    nlp = Pipeline(tmp_path / "model")
    write_folder(tmp_path / "model")
    assert surfaces(nlp("园区")) == [("PARK", "园区")]


def test_folders_may_be_strings(tiny_model: Path) -> None:
    assert surfaces(Pipeline(str(tiny_model))("园区")) == [("PARK", "园区")]


def test_a_forked_child_tags_on_its_own(tiny_model: Path) -> None:
    """The threads of the parent are not there in the child; it must not wait for them."""
    nlp = Pipeline(tiny_model, threads=2)
    text = "扬州园区。" * 200
    wanted = len(nlp(text).entities)
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    child = context.Process(target=lambda: results.put(len(nlp(text).entities)))
    child.start()
    child.join(60)
    alive = child.is_alive()
    child.kill()
    assert not alive
    assert results.get(timeout=5) == wanted > 0


@pytest.mark.parametrize("text", [ARTICLE, "揚(yáng)州園(yuán)區(qū)：甲集团公司投资5<b>亿</b>元。", "无"])
def test_rules_on_mentions_that_are_given(nlp: Pipeline, text: str) -> None:
    found = nlp(text)
    again = from_mentions(text, found.entities)
    assert surfaces(again) == surfaces(found)
    assert again.triples == found.triples
    assert again.people == found.people


DATED = "华峰集团的新厂\n昨日,华峰集团投资5亿元的工厂开工。"


@pytest.mark.parametrize("told", ["2023-03-06", date(2023, 3, 6), datetime(2023, 3, 6, 23, 59)])
def test_the_date_of_the_article_may_be_given(told: str | date) -> None:
    assert [i.date for i in chinese_ie.extract(DATED, published=told).investments] == ["2023-03-05"]
    assert [i.date for d in chinese_ie.pipe([DATED] * 2, published=[told]) for i in d.investments] == [
        "2023-03-05",
        None,
    ]


@pytest.mark.parametrize("told", ["6.3.2023", "2023-13-01", "2023-3-6", "", "昨日", 20230306])
def test_no_date_is_an_error_that_says_what_one_is(told: object, nlp: Pipeline) -> None:
    with pytest.raises(InputError, match="2024-01-15"):
        nlp(DATED, published=told)  # type: ignore[arg-type]
