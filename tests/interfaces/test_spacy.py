"""spaCy: documents as `Doc`, and the component in a pipeline of one's own."""

import multiprocessing
import pickle
import subprocess
import sys
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest
import spacy
from hypothesis import example, given
from hypothesis import strategies as st
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

import chinese_ie
from chinese_ie.document import Document, Entity, Quantity
from chinese_ie.errors import InputError
from chinese_ie.interfaces.colors import COLORS
from chinese_ie.interfaces.spacy_component import ChineseIE, make_component, to_spacy
from chinese_ie.tagging.tagger import Tagger
from chinese_ie.text import words as words_module

SENTENCE = "企业集团投资30亿元在扬州园区建设项目。"
HUGE = f"企业投资{'9' * 30}亿元在园区。"  # more than 64 bits
ENTITIES = [("COMPANY", "企业集团"), ("MONEY", "30亿元"), ("LOCATION", "扬州"), ("PARK", "园区")]


@pytest.fixture
def nlp(tiny_model: Path) -> Language:
    """A blank Chinese pipeline, one token a character, with the component and the tiny model."""
    nlp = spacy.blank("zh")
    nlp.add_pipe("chinese_ie", config={"model": str(tiny_model)})
    return nlp


def _all(doc: Doc) -> dict[str, object]:
    """Everything that the component says about a doc."""
    groups = {"ents": doc.ents, "spans": doc.spans["chinese_ie"]}
    spans = {k: [(s.start_char, s.end_char, s.label_, s._.mention) for s in g] for k, g in groups.items()}
    return {**spans, "investments": doc._.investments, "people": doc._.people}


def _entities(doc: Doc) -> list[tuple[str, str]]:
    return [(e.label_, e.text) for e in doc.ents]


# to_spacy


@given(st.text(st.sampled_from(" \t\n\r\f\x00\u3000\xa0\u200b园a😀"), max_size=12))
@example("")
@example(" ")
@example("  园  区 \n 集 \r\n\n")
@example("\u3000\u3000园\xa0\u2028区")
def test_text_is_kept_whatever_the_white_space(text: str) -> None:
    doc = to_spacy(Document(text))
    assert doc.text == text == to_spacy(Document(text), segmenter="pkuseg").text
    assert DocBin(docs=[doc]).to_bytes()


def test_lone_surrogates_are_one_question_mark_each() -> None:
    """spaCy keeps strings as UTF-8, which has none; offsets must not move."""
    doc = to_spacy(Document("\ud800 园区\udfff", (Entity(2, 4, "PARK", "园区"),)))
    assert doc.text == "? 园区?"
    assert [(e.start_char, e.end_char, e.text) for e in doc.ents] == [(2, 4, "园区")]


def test_entities_have_the_offsets_of_the_document(tiny_model: Path) -> None:
    text = "  企业 集团 \r\n 投资 30亿元，\n在😀扬州 园区"
    document = chinese_ie.load(tiny_model)(text)
    doc = document.to_spacy()
    assert doc.text == text
    assert len(document.entities) >= 4
    assert [(e.start_char, e.end_char, e.label_, e.text) for e in doc.ents] == [
        (e.start, e.end, e.label, e.text) for e in document.entities
    ]


def test_investments_are_plain_data(tiny_model: Path) -> None:
    document = chinese_ie.load(tiny_model)(SENTENCE)
    doc = document.to_spacy()
    assert doc._.investments == document.to_dict()["investments"]
    assert doc._.investments[0]["company"] == "企业集团"


def test_tokens_can_be_words() -> None:
    text = "记者获悉,赣州经济技术开发区 引进项目。\n总投资30亿元"
    document = Document(text, (Entity(5, 7, "LOCATION", "赣州"),))
    doc = document.to_spacy(segmenter="pkuseg")
    assert doc.text == text
    assert [e.text for e in doc.ents] == ["赣州"]  # the word 赣州经济技术开发区 is cut for it
    assert {"记者", "获悉", "项目"} <= {t.text for t in doc}
    with pytest.raises(InputError, match="'char' and 'pkuseg'"):
        document.to_spacy(segmenter="jieba")  # type: ignore[arg-type]


