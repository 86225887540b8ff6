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
_STOP = re.compile(r"[;.!?…](?=.)")
_HEADLINE = (6, 60)  # characters, least and most
_FLASHY = 45  # characters: up to here a line with ! or ? inside may be a headline
_COLUMN = 12  # characters: a shorter line above the headline is the name of a column (■大项目挑大梁)
_TRAIL = re.compile(r"[>|｜»].*[>|｜»]")  # 首页 > 要闻 > 正文, above the text


@cache
def _clutter() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What marks a line as clutter; what opens a list of links."""
    words = tomllib.loads((files("chinese_ie.text") / "data" / "clutter.toml").read_text("utf-8"))
    weak = "|".join(map(re.escape, words["weak"]))
    beside = r"[|｜\[\]>:]"
    alone = rf"^.{{0,6}}(?:{weak}).{{0,6}}$|{beside}.*(?:{weak})|(?:{weak}).*(?:{beside}|{weak})"
    line = re.compile("|".join([*map(re.escape, words["line"]), alone]))
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
        prose = len(line) > _SHORT or "。" in line or (len(line) > _FLASHY and bool(_STOP.search(line)))
        if closed or (first_prose < number and opening.match(line)):
            closed = True
            kinds.append("clutter")
        elif not line:
            kinds.append(kinds[-1] if kinds else "body")
        elif (
            len(line) <= _SHORT
            and not _AMOUNT.search(line)
            and (
                line_words.search(line)
                or _is_link(lines, number)
                or (first_prose == len(lines) and _TRAIL.search(line))
            )
        ):
            kinds.append("clutter")
        else:
            kinds.append("body")
            if prose:
                first_prose = min(first_prose, number)
    headline = _headline([n for n in range(first_prose) if kinds[n] == "body"], lines)
    if headline is not None:
        kinds[headline] = "headline"
    return kinds


def _headline(above: Sequence[int], lines: Sequence[str]) -> int | None:
    """Of the lines above the first prose the first that may be one; a longer one after a short one."""
    titles = [
        n for n in above if _HEADLINE[0] <= len(lines[n]) <= _HEADLINE[1] and not lines[n].startswith("—")
    ]
    long = [n for n in titles if len(lines[n]) > _COLUMN]
    return next(iter(long or titles), None)


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
