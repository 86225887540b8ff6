"""From clean text to entities over windows, with a network that knows single characters."""

from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_network import TINY_CHARACTERS, WriteModel

from chinese_ie.tagging.model import TaggerModel
from chinese_ie.tagging.tagger import Tagger

LABEL = {c: label for label, members in TINY_CHARACTERS.items() for c in members}
TEXT = st.text("园区企业张王5亿吨扬。，\n饶\ud800", max_size=80)


@pytest.fixture(scope="session")
def tagger(tmp_path_factory: pytest.TempPathFactory, write_tiny_model: WriteModel) -> Tagger:
    """Windows of 16 characters, which share 4."""
    folder = write_tiny_model(tmp_path_factory.mktemp("narrow"), window=16)
    return Tagger(TaggerModel.load(folder), threads=1)


def expected(text: str) -> list[tuple[int, int, str]]:
    """Runs of characters of one label, without any window."""
    spans, at = [], 0
    for label, run in groupby(text, key=LABEL.get):
        end = at + len(list(run))
        if label:
            spans.append((at, end, label))
        at = end
    return spans


def spans(tagger: Tagger, text: str) -> list[tuple[int, int, str]]:
    (found,) = tagger.tag([text])
    assert all(text[e.start : e.end] == e.text and 0 < e.score <= 1 for e in found)
    return [(e.start, e.end, e.label) for e in found]


@given(TEXT)
def test_windows_lose_nothing(tagger: Tagger, text: str) -> None:
    assert spans(tagger, text) == expected(text)


@pytest.mark.parametrize("length", [1, 4, 5, 15, 16, 17, 100])
@pytest.mark.parametrize("before", range(18))
def test_a_mention_at_any_cut_is_found_whole(tagger: Tagger, before: int, length: int) -> None:
    name = ("集团公司企业" * 20)[:length]
    assert spans(tagger, "饶" * before + name + "饶" * 20) == [(before, before + length, "COMPANY")]


@given(st.lists(TEXT, max_size=5))
def test_texts_do_not_see_each_other(tagger: Tagger, texts: list[str]) -> None:
    assert tagger.tag(texts) == [tagger.tag([text])[0] for text in texts]


def test_nothing(tagger: Tagger) -> None:
    assert tagger.tag([]) == []
    assert tagger.tag([""]) == [[]]
    assert tagger.tag(["", "园区", ""])[1][0].text == "园区"


def test_default_threads(tiny_model: Path) -> None:
    assert Tagger(TaggerModel.load(tiny_model)).threads >= 1
