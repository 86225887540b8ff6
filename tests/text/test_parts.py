"""Where a text longer than any article is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinese_ie.text.parts import parts


@given(st.text("a。\n ", max_size=60), st.integers(4, 20))
def test_parts_are_the_text(text: str, longest: int) -> None:
    found = list(parts(text, longest))
    assert "".join(found) == text
    assert all(len(part) <= longest for part in found)
    assert all(len(part) >= longest * 3 // 4 for part in found[:-1])


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("a" * 30 + "\nb。\nc\n\nd。e", "a" * 30 + "\nb。\nc\n\n"),
        ("a" * 30 + "\nb。\nc。d", "a" * 30 + "\nb。\n"),
        ("a" * 30 + "。b\nc。d", "a" * 30 + "。b\n"),
        ("a" * 30 + "。bcdef", "a" * 30 + "。"),
        ("a" * 60, "a" * 40),
    ],
)
def test_a_part_ends_with_the_largest_break(text: str, first: str) -> None:
    assert next(parts(text.ljust(60, "z"), 40)) == first
