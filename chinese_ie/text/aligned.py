"""Text with a map back to the original it was cleaned from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chinese_ie.document import Span


@dataclass(frozen=True)
class AlignedText:
    """Clean text and, for each of its characters, the stretch of the original it stands for.

    Attributes:
        original: the text as given.
        text: the text after the steps so far.
        starts: int32 (len(text),), first original offset of each character; never falls.
        ends: int32 (len(text),), original offset just after each character; never falls.
    """

    original: str
    text: str
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]

    @classmethod
    def of(cls, original: str) -> AlignedText:
        """The original itself, each character standing for itself."""
        places = np.arange(len(original) + 1, dtype=np.int32)
        return cls(original, original, places[:-1], places[1:])

    def __len__(self) -> int:
        return len(self.text)

    def with_characters(self, text: str) -> AlignedText:
        """The same places with other characters; `text` has the same length."""
        if len(text) != len(self.text):
            raise ValueError(f"{len(text)} characters given for {len(self.text)} places")
        return self if text == self.text else AlignedText(self.original, text, self.starts, self.ends)

    def replace(self, edits: Iterable[tuple[int, int, str]]) -> AlignedText:
        """Replace stretches of `self.text`; edits are (start, end, new), sorted and disjoint.

        Every new character stands for the whole of what it replaces; what is replaced by ""
        disappears from the text and stays in the original only.
        """
        pieces: list[str] = []
        starts: list[NDArray[np.int32]] = []
        ends: list[NDArray[np.int32]] = []
        at = 0
        for start, end, new in edits:
            pieces += self.text[at:start], new
            starts += self.starts[at:start], np.full(len(new), self.starts[start], np.int32)
            ends += self.ends[at:start], np.full(len(new), self.ends[end - 1], np.int32)
            at = end
        if not pieces:
            return self
        pieces.append(self.text[at:])
        starts.append(self.starts[at:])
        ends.append(self.ends[at:])
        return AlignedText(self.original, "".join(pieces), np.concatenate(starts), np.concatenate(ends))

    def original_span(self, start: int, end: int) -> Span:
        """Where the non-empty stretch `text[start:end]` stands in the original.

        What was dropped between its characters is inside the span, what was dropped before the
        first and after the last is not.
        """
        return Span(int(self.starts[start]), int(self.ends[end - 1]))

    def clean_span(self, start: int, end: int) -> Span | None:
        """Where a span of the original stands in the clean text; None when nothing of it is left."""
        begin = int(np.searchsorted(self.ends, start, side="right"))
        stop = int(np.searchsorted(self.starts, end, side="left"))
        return Span(begin, stop) if begin < stop else None
