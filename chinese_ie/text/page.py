"""Which lines of a page are headline, body and clutter, and of which kind the clutter is."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from chinese_ie.document import Section

_SHORT = 80  # characters: a longer line is prose, whatever words it holds
_BULLET = re.compile(r"\s*[·•◆■□▪※>*]")
_AMOUNT = re.compile(r"\d[亿万]")  # a line that states one is never clutter outside a list of links
_STOP = re.compile(r"[;.!?…](?=.)")
_SENTENCE = re.compile(r"[。?].|[。?]$|\.\W?[\u4e00-\u9fff]")  # of prose
_HEADLINE = (6, 60)  # characters, least and most
_FLASHY = 45  # characters: up to here a line with ! or ? inside may be a headline
_COLUMN = 12  # characters: a shorter line above the headline is the name of a column (■大项目挑大梁)
_TRAIL = re.compile(r"[>|｜»〉].*[>|｜»〉]|^\W*(?:网站)?首页[\s→/-]")  # 首页 > 要闻 > 正文, above the text
_ISSUER = re.compile(r"公司$")  # the line above the headline of an announcement
_STAMP = re.compile(r"\W*(?:19|20)\d\d[年./-]\d{1,2}[月./-]\d{1,2}日?[\s\d:)\]]*$")  # a line of a date only


@dataclass(frozen=True)
class _Words:
    """What marks a line as clutter of one kind: in any line, also at its start, elsewhere in no sentence."""

    strong: re.Pattern[str]
    first: re.Pattern[str]
    weak: re.Pattern[str]


@cache
def _clutter() -> tuple[dict[str, _Words], re.Pattern[str]]:
    """The words of each kind; what opens a list of links."""
    tables = tomllib.loads((files("chinese_ie.text") / "data" / "clutter.toml").read_text("utf-8"))
    opening = re.compile(r"\W*(?:" + _any(tables.pop("links")["opening"]) + r")\W{0,5}$")
    return {kind: _words(**table) for kind, table in tables.items()}, opening


def _words(strong: Sequence[str], field: Sequence[str], weak: Sequence[str]) -> _Words:
    named = rf"(?:本报|本网|本刊|见习|特约)?(?:{_any(field)})\s?[\s:(\d+]"
    some, beside = _any(weak), r"[|｜\[\]【】>»:·/-]"
    few = rf"^\W{{0,3}}(?:{some}).{{0,4}}$|(?:{some})\W{{0,3}}(?:{some})"
    return _Words(
        re.compile(_any(strong)),
        re.compile(rf"^\W{{0,3}}{named}"),
        re.compile(rf"[\s|\[\]【】()>/·。;:]{named}|{few}|{beside}\s?(?:{some})|(?:{some})\s?{beside}"),
    )


def _any(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, words)) or "(?!)"


def sections(text: str) -> list[Section]:
    """Sections of clean text, in order, without gaps; lines of one kind in a row are one section.

    Kinds are `headline` (one at most), `body`, and those of `chinese_ie.document.CLUTTER`.
    """
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
    _, opening = _clutter()
    kinds: list[str] = []
    first_prose = len(lines)
    links = False  # inside a list that one of the words opened
    for number, line in enumerate(lines):
        if not line:
            kinds.append(kinds[-1] if kinds else "body")
            continue
        prose = len(line) > _SHORT or "。" in line or (len(line) > _FLASHY and bool(_STOP.search(line)))
        links = (links or (first_prose < number and bool(opening.match(line)))) and not line.endswith(";")
        kind = _kind(line) if len(line) <= _SHORT else None
        if links:
            kind = kind or "links"
        elif len(line) > _SHORT or _AMOUNT.search(line):
            kind = None
        elif kind is None and first_prose == len(lines) and _TRAIL.search(line):
            kind = "navigation"
        elif kind is None and _is_link(lines, number):
            kind = "links"
        kinds.append(kind or "body")
        if prose and kind is None:
            first_prose = min(first_prose, number)
    headline = _headline([n for n in range(first_prose) if kinds[n] == "body"], lines)
    if headline is not None:
        kinds[headline] = "headline"
    return kinds


def _kind(line: str) -> str | None:
    """The kind of clutter whose word comes first in the line; None if it has none."""
    if _STAMP.match(line):
        return "source"
    words, _ = _clutter()
    sentence = _SENTENCE.search(line) and not (line[0] in "([【" and line[-1] in ")]】")
    found = [
        (match.start(), kind)
        for kind, own in words.items()
        for pattern in ((own.strong, own.first) if sentence else (own.strong, own.first, own.weak))
        for match in [pattern.search(line)]
        if match
    ]
    return min(found)[1] if found else None


def _headline(above: Sequence[int], lines: Sequence[str]) -> int | None:
    """Of the lines above the first prose the first that may be one; a longer one after a short one.

    The name of a company alone is one only where nothing else is.
    """
    titles = [
        n for n in above if _HEADLINE[0] <= len(lines[n]) <= _HEADLINE[1] and not lines[n].startswith("—")
    ]
    long = [n for n in titles if len(lines[n]) > _COLUMN]
    telling = [n for n in long if not _ISSUER.search(lines[n])]
    return next(iter(telling or long or titles), None)


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