def test_vocabulary_of_ones_own() -> None:
    vocab = spacy.blank("zh").vocab
    assert to_spacy(Document("园区"), vocab).vocab is vocab


# The component


def test_component(nlp: Language, tiny_model: Path) -> None:
    doc = nlp(SENTENCE)
    assert nlp.pipe_names == ["chinese_ie"]
    assert doc.text == SENTENCE
    assert _entities(doc) == ENTITIES
    assert doc._.investments == chinese_ie.load(tiny_model)(SENTENCE).to_dict()["investments"]


def test_component_with_the_packaged_model() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("chinese_ie")
    text = "江苏星河新能源科技有限公司投资50亿元在扬州经济技术开发区建设项目。"
    assert _entities(nlp(text)) == [(e.label, e.text) for e in chinese_ie.extract(text).entities]


@pytest.mark.parametrize("text", ["", " ", "\n", "😀", "没有"])
def test_texts_without_entities(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert (doc.text, doc.ents, doc._.investments) == (text, (), [])


def test_mentions_grow_to_whole_tokens(nlp: Language) -> None:
    """Words may be longer than a mention; both mentions of one word are in the span group."""
    words = ["扬州园区", "投资", "30亿元", "的园区"]
    doc = nlp.get_pipe("chinese_ie")(Doc(nlp.vocab, words=words, spaces=[False] * 4))
    assert [e.text for e in doc.ents] == ["扬州园区", "30亿元", "的园区"]
    found = [(s.label_, s.text, s._.mention["start"], s._.mention["text"]) for s in doc.spans["chinese_ie"]]
    assert found == [
        ("LOCATION", "扬州园区", 0, "扬州"),
        ("PARK", "扬州园区", 2, "园区"),
        ("MONEY", "30亿元", 6, "30亿元"),
        ("PARK", "的园区", 11, "园区"),
    ]


PIECES = ("园", "区在", "园区", "扬州", " ", "\n", "30亿", "元，", "的企业集")


@pytest.fixture(scope="module")
def component(tiny_model: Path) -> ChineseIE:
    return make_component(spacy.blank("zh"), "chinese_ie", str(tiny_model))


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_no_mention_is_lost_whatever_the_tokens(component: ChineseIE, words: list[str]) -> None:
    doc = component(Doc(Vocab(), words=words, spaces=[False] * len(words)))
    expected = component._pipeline(doc.text).entities
    spans = doc.spans["chinese_ie"]
    assert [s._.mention for s in spans] == [e.to_dict() for e in expected]
    assert all(s.start_char <= e.start < e.end <= s.end_char for s, e in zip(spans, expected, strict=True))


def _segmented(segmenter: str) -> Language:
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": segmenter}}})
    if segmenter == "pkuseg":
        words = str(words_module.PACKAGED / "words.txt")
        nlp.tokenizer.initialize(pkuseg_model=str(words_module.PACKAGED), pkuseg_user_dict=words)
    return nlp


@pytest.mark.parametrize("segmenter", ["char", "jieba", "pkuseg"])
def test_with_each_segmenter_of_spacy(segmenter: str, tiny_model: Path, tmp_path: Path) -> None:
    pytest.importorskip({"jieba": "jieba"}.get(segmenter, "spacy"))
    nlp = _segmented(segmenter)
    nlp.add_pipe("chinese_ie", config={"model": str(tiny_model)})
    nlp.to_disk(tmp_path)
    for pipeline in (nlp, spacy.load(tmp_path)):
        doc = pipeline(SENTENCE)
        assert (len(doc) < len(SENTENCE)) == (segmenter != "char")
        assert [(s.label_, s._.mention["text"]) for s in doc.spans["chinese_ie"]] == ENTITIES


def test_facts_of_a_span() -> None:
    billions = Quantity(Decimal("3e9"), "CNY", upper=Decimal("5e9"), modifier="about")
    power, energy = Quantity(Decimal("4e8"), "W"), Quantity(Decimal("8e8"), "Wh")
    mentions = (
        Entity(0, 2, "PARK", "园區", "园区", 0.5),
        Entity(2, 9, "MONEY", "30-50亿元", "30-50亿元", 0.75, (billions,), "investment"),
        Entity(9, 21, "CAPACITY", "400MW/800MWh", "400MW/800MWh", 1.0, (power, energy)),
    )
    doc = to_spacy(Document("园區30-50亿元400MW/800MWh", mentions))
    park, money, capacity = doc.ents
    assert (park._.norm, park._.score, park._.quantity) == ("园区", 0.5, None)
    assert money._.quantity == {
        "value": 3_000_000_000, "upper": 5_000_000_000, "unit": "CNY", "modifier": "about", "per": None
    }  # fmt: skip
    assert money._.mention["role"] == "investment"
    assert capacity._.quantity["unit"] == "W"  # the first; all are in the mention
    assert [q["unit"] for q in capacity._.mention["quantities"]] == ["W", "Wh"]
    assert [s._.mention for s in doc.spans["chinese_ie"]] == [e._.mention for e in doc.ents]


def test_spans_of_others_have_no_facts(nlp: Language) -> None:
    doc = nlp(SENTENCE)
    foreign = [Span(doc, 0, 4, "PARK", span_id=number) for number in ("0", "99", "a")]
    for span in (doc[0:4], doc[:], *foreign):
        assert (span._.mention, span._.norm, span._.quantity) == (None, None, None)
    assert spacy.blank("zh")("园区")[:]._.mention is None
    assert spacy.blank("zh")("园区")._.people == []


def test_facts_cannot_be_spoilt(nlp: Language) -> None:
    doc = nlp(SENTENCE)
    doc._.investments.clear()
    doc.ents[0]._.mention["text"] = "?"
    assert doc._.investments
    assert doc.ents[0]._.mention["text"] == "企业集团"


def test_people() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("chinese_ie")
    text = "上饶经开区党工委书记叶和彬会见了蜂巢能源董事长杨红新。"
    assert nlp(text)._.people == chinese_ie.extract(text).to_dict()["people"] != []


def test_a_component_behind_adds_its_entities(nlp: Language) -> None:
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "ACT", "pattern": [{"ORTH": "建"}, {"ORTH": "设"}]},
                        {"label": "ACT", "pattern": [{"ORTH": "园"}]}])  # fmt: skip
    assert _entities(nlp(SENTENCE)) == [*ENTITIES, ("ACT", "建设")]


