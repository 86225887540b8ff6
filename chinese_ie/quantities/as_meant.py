"""A tagged amount whose characters alone are no amount: slips of the pen, cells of tables.

The tagger says that `3。5亿元` or the `3500` under 总投资(万元) is an amount; here it is written as it was
meant. The finders never look here: without the tag these forms are too often something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from chinese_ie.quantities.columns import cells_above

_AROUND = 64
"""Characters kept on each side of the mention, where words may bound or rate it."""

_ABOVE = 800
"""Characters before a cell in which its unit is looked for."""

_CELL = re.compile(r"-?[0-9][0-9,. ]*+")
_UNIT_AT = re.compile(r"\((?:单位:?)? ?([^()\n]{1,10})\)[:|\s]*+\Z")
_UNIT = re.compile(r"\((?:单位:?)? ?([^()\n:]{1,10})\)|单位:? ?([^\s()|:,。]{1,10})")

_SLIPS = (
    (re.compile(r"(?<=[0-9])[。·](?=[0-9])|(?<=[0-9]),(?=[0-9]{1,2}[万亿])"), "."),  # 3。5亿元, 2,5亿元
    (re.compile(r"(?<=[一二三四五六七八九])、(?=[一二三四五六七八九][十百千万亿])"), ""),  # 三、四千万元
    (re.compile(r"(?<=[0-9])[wW](?=元?\Z)"), "万"),
    (re.compile(r"\A-|(?<=[至到~])-"), ""),  # a minus; who calls keeps the sign
)


def as_meant(plain: str, start: int, end: int, reads: Callable[[str], bool]) -> tuple[str, int, int] | None:
    """A short text with the mention as it was meant, and where it stands there; None if it stays unreadable.

    Args:
        plain: a text in the standard script.
        start: first character of the mention.
        end: one past its last.
        reads: whether a string as a whole is an amount.
    """
    meant = "".join(plain[start:end].split())
    for slip, right in _SLIPS:
        meant = slip.sub(right, meant)
    if not reads(meant):
        if not _CELL.fullmatch(meant):
            return None
        stated = next((unit for unit in _units(plain, start) if reads(meant + unit)), None)
        if stated is None:
            return None
        meant += stated
    before = plain[max(0, start - _AROUND) : start]
    return before + meant + plain[end : end + _AROUND], len(before), len(before) + len(meant)


def _units(plain: str, start: int) -> Iterator[str]:
    """Units that labels, the head of the column and lines above state for a cell, the nearest first."""
    above = plain[max(0, start - _ABOVE) : start]
    if label := _UNIT_AT.search(above):
        yield label[1]
    for head, _row in cells_above(plain, start):
        if stated := _UNIT.search(head):
            yield stated[1] or stated[2]
    yield from reversed([stated[1] or stated[2] for stated in _UNIT.finditer(above)])
