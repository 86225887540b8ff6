"""spaCy: documents as `Doc`, and the component in a pipeline of one's own."""

import pickle
from pathlib import Path

import pytest
import spacy
from hypothesis import example, given
from hypothesis import strategies as st
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import chinese_ie
from chinese_ie.document import Document, Entity
from chinese_ie.errors import InputError
from chinese_ie.interfaces.spacy_component import to_spacy

SENTENCE = "企业集团投资30亿元在扬州园区建设项目。"
ENTITIES = [("COMPANY", "企业集团"), ("MONEY", "30亿元"), ("LOCATION", "扬州"), ("PARK", "园区")]


@pytest.fixture
def nlp(tiny_model: Path) -> Language:
    """A blank Chinese pipeline, one token a character, with the component and the tiny model."""
    nlp = spacy.blank("zh")
    nlp.add_pipe("chinese_ie", config={"model": str(tiny_model)})
    return nlp


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
    """Tokens of another segmenter may be longer than a mention; two mentions in one token give one."""
    doc = nlp.get_pipe("chinese_ie")(Doc(nlp.vocab, words=["扬州园区", "投资", "30亿元"], spaces=[False] * 3))
    assert [e.text for e in doc.ents] == ["扬州园区", "30亿元"]


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


def test_investments_can_be_asked_for_before_any_text(tiny_model: Path) -> None:
    """With n_process > 1 the documents are annotated in another process and only read in this one."""
    if Doc.has_extension("investments"):
        Doc.remove_extension("investments")
    nlp = spacy.blank("zh")
    nlp.add_pipe("chinese_ie", config={"model": str(tiny_model)})
    assert nlp.make_doc("园区")._.investments == []


def test_doc_bin_round_trip(nlp: Language) -> None:
    docs = [nlp(SENTENCE), nlp("")]
    content = DocBin(docs=docs, store_user_data=True).to_bytes()
    back = list(DocBin().from_bytes(content).get_docs(spacy.blank("zh").vocab))
    assert [d.text for d in back] == [SENTENCE, ""]
    assert _entities(back[0]) == ENTITIES
    assert list(back[0]._.investments) == docs[0]._.investments != []


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


def test_displacy(nlp: Language) -> None:
    html = displacy.render(nlp(SENTENCE), style="ent", jupyter=False)
    assert html.count("<mark") == 4
    for label, text in ENTITIES:
        assert label in html
        assert text in html
