"""What a project is about, as far as a report tells: its capacity, its phase, its product."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from chinese_ie.errors import InputError
from chinese_ie.linking.places import find_regions
from chinese_ie.merging.report import Report
from chinese_ie.quantities import parse_capacity

DIFFERENT, UNLIKE, UNKNOWN, SAME = -2, -1, 0, 1
_PHASE = re.compile(r"([一二三四五六])期")
_STOP = re.compile(r"[^\u4e00-\u9fffA-Za-z]")
_WINDOW = 12  # characters in front of 项目, 基地 … that say what it makes


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    text = (files("chinese_ie.merging") / "data" / "topics.toml").read_text("utf-8")
    words = tomllib.loads(text)
    return tuple(  # type: ignore[return-value]
        re.compile("|".join(sorted(words[kind], key=len, reverse=True))) for kind in ("heads", "generic")
    )


class Topic:
    """The topic of one report.

    Attributes:
        phases: 一, 二 … of 一期, 二期 in the project's name or next to its amount.
        capacity: value and unit, None where there is none.
        pairs: pairs of characters of the words that say what is made.
    """

    __slots__ = ("capacity", "pairs", "phases")

    def __init__(self, report: Report) -> None:
        told = report.project or report.evidence or ""
        self.phases = frozenset(_PHASE.findall(told))
        self.capacity = _capacity(report.capacity)
        self.pairs = frozenset(_pairs(_product(told, report)))


def agreement(one: Topic, other: Topic) -> int:
    """`SAME`, `DIFFERENT` (another phase), `UNLIKE` (no word in common) or `UNKNOWN`."""
    if one.phases and other.phases and not one.phases & other.phases:
        return DIFFERENT
    if one.capacity is not None and one.capacity == other.capacity:
        return SAME
    fewest = min(len(one.pairs), len(other.pairs))
    if not fewest:
        return UNKNOWN
    shared = len(one.pairs & other.pairs)
    return SAME if shared * 2 >= fewest else UNKNOWN if shared else UNLIKE


def _capacity(text: str | None) -> tuple[tuple[object, str], ...] | None:
    try:
        return tuple((q.value, q.unit) for q in parse_capacity(text or ""))
    except InputError:  # of a table made elsewhere
        return None


def _product(told: str, report: Report) -> list[str]:
    """The words in front of 项目, 基地 …, without company, place, amounts and general words."""
    heads, generic = _words()
    for name in (_surface(report), report.company, report.location, report.amount, report.capacity):
        if name:
            told = told.replace(name, ",")
    words = []
    for head in heads.finditer(told):
        before = _STOP.split(told[max(0, head.start() - _WINDOW) : head.start()])[-1]
        words.append(generic.sub(" ", before.rsplit("的", 1)[-1]))
    return [word for word in " ".join(words).split() if not _is_region(word)]


def _is_region(word: str) -> bool:
    return any(word in (r.name, *r.short_names) for r in find_regions(word))


def _surface(report: Report) -> str:
    """The company as the evidence names it."""
    if None in (report.evidence, report.evidence_start, report.company_start, report.company_end):
        return ""
    start = report.evidence_start or 0
    return (report.evidence or "")[(report.company_start or 0) - start : (report.company_end or 0) - start]


def _pairs(words: list[str]) -> set[str]:
    return {word[at : at + 2] for word in words for at in range(len(word) - 1)}
