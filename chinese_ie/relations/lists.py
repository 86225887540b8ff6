"""Lists in running text: which lines are items, and the line that stands above them."""

from __future__ import annotations

import re

from chinese_ie.document import Span
from chinese_ie.relations.reading import Reading

_ITEM = re.compile(
    r"\s*(?:[(\[〔【]?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z①-⑳])[)\]〕】]?[.、,):/\s]"
    r"|[①-⑳★☆▲△●○◆◇■□▍·※✓√>*—-]|\d\.\d)"
)
_CELLS = ("|", " / ")
_ROW = 200  # characters of a line in which cells are looked for
_LONGEST = 60  # lines of a list above an item that are walked


def is_item(reading: Reading, line: Span) -> bool:
    """Does the line begin like a list item, or hold the cells of a table?"""
    end = min(line.end, line.start + _ROW)
    return bool(_ITEM.match(reading.text, line.start, end)) or any(
        reading.text.count(sign, line.start, end) > 1 for sign in _CELLS
    )


def introduction(reading: Reading, line: Span) -> Span | None:
    """The nearest line above the items around a line that is neither empty nor an item."""
    for _ in range(_LONGEST):
        if line.start == 0:
            return None
        line = reading.line(line.start - 1)
        if reading.text[slice(*line)].strip() and not is_item(reading, line):
            return line
    return None
