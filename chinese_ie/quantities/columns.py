"""Flattened tables: which line is the head of the column that an amount stands in.

`企业|总投资|产值` above `远帆电子|3亿元|8亿元`. The cells of a table are set apart by one sign.
"""

from __future__ import annotations

from collections.abc import Iterator

_SIGNS = {"|": 1, "\t": 1, "/": 1, " ": 3}  # what stands between cells, and how many make a row
_ROW = 400  # characters; a longer line is no row of a table
_TABLE = 30  # lines above an amount in which the head of its column is looked for
_MONEY = "＄"


def is_cell(text: str, at: int) -> bool:
    """Whether the line around `at` is a row of cells."""
    return _sign(text, *_line(text, at)) is not None


def column_head(blank: str, at: int) -> str | None:
    """The head of the column of the cell at `at`; None outside tables with a head.

    Args:
        blank: a text whose amounts are blanked out with ＄; a head holds none.
        at: offset in `blank`.
    """
    return next((cell for cell, row in cells_above(blank, at) if _MONEY not in row), None)


def cells_above(text: str, at: int) -> Iterator[tuple[str, str]]:
    """The cells above the one at `at`, each with its row, the nearest first; nothing outside tables."""
    start, end = _line(text, at)
    sign = _sign(text, start, end)
    if sign is None:
        return
    cells, column = text.count(sign, start, end), text.count(sign, start, at)
    for _ in range(_TABLE):
        if start == 0:
            return
        start, end = _line(text, start - 1)
        if end - start > _ROW or text.count(sign, start, end) != cells:
            return
        row = text[start:end]
        yield row.split(sign)[column], row


def _line(text: str, at: int) -> tuple[int, int]:
    """Start and end of the line; one that is too long ends where it is too long."""
    start = text.rfind("\n", max(0, at - _ROW - 1), at) + 1
    end = text.find("\n", at, at + _ROW + 1)
    return start or max(0, at - _ROW - 1), min(len(text), at + _ROW + 1) if end < 0 else end


def _sign(text: str, start: int, end: int) -> str | None:
    if end - start > _ROW:
        return None
    return next((sign for sign, least in _SIGNS.items() if text.count(sign, start, end) >= least), None)
