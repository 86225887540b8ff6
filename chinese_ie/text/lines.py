"""Spaces and line ends that typesetting put into words and sentences."""

import re
from itertools import pairwise

from chinese_ie.text.aligned import AlignedText

_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
_SPACED = re.compile(rf"(?<!{_HAN}){_HAN}(?: {_HAN}){{3,}}(?!{_HAN})")
_LINE_END = re.compile(r" {0,9}\n {0,9}")
# What stands before and after a line end inside a word or a sentence, however long the lines are.
_UNFINISHED = tuple(
    (re.compile(rf"(?:{before})\Z"), re.compile(after))
    for before, after in (
        (r"[A-Za-z]-", r"[a-z]"),  # a hyphenated word
        (r"\d-", r"\d"),  # a range
        (r"\d", r"[亿万]|(?:美|欧|港|日)?元|[kMG]?Wh?\b"),  # a number and its unit
        (r"[、(《“]", r"\S"),  # more must follow
        (rf"{_HAN},", _HAN),
        (r"[^\s.。!?;:]", r"[,。、;!?)》”%](?!\n)"),  # no line begins so
        (_HAN, r"(?:股份|责任)?有限(?:责任)?公司"),
    )
)
_BEFORE, _AFTER = 2, 12  # characters that the patterns above look at
# The ends of names of companies and parks, which no line end divides on purpose.
_WHOLE = re.compile("有限公司|责任公司|开发区|高新区|产业园|工业园|管委会")
_STOP = re.compile(r"[。!?;:…”』」》)\]】]$|[^\x00-\x7f]\.$")
_HALF = re.compile(r"[A-Za-z0-9 .]")
_ITEM = re.compile(
    r"[\s\u3000]{2}|[\d(一二三四五六七八九十]{1,4}[、.)\s]|\W"
)  # begins a paragraph or an item
_WIDE = 18  # characters, the least width of a column of text
_SEVERAL = 2  # line ends of a column inside sentences, fewer may be chance
_RAGGED = 2  # characters by which lines of one column differ


def close_up(aligned: AlignedText) -> AlignedText:
    """`上 饶 经 开 区` becomes one word: four characters or more with a space between each."""
    text = aligned.text
    edits = [
        (m.start() + n, m.start() + n + 1, "") for m in _SPACED.finditer(text) for n in range(1, len(m[0]), 2)
    ]
    return aligned.replace(edits)


def join_lines(aligned: AlignedText) -> AlignedText:
    """Line ends inside a word or a sentence go; lines of a column of text are one paragraph."""
    if "\n" not in aligned.text:
        return aligned
    aligned = aligned.replace(_soft_breaks(aligned.text))  # before longer lines hide how wide the column is
    text = aligned.text
    found = ((m.start(), m.end()) for m in _LINE_END.finditer(text))
    return aligned.replace(
        [(start - _is_hyphen(text, start, end), end, "") for start, end in found if _joins(text, start, end)]
    )


def _joins(text: str, start: int, end: int) -> bool:
    around = text[max(0, start - 3) : start] + text[end : end + 3]
    whole = _WHOLE.search(around)
    if whole and whole.start() < min(3, start) < whole.end():
        return True
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    return any(first.search(before) and second.match(after) for first, second in _UNFINISHED)


def _is_hyphen(text: str, start: int, end: int) -> bool:
    """Does a hyphen at the line end go with it: `battery ma-⏎terials`, not `10-⏎50`?"""
    return text[start - 1] == "-" and not text[end].isdigit()


def _soft_breaks(text: str) -> list[tuple[int, int, str]]:
    """Edits for the line ends that a fixed width put into paragraphs."""
    edits: list[tuple[int, int, str]] = []
    block: list[tuple[int, str]] = []  # lines in a row with something on them, and where they start
    at = 0
    for line in [*text.split("\n"), ""]:
        if line.strip():
            block.append((at, line))
        else:
            edits += _breaks_of(block)
            block = []
        at += len(line) + 1
    return edits


def _breaks_of(block: list[tuple[int, str]]) -> list[tuple[int, int, str]]:
    """Of a block of lines those between a line as wide as the widest, without a stop, and one that goes on.

    None, unless there are several and the block reads like prose: headlines of one length are no column.
    """
    column = max((_width(line) for _, line in block), default=0)
    prose = sum(line.count(",") + line.count("。") for _, line in block)
    if column < _WIDE or prose < len(block) / 2:
        return []
    edits = []
    for (start, line), (below, following) in pairwise(block):
        line, goes_on = line.rstrip(), following.lstrip()
        if _width(line) >= column - _RAGGED and not _STOP.search(line) and not _ITEM.match(following):
            space = " " if line[-1].isascii() and goes_on[0].isascii() else ""
            edits.append((start + len(line), below + len(following) - len(goes_on), space))
    return edits if len(edits) >= max(_SEVERAL, len(block) / 8) else []


def _width(line: str) -> float:
    """In Chinese characters; Latin letters, digits and spaces take half the place."""
    line = line.rstrip()
    return len(line) - len(_HALF.findall(line)) / 2
