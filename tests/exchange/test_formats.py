"""Every format gives back what was written, and says what is wrong with what it cannot read."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_articles import ARTICLES, WILD_ARTICLES

from chinese_ie import exchange
from chinese_ie.corpus import Article
from chinese_ie.corpus import read as read_corpus
from chinese_ie.errors import CorpusError, InputError

FOREIGN = ("conll", "doccano", "label-studio", "docbin")
CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.mark.parametrize("name", FOREIGN)
@given(articles=st.lists(WILD_ARTICLES, max_size=3))
def test_nothing_is_lost(
    tmp_path_factory: pytest.TempPathFactory, name: str, articles: list[Article]
) -> None:
    path = tmp_path_factory.getbasetemp() / f"wild.{name}"
    assert exchange.write(articles, path, name) == len(articles)
    lines: list[str] = []
    assert exchange.read(path, name, report=lines.append) == articles
    assert lines == []


@given(articles=st.lists(ARTICLES, min_size=1, max_size=3, unique_by=lambda a: a.id))
def test_our_own_forms_too(tmp_path_factory: pytest.TempPathFactory, articles: list[Article]) -> None:
    folder = tmp_path_factory.mktemp("own")
    for path in (folder / "corpus.jsonl", folder / "inline"):
        assert exchange.write(articles, path) == len(articles)
        assert sorted(exchange.read(path), key=lambda a: a.id) == sorted(articles, key=lambda a: a.id)


@pytest.mark.parametrize("name", FOREIGN)
def test_the_shipped_corpus_survives(tmp_path: Path, name: str) -> None:
    articles = read_corpus(CORPUS / "dev.jsonl")
    exchange.write(articles, tmp_path / "dev", name)
    assert exchange.read(tmp_path / "dev", name) == articles


@pytest.mark.parametrize(
    ("name", "format"),
    [("a.jsonl", "jsonl"), ("a.JSON", "label-studio"), ("a.conll", "conll"), ("a.bio", "conll"),
     ("a.spacy", "docbin"), ("a", "inline"), ("a.txt", "inline")],
)  # fmt: skip
def test_guess(name: str, format: str) -> None:
    assert exchange.guess(Path(name)) == format


def test_names_that_tell_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"tells no format; give one of jsonl, inline, conll"):
        exchange.guess(Path("a.xml"))
    with pytest.raises(InputError, match="unknown format 'brat'; known are jsonl"):
        exchange.read(tmp_path, "brat")
    with pytest.raises(InputError, match="unknown format 'brat'"):
        exchange.write([], tmp_path, "brat")


@pytest.mark.parametrize(("name", "format"), [("out", "jsonl"), ("o.jsonl", "inline"), ("v1.0", "inline")])
def test_a_name_of_another_format(tmp_path: Path, name: str, format: str) -> None:
    with pytest.raises(InputError, match=f"is no name for {format}; expected"):
        exchange.write([], tmp_path / name, format)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [*FOREIGN, "jsonl"])
def test_a_missing_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="nothing-here"):
        exchange.read(tmp_path / "nothing-here.jsonl", name)


@pytest.mark.parametrize("name", [*FOREIGN, "jsonl"])
def test_a_place_that_cannot_be_written(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="file"):
        exchange.write([], tmp_path / "file" / "out.jsonl", name)


@pytest.mark.parametrize("name", ["conll", "doccano", "label-studio"])
def test_other_bytes(tmp_path: Path, name: str) -> None:
    (tmp_path / "a").write_bytes("上饶".encode("gb18030"))
    with pytest.raises(CorpusError, match="not UTF-8 at byte 0"):
        exchange.read(tmp_path / "a", name)


def test_no_docbin(tmp_path: Path) -> None:
    (tmp_path / "a.spacy").write_bytes(b"no docbin")
    with pytest.raises(InputError, match="is no DocBin"):
        exchange.read(tmp_path / "a.spacy")
