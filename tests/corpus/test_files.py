"""Corpora on disk: nothing is lost, and every error names its file and line."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_articles import ARTICLES, WILD_ARTICLES

from chinese_ie.corpus import Article, read, write
from chinese_ie.corpus.files import read_each, to_line
from chinese_ie.document import Entity
from chinese_ie.errors import CorpusError, InputError

ONE_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
GOOD = Article("a", "上饶经开区", (Entity(0, 5, "PARK", "上饶经开区"),), split="dev")


@ONE_FOLDER
@given(given_articles=st.lists(WILD_ARTICLES, max_size=4))
def test_jsonl_round_trip(tmp_path: Path, given_articles: list[Article]) -> None:
    path = tmp_path / "new" / "corpus.jsonl"
    assert write(given_articles, path) == len(given_articles)
    assert read(path) == given_articles
    assert path.read_bytes().count(b"\n") == len(given_articles)


@given(given_articles=st.lists(ARTICLES, min_size=1, max_size=3, unique_by=lambda a: a.id))
def test_inline_round_trip(tmp_path_factory: pytest.TempPathFactory, given_articles: list[Article]) -> None:
    folder = tmp_path_factory.mktemp("inline")
    assert write(given_articles, folder) == len(given_articles)
    assert sorted(read(folder), key=lambda a: a.id) == sorted(given_articles, key=lambda a: a.id)
    for article in given_articles:
        assert read(folder / f"{article.id}.txt") == [article]


def test_lone_surrogates_and_line_ends_survive(tmp_path: Path) -> None:
    text = "甲\ud800乙\r\n丙\u2028丁\r"
    article = Article("s", text, (Entity(0, 3, "PARK", "甲\ud800乙"),))
    write([article, GOOD], tmp_path / "c.jsonl")
    assert read(tmp_path / "c.jsonl") == [article, GOOD]


def test_lines_are_readable_and_may_end_in_crlf(tmp_path: Path) -> None:
    line = to_line(GOOD)
    assert "上饶经开区".encode() in line
    path = tmp_path / "c.jsonl"
    path.write_bytes(b"\r\n".join([line.rstrip(b"\n"), b"", line]))
    assert read(path) == [GOOD, GOOD]


def test_read_each_is_lazy(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_bytes(to_line(GOOD) + b"oops\n")
    articles = read_each(path)
    assert next(articles) == GOOD
    with pytest.raises(CorpusError, match=r"c\.jsonl:2"):
        next(articles)


def bad(**changes: object) -> str:
    return json.dumps({**GOOD.to_dict(), **changes}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "no JSON: .*expected one article a line"),
        ("上饶经开区", "no JSON"),
        ("[1]", "a list, expected an object with text and entities"),
        ("null", "a NoneType, expected an object"),
        ('{"id": "b"}', "no usable 'text'"),
        ('{"id": "b", "text": "上饶"}', "no usable 'entities'"),
        (bad(text="上饶高新区"), "the text has '上饶高新区' there, the annotation says '上饶经开区'"),
        (bad(text="上饶"), "offsets outside the text of 2 characters"),
        (bad(entities=[{"start": 0, "end": 5, "label": "Firm"}]), "no label"),
        (
            bad(entities=[{"start": 0, "end": 3, "label": "PARK"}, {"start": 2, "end": 5, "label": "PARK"}]),
            "overlaps",
        ),
        (bad(investments=[{"company": "汉尧"}]), "lacks 'amount'"),
    ],
)
def test_wrong_lines(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "c.jsonl"
    path.write_bytes(to_line(GOOD) + b"\n" + line.encode() + b"\n")
    with pytest.raises(CorpusError, match=message) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}:3: ")
    assert (caught.value.path, caught.value.line) == (str(path), 3)


@pytest.mark.parametrize("name", ["c.jsonl", "c.txt"])
def test_not_utf8(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes("ab上饶".encode("gb18030"))
    with pytest.raises(CorpusError, match=r"not UTF-8 at byte 2; convert the file first") as caught:
        read(path)
    assert caught.value.path == str(path)


def test_an_inline_file_of_a_folder_is_named(tmp_path: Path) -> None:
    write([GOOD], tmp_path / "sub")
    (tmp_path / "sub" / "b.txt").write_text('+++\nid = "b"\n+++\n一\n<PARK>二', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"b\.txt:5: <PARK> is never closed"):
        read(tmp_path)


@pytest.mark.parametrize("name", ["none.jsonl", "none.txt", "none", "corpus.csv"])
def test_no_corpus(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=name):
        read(tmp_path / name)


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no \.txt file"):
        read(tmp_path)


def test_no_other_format_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"c\.csv; give a \.jsonl file or a folder"):
        write([GOOD], tmp_path / "c.csv")


@pytest.mark.parametrize(
    ("articles", "message"),
    [
        ([Article("a", "甲", ()), Article("a", "乙", ())], "2 articles have 1 ids"),
        ([Article("", "甲", ())], "the id '' names no file"),
        ([Article("../a", "甲", ())], "the id '../a' names no file"),
        ([Article("a", "\ud800", ())], "article a holds lone surrogates"),
    ],
)
def test_what_inline_files_cannot_hold(tmp_path: Path, articles: list[Article], message: str) -> None:
    folder = tmp_path / "out"
    with pytest.raises(InputError, match=message):
        write(articles, folder)
    assert not folder.exists()  # all or nothing
