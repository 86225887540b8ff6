"""A text longer than any article, cut so that each part can be read by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 500_000  # characters of one part: a book
_ENDS = tuple(re.compile(end) for end in (r"\n\s{0,9}\n", r"[。!！?？]\s{0,9}\n", r"\n", r"[。!！?？]"))


def parts(text: str, longest: int) -> Iterator[str]:
    """Stretches of at most `longest` characters that together are `text`.

    A part ends in its last quarter: with an empty line where there is one, else with a paragraph, a line,
    a sentence; where there is none of them, anywhere.
    """
    start = 0
    while len(text) - start > longest:
        earliest, latest = start + longest * 3 // 4, start + longest
        found = (next(end.finditer(text, earliest, latest), None) for end in _ENDS)
        start_of_next = next((match.end() for match in found if match is not None), latest)
        yield text[start:start_of_next]
        start = start_of_next
    yield text[start:]
