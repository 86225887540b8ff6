"""What the words around an amount say: the stage of the project, whether it goes on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from chinese_ie.document import Status

_FUTURE = re.compile(
    r"预计|力争|计划|有望|争取|年底|年内|下半年|月底|明年|后年|将于?|可于?|待|全部|承诺|拟|要求|即将|准备|达产"
    r"|原定|排在|尚未|还没|没有|未"
)
_FUTURE_REACH = 8  # characters in front of a cue


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("chinese_ie.relations") / "data" / "cues.toml").read_text("utf-8"))


@cache
def _words(table: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """One pattern for all words of a table, longest first, and word to group."""
    groups: Mapping[str, Sequence[str]] = _data()[table]
    owner = {word: group for group, words in groups.items() for word in words}
    pattern = re.compile("|".join(sorted(map(re.escape, owner), key=len, reverse=True)))
    return pattern, owner


_VENTURES = re.compile(
    r"项目|基地|产业园|科技园|生产线|工厂|厂|总部|中心|签约|落户|建设|扩建|投资|城|\d[.、|]"
)


def speaks_of_ventures(text: str) -> bool:
    """Does the text speak of something that one invests in, or look like a list?"""
    return bool(_VENTURES.search(text))


def stage_cues(text: str) -> Iterator[tuple[str, bool]]:
    """Stage of each cue of a text, hints of the second rank as `weak …`; whether it speaks of the future.

    >>> list(stage_cues("已开工,预计年底投产"))
    [('started', False), ('completed', True)]
    """
    for table, rank in (("stage", ""), ("weak_stage", "weak ")):
        pattern, owner = _words(table)
        for m in pattern.finditer(text):
            later = text.startswith(("后", "以后", "之后", "时"), m.end())
            future = later or bool(_FUTURE.search(text[max(0, m.start() - _FUTURE_REACH) : m.start()]))
            yield rank + owner[m.group()], future


def status(sentence: str, at: int) -> Status:
    """Whether the investment with its amount at place `at` goes on, by the first cue against it.

    A wish counts only in front of the amount: 投资5亿元,力争年底投产 is no wished-for investment.
    """
    pattern, owner = _words("status")
    found = (
        owner[m.group()] for m in pattern.finditer(sentence) if m.start() < at or owner[m.group()] != "wished"
    )
    return next(found, "active")  # type: ignore[arg-type]