@pytest.mark.parametrize("batch_size", [1, 2, 100])
def test_pipe_is_lazy_and_in_order(nlp: Language, batch_size: int) -> None:
    texts = [f"{SENTENCE}{i}" for i in range(5)]
    assert [d.text for d in nlp.pipe(texts, batch_size=batch_size)] == texts
    taken: list[int] = []

    def endless() -> object:
        while True:
            taken.append(1)
            yield SENTENCE

    stream = nlp.pipe(endless(), batch_size=batch_size)
    assert _entities(next(stream)) == ENTITIES
    assert len(taken) <= 3 * batch_size


def test_pipe_with_contexts(nlp: Language) -> None:
    pairs = list(nlp.pipe([(SENTENCE, 1), ("", 2)], as_tuples=True))
    assert [(len(doc.ents), context) for doc, context in pairs] == [(4, 1), (0, 2)]


def test_pipe_agrees_with_single_calls(nlp: Language) -> None:
    texts = [SENTENCE, "", "园区在扬州", "😀\r\n 企业"]
    assert [_entities(d) for d in nlp.pipe(texts)] == [_entities(nlp(t)) for t in texts]


def test_pipe_reads_a_batch_at_a_time(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    batches: list[int] = []
    tag = Tagger.tag

    def counted(self: Tagger, texts: Iterable[str]) -> list[list[Entity]]:
        found = tag(self, texts)
        batches.append(len(found))
        return found

    monkeypatch.setattr(Tagger, "tag", counted)
    assert len(list(nlp.pipe([SENTENCE] * 7, batch_size=3))) == 7
    assert batches == [3, 3, 1]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_pipe_with_processes(nlp: Language, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system cannot {method}")
    texts = [f"{SENTENCE}{HUGE}{i}" for i in range(5)]
    alone = [nlp(text) for text in texts]  # the network of this process is loaded and has run
    monkeypatch.setattr(spacy.language, "mp", multiprocessing.get_context(method))
    together = list(nlp.pipe(texts, n_process=2, batch_size=2))
    assert [d.text for d in together] == texts
    assert [_all(d) for d in together] == [_all(d) for d in alone]


@pytest.mark.parametrize("text", [SENTENCE, "", HUGE])
def test_doc_bin_round_trip(nlp: Language, text: str) -> None:
    doc = nlp(text)
    content = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (back,) = DocBin().from_bytes(content).get_docs(spacy.blank("zh").vocab)
    assert back.text == text
    assert _all(back) == _all(doc)
    assert _all(Doc(Vocab()).from_bytes(doc.to_bytes())) == _all(doc)
    assert bool(doc._.investments) == (text != "")


FRESH = """
import sys, spacy
nlp = spacy.load(sys.argv[1])
doc = nlp("企业集团投资30亿元在扬州园区建设项目。")
assert nlp.make_doc("园区")._.investments == []
assert doc._.investments[0]["value"] == 3000000000, doc._.investments
blank = spacy.blank("zh")
blank.add_pipe("chinese_ie", config={"model": sys.argv[2]})
assert blank(doc.text)._.investments == doc._.investments
"""


def test_a_fresh_process_finds_the_entry_point(nlp: Language, tiny_model: Path, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "nlp")
    subprocess.run([sys.executable, "-c", FRESH, tmp_path / "nlp", tiny_model], check=True)


def test_to_disk_and_back(nlp: Language, tmp_path: Path, tiny_model: Path) -> None:
    nlp.to_disk(tmp_path / "nlp")
    back = spacy.load(tmp_path / "nlp")
    assert back.config["components"]["chinese_ie"]["model"] == str(tiny_model)
    assert _entities(back(SENTENCE)) == ENTITIES
    again = spacy.blank("zh")
    again.add_pipe("chinese_ie", config={"model": str(tiny_model)})
    assert _entities(again.from_disk(tmp_path / "nlp")(SENTENCE)) == ENTITIES


def test_component_is_pickled_by_its_folder(nlp: Language) -> None:
    nlp(SENTENCE)  # the network is loaded now, and stays behind
    content = pickle.dumps(nlp.get_pipe("chinese_ie"))
    assert len(content) < 1000
    assert _entities(pickle.loads(content)(nlp.make_doc(SENTENCE))) == ENTITIES


def test_wrong_folder_is_this_packages_error(tmp_path: Path) -> None:
    nlp = spacy.blank("zh")
    with pytest.raises(chinese_ie.ModelNotFoundError, match="none"):
        nlp.add_pipe("chinese_ie", config={"model": str(tmp_path / "none")})(nlp.make_doc("园区"))


@pytest.mark.parametrize("style", ["ent", "span"])
def test_displacy_has_our_colours(nlp: Language, style: str) -> None:
    options = {"spans_key": "chinese_ie"} if style == "span" else {}
    html = displacy.render(nlp(SENTENCE), style=style, options=options, jupyter=False)
    for label, text in ENTITIES:
        assert label in html
        assert COLORS[label] in html
        assert text in html or style == "span"  # there each token stands apart
    assert COLORS["OFFICIAL"] not in html
