"""Character columns: ours to the byte, and what other tools write."""

from pathlib import Path

import pytest

from chinese_ie import exchange
from chinese_ie.corpus import Article
from chinese_ie.document import Entity
from chinese_ie.errors import CorpusError


def read(tmp_path: Path, content: str) -> list[tuple[str, list[tuple[int, int, str]]]]:
    (tmp_path / "a.conll").write_text(content, encoding="utf-8")
    articles = exchange.read(tmp_path / "a.conll")
    return [(a.text, [(e.start, e.end, e.label) for e in a.entities]) for a in articles]


def test_the_file(tmp_path: Path) -> None:
    text = "扬州 A\\\n经开"
    article = Article("a", text, (Entity(0, 2, "LOCATION", "扬州"), Entity(6, 8, "PARK", "经开")))
    exchange.write([article], tmp_path / "a.conll")
    head, rest = (tmp_path / "a.conll").read_text(encoding="utf-8").split("\n", 1)
    assert head.startswith('# article = {"id": "a"')
    assert rest == (
        "扬\tB-LOCATION\n州\tI-LOCATION\n \tO\nA\tO\n\\\\\tO\n\\n\tO\n\n经\tB-PARK\n开\tI-PARK\n\n"
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("上 B-PARK\n饶 I-PARK\n在 O\n\n苏 B-LOCATION\n州 E-LOCATION\n",
         [("上饶在", [(0, 2, "PARK")]), ("苏州", [(0, 2, "LOCATION")])]),
        ("-DOCSTART- -X- O O\n\n上饶 _ _ B-PARK\n经开区 _ _ I-PARK\n", [("上饶经开区", [(0, 5, "PARK")])]),
        ("甲 S-COMPANY\n乙 B-COMPANY\n丙 M-COMPANY\n丁 E-COMPANY\n戊 E-COMPANY\n",
         [("甲乙丙丁戊", [(0, 1, "COMPANY"), (1, 4, "COMPANY"), (4, 5, "COMPANY")])]),
        ("甲 I-PARK\n乙 I-COMPANY\n丙 B-COMPANY\n",
         [("甲乙丙", [(0, 1, "PARK"), (1, 2, "COMPANY"), (2, 3, "COMPANY")])]),
        ("# a remark\n# B-PARK\n甲\tO\r\n", [("#甲", [(0, 1, "PARK")])]),
        ("\n\n", []),
    ],
)  # fmt: skip
def test_files_of_others(tmp_path: Path, content: str, expected: object) -> None:
    assert read(tmp_path, content) == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("甲 O\n乙 B-Per\n", r"a.conll:2: '乙 B-Per' is no line of characters and tag; tags are O, B-PARK"),
        ("甲\n", r"a.conll:1: '甲' is no line"),
        ("# article = {no\n", r"a.conll:1: no JSON after"),
        ("# article = 3\n", r"a.conll:1: expected an object"),
    ],
)
def test_errors_name_file_line_and_text(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(CorpusError, match=message):
        read(tmp_path, content)
