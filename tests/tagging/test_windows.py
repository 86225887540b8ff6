"""Windows cover their text, overlap, and each decides about a stretch up to the middle of what they share."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinese_ie.document import Span
from chinese_ie.tagging.windows import owned, windows

TEXT = st.lists(st.sampled_from(["上饶" * 9, "经开区", "。", "\n", "园"]), max_size=40).map("".join)


@given(TEXT, st.integers(4, 80))
def test_windows_cover_and_overlap(text: str, size: int) -> None:
    spans = windows(text, size)
    assert (spans[0].start, spans[-1].end) == (0, len(text))
    assert all(s.end - s.start <= size for s in spans)
    assert all(s.end > s.start for s in spans) or not text
    for left, right in pairwise(spans):
        assert left.start < right.start < left.end < right.end
        assert left.end - right.start == max(1, min(32, size // 4))
    assert all(a.end <= b.start for a, b in zip(spans, spans[2:], strict=False))  # two share, never three


@given(TEXT, st.integers(4, 80))
def test_each_window_goes_on(text: str, size: int) -> None:
    assert len(windows(text, size)) <= max(1, 4 * len(text) // size + 1)


def test_wide_windows_share_32_characters() -> None:
    spans = windows("上" * 2000, 512)
    assert spans[:2] == [Span(0, 512), Span(480, 992)]


def test_a_window_ends_after_a_sentence() -> None:
    text = "上" * 30 + "。" + "饶" * 30
    first, *_ = windows(text, 40)
    assert first == Span(0, 31)


def test_a_sentence_end_in_the_first_half_does_not_end_a_window() -> None:
    text = "上" * 10 + "。" + "饶" * 50
    assert windows(text, 40)[0] == Span(0, 40)


def test_a_short_text_is_one_window() -> None:
    assert windows("", 40) == [Span(0, 0)]
    assert windows("上" * 40, 40) == [Span(0, 40)]
    assert len(windows("上" * 41, 40)) == 2


@pytest.mark.parametrize("size", [3, 0, -1])
def test_windows_need_a_size(size: int) -> None:
    with pytest.raises(ValueError, match=f"windows of {size} characters, expected at least 4"):
        windows("上饶", size)


@given(TEXT.filter(bool), st.integers(4, 80))
def test_a_character_belongs_to_the_window_in_which_it_is_further_from_the_edge(text: str, size: int) -> None:
    def depth(place: int, window: Span) -> float:
        left = place - window.start if window.start else math.inf
        right = window.end - 1 - place if window.end < len(text) else math.inf
        return min(left, right)

    spans = windows(text, size)
    stretches = owned(spans)
    assert [p for s in stretches for p in range(*s)] == list(range(len(text)))
    for window, stretch in zip(spans, stretches, strict=True):
        for place in range(*stretch):
            best = max(depth(place, other) for other in spans if other.start <= place < other.end)
            assert depth(place, window) >= best - 1  # the middle of an even stretch is a tie
