"""AlignedText against the plain way of doing it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinese_ie.document import Span
from chinese_ie.text.aligned import AlignedText


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[tuple[int, int, str]]]:
    """A text and sorted, disjoint edits of it."""
    text = draw(st.text("abcdefgh", max_size=30))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = [pair for number, pair in enumerate(pairwise(cuts)) if draw(st.booleans()) or number % 2]
    return text, [(start, end, draw(st.text("XY", max_size=3))) for start, end in spans]


@given(edited())
def test_replace(case: tuple[str, list[tuple[int, int, str]]]) -> None:
    text, edits = case
    expected: list[tuple[str, int, int]] = []
    at = 0
    for start, end, new in edits:
        expected += [(text[n], n, n + 1) for n in range(at, start)]
        expected += [(c, start, end) for c in new]
        at = end
    expected += [(text[n], n, n + 1) for n in range(at, len(text))]
    aligned = AlignedText.of(text).replace(edits)
    assert list(zip(aligned.text, aligned.starts.tolist(), aligned.ends.tolist(), strict=True)) == expected
    assert aligned.original == text


def test_replace_twice_maps_to_the_original() -> None:
    once = AlignedText.of("a<br>b").replace([(1, 5, "\n")])
    twice = once.replace([(1, 2, "--")])
    assert twice.text == "a--b"
    assert twice.original_span(1, 2) == Span(1, 5)
    assert twice.original_span(0, 4) == Span(0, 6)


def test_what_was_dropped_counts_inside_only() -> None:
    aligned = AlignedText.of("xaxbx").replace([(0, 1, ""), (2, 3, ""), (4, 5, "")])
    assert aligned.text == "ab"
    assert aligned.original_span(0, 2) == Span(1, 4)
    assert aligned.original_span(1, 2) == Span(3, 4)


@pytest.mark.parametrize(
    ("original", "clean"),
    [((0, 5), (0, 2)), ((1, 2), (0, 1)), ((0, 3), (0, 1)), ((2, 5), (1, 2)), ((0, 1), None), ((4, 5), None)],
)
def test_clean_span(original: tuple[int, int], clean: tuple[int, int] | None) -> None:
    aligned = AlignedText.of("xaxbx").replace([(0, 1, ""), (2, 3, ""), (4, 5, "")])
    assert aligned.clean_span(*original) == clean


def test_with_characters_needs_the_same_length() -> None:
    aligned = AlignedText.of("ab")
    assert aligned.with_characters("ab") is aligned
    assert aligned.with_characters("AB").text == "AB"
    with pytest.raises(ValueError, match="3 characters given for 2 places"):
        aligned.with_characters("abc")
