"""Two readings on disk, and their agreement."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_articles import ARTICLES

from chinese_ie.corpus import Article
from chinese_ie.corpus.readings import Readings, read_readings, write_readings
from chinese_ie.errors import CorpusError


@given(articles=st.lists(ARTICLES, max_size=3, unique_by=lambda a: a.id))
def test_round_trip(tmp_path_factory: pytest.TempPathFactory, articles: list[Article]) -> None:
    path = tmp_path_factory.getbasetemp() / "readings.jsonl"
    pairs = [Readings(a, replace(a, entities=a.entities[1:], investments=(), people=())) for a in articles]
    write_readings(pairs, path)
    assert read_readings(path, articles) == pairs
    assert read_readings(path, []) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[]", "no two readings"),
        ('{"id": "a"}', r"no two readings \(KeyError: 'first'\)"),
        ('{"id": "a", "first": {"mentions": []}, "second": {}}', r"no two readings \(KeyError: 'people'\)"),
        (
            '{"id": "a", "first": {"mentions": [[0, 9, "PARK"]], "people": [], "investments": []}}',
            "outside",
        ),
    ],
)
def test_errors_name_file_and_line(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "r.jsonl").write_text("\n" + line)
    with pytest.raises(CorpusError, match=rf"r\.jsonl:2: .*{message}"):
        read_readings(tmp_path / "r.jsonl", [Article("a", "上饶", ())])
