"""Which lines of a page are headline, body and clutter (navigation, link lists, disclaimers)."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from chinese_ie.document import Section

_SHORT = 80  # characters: a longer line is prose, whatever words it holds
_BULLET = re.compile(r"\s*[·•◆■□▪※>*]")
_AMOUNT = re.compile(r"\d[亿万]")  # a line that states one is never clutter
_STOP = re.compile(r"[。!?;…]")
_HEADLINE = (6, 60)  # characters, least and most; the longest such line before the first prose is it


@cache
def _clutter() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = tomllib.loads((files("chinese_ie.text") / "data" / "clutter.toml").read_text("utf-8"))
    line = re.compile("|".join(map(re.escape, words["line"])))
    opening = re.compile(r"\W*(?:" + "|".join(map(re.escape, words["opening"])) + r")\W{0,3}$")
    return line, opening


def sections(text: str) -> list[Section]:
    """Sections of clean text, in order, without gaps; lines of one kind in a row are one section."""
    spans = [(m.start(), m.end()) for m in re.finditer(r"[^\n]*\n|[^\n]+$", text)]
    kinds = _kinds([text[start:end].strip() for start, end in spans])
    found: list[Section] = []
    for (start, end), kind in zip(spans, kinds, strict=True):
        if found and found[-1].kind == kind:
            found[-1] = Section(kind, found[-1].start, end)
        else:
            found.append(Section(kind, start, end))
    return found


def _kinds(lines: Sequence[str]) -> list[str]:
    line_words, opening = _clutter()
    kinds: list[str] = []
    first_prose = len(lines)
    closed = False
    for number, line in enumerate(lines):
        prose = len(line) > _SHORT or bool(_STOP.search(line))
        if closed or (first_prose < number and opening.match(line)):
            closed = True
            kinds.append("clutter")
        elif not line:
            kinds.append(kinds[-1] if kinds else "body")
        elif (
            len(line) <= _SHORT
            and not _AMOUNT.search(line)
            and (line_words.search(line) or _is_link(lines, number))
        ):
            kinds.append("clutter")
        else:
            kinds.append("body")
            if prose:
                first_prose = min(first_prose, number)
    titles = [
        n for n in range(first_prose) if kinds[n] == "body" and _HEADLINE[0] <= len(lines[n]) <= _HEADLINE[1]
    ]
    if titles:
        kinds[max(titles, key=lambda n: len(lines[n]))] = "headline"
    return kinds


def _is_link(lines: Sequence[str], number: int) -> bool:
    """A bulleted line without a full stop or an amount, next to another one."""

    def looks_so(line: str) -> bool:
        return (
            bool(_BULLET.match(line))
            and len(line) <= 45
            and not (_AMOUNT.search(line) or "。" in line or ";" in line)
        )

    beside = [lines[n] for n in (number - 1, number + 1) if 0 <= n < len(lines)]
    return looks_so(lines[number]) and any(map(looks_so, beside))
