"""Long text as overlapping windows, and which of them decides about a character."""

import re
from collections.abc import Sequence
from itertools import pairwise

from chinese_ie.document import Span

_OVERLAP = 32  # characters that neighbouring windows share
_END = re.compile(r"[。!?;\n]")


def windows(text: str, size: int) -> list[Span]:
    """Windows of at most `size` characters that cover `text`; neighbours share 32, or a quarter.

    The shared stretch is the longest mention that is safe at a cut.

    A window ends after a sentence where one ends in its second half, and the next one then begins
    inside the shared stretch, so every character has context on both sides in some window.
    """
    if size < 4:
        raise ValueError(f"windows of {size} characters, expected at least 4")
    overlap = min(_OVERLAP, size // 4)
    spans: list[Span] = []
    start = 0
    while len(text) - start > size:
        stop = start + size
        ends = [m.end() for m in _END.finditer(text, start + size // 2 + overlap // 2, stop)]
        end = ends[-1] if ends else stop
        spans.append(Span(start, end))
        start = end - overlap
    spans.append(Span(start, len(text)))
    return spans


def owned(spans: Sequence[Span]) -> list[Span]:
    """For each window the stretch of the text whose tags it decides; the stretches cover the text.

    Where windows overlap, each character belongs to the window in which it stands further from the
    edge.
    """
    middles = ((left.end + right.start) // 2 for left, right in pairwise(spans))
    edges = [0, *middles, spans[-1].end]
    return [Span(first, last) for first, last in pairwise(edges)]
