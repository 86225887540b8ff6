"""What the words around an amount say: its role, the stage of the project, whether it goes on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from chinese_ie.document import Status

_REACH = 16  # characters between a cue and the amount it speaks of
# What may stand between an amount and a cue behind it.
_LINK = re.compile(r"(?:人民币)?(?:左右|以上)?[的、]?")

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


@cache
def _phase() -> re.Pattern[str]:
    words = sorted(_data()["phase"]["words"], key=len, reverse=True)
    return re.compile(r"(?:其中)?[,(:]?(?:" + "|".join(map(re.escape, words)) + r")[^,。;]{0,12}$")


# What one invests in, behind 的: `6亿美元的工厂`.
_VENTURE = re.compile(
    r"的[^,。;、:()]{0,14}?(?:项目|基地|工厂|厂房|车间|生产线|产业园|产业城|科技城|综合体|酒店|中心|总部)"
)


_VENTURES = re.compile(
    r"项目|基地|产业园|科技园|生产线|工厂|厂|总部|中心|签约|落户|建设|扩建|投资|城|\d[.、|]"
)


def speaks_of_ventures(text: str) -> bool:
    """Does the text speak of something that one invests in, or look like a list?"""
    return bool(_VENTURES.search(text))


def role(before: str, after: str) -> str | None:
    """The role of an amount between the text of its clause before it and the text after it.

    A cue ends where the next begins, so the cue that ends last before the amount counts, the
    longest of those that end there; else a cue right behind the amount.

    >>> role("项目总投资约", ",达产后"), role("预计年产值", ""), role("", "投资建设新厂")
    ('investment', 'output', 'investment')
    """
    pattern, owner = _words("after")
    linked = _LINK.match(after)
    behind = pattern.match(after, linked.end() if linked else 0) or pattern.match(after)
    if behind and owner[behind.group()] in ("class", "other"):
        return owner[behind.group()]
    pattern, before_owner = _words("before")
    last = None
    for match in pattern.finditer(before):
        last = match
    if last is not None and len(before) - last.end() <= _REACH:
        return before_owner[last.group()]
    if behind is None:
        return "investment" if _VENTURE.match(after) else None
    return owner[behind.group()]


def last_cue(before: str) -> str | None:
    """The last cue of a text."""
    pattern, _ = _words("before")
    last = None
    for match in pattern.finditer(before):
        last = match
    return last.group() if last is not None and len(before) - last.end() <= _REACH else None


def header_role(line: str) -> str | None:
    """The role that the heading of a list or table gives its amounts: its last cue's."""
    pattern, owner = _words("before")
    last = None
    for match in pattern.finditer(line):
        last = match
    return owner[last.group()] if last else None


def is_phase(before: str) -> bool:
    """Does the text before an amount make it the amount of one phase: 其中一期投资?"""
    return bool(_phase().search(before))


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
