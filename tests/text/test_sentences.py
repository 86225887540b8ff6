"""Sentences and clauses cover their text; signs and numbers with commas."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinese_ie.document import Span
from chinese_ie.text.sentences import clauses, sentences

TEXT = st.one_of(st.text(st.characters(), max_size=60), st.text('上饶1,2。!?;…”’").\n', max_size=60))


def assert_covers(spans: list[Span], start: int, end: int) -> None:
    assert all(s.start < s.end for s in spans)
    assert all(a.end == b.start for a, b in pairwise(spans))
    if start < end:
        assert (spans[0].start, spans[-1].end) == (start, end)
    else:
        assert spans == []


@given(TEXT)
def test_sentences_cover_the_text(text: str) -> None:
    assert_covers(sentences(text), 0, len(text))


@given(TEXT, st.data())
def test_clauses_cover_their_stretch(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert_covers(clauses(text, start, end), start, end)


@given(TEXT)
def test_a_line_end_ends_a_sentence(text: str) -> None:
    assert all("\n" not in text[s.start : s.end - 1] for s in sentences(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("无句号", ["无句号"]),
        ("甲。乙!丙?丁;戊…己", ["甲。", "乙!", "丙?", "丁;", "戊…", "己"]),
        ("他说:“开工。”然后签约。", ["他说:“开工。”", "然后签约。"]),
        ("(已投产。)下一句", ["(已投产。)", "下一句"]),
        ("真的?!好……", ["真的?!", "好……"]),
        ("标题\n\n正文。\n", ["标题\n", "\n", "正文。", "\n"]),
        ("投资1.05亿元。", ["投资1.05亿元。"]),
        ("昨日签约.次日“开工.”甲说.", ["昨日签约.", "次日“开工.”", "甲说."]),
        ("1.甲项目;二.乙项目,Co. Ltd.在A.B区", ["1.甲项目;", "二.乙项目,Co. Ltd.在A.B区"]),
    ],
)
def test_sentence(text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in sentences(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("投资5亿元,年产2万吨。", ["投资5亿元,", "年产2万吨。"]),
        ("投资1,200万元,用地", ["投资1,200万元,", "用地"]),
        ("投资1,200,000元", ["投资1,200,000元"]),
        ("到2025,将建成", ["到2025,", "将建成"]),
        ("甲,2家企业", ["甲,", "2家企业"]),
        ("甲。2家企业", ["甲。", "2家企业"]),
        ("共计5。2家", ["共计5。", "2家"]),
    ],
)
def test_clause(text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in clauses(text, 0, len(text))] == expected


def test_clauses_of_a_stretch() -> None:
    text = "甲方,投资1,200万,乙方"
    assert [text[s.start : s.end] for s in clauses(text, 3, 12)] == ["投资1,200万,"]
