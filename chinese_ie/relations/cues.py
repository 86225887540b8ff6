"""What the words around an amount say: whether the investment goes on, and of what they speak."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from chinese_ie.document import Status


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("chinese_ie.relations") / "data" / "cues.toml").read_text("utf-8"))


@cache
def _words() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """One pattern for all words that speak against an investment, longest first, and word to status."""
    groups: Mapping[str, Sequence[str]] = _data()["status"]
    owner = {word: group for group, words in groups.items() for word in words}
    pattern = re.compile("|".join(sorted(map(re.escape, owner), key=len, reverse=True)))
    return pattern, owner


_VENTURES = re.compile(
    r"项目|基地|产业园|科技园|生产线|工厂|厂|总部|中心|签约|落户|建设|扩建|投资|城|\d[.、|]"
)


def speaks_of_ventures(text: str) -> bool:
    """Does the text speak of something that one invests in, or look like a list?"""
    return bool(_VENTURES.search(text))


def status(sentence: str, at: int) -> Status:
    """Whether the investment with its amount at place `at` goes on, by the first cue against it.

    A wish counts only in front of the amount: 投资5亿元,力争年底投产 is no wished-for investment.
    """
    pattern, owner = _words()
    found = (
        owner[m.group()] for m in pattern.finditer(sentence) if m.start() < at or owner[m.group()] != "wished"
    )
    return next(found, "active")  # type: ignore[arg-type]


def ends(text: str) -> int:
    """How many words of a text say that something was cancelled or came to nothing."""
    pattern, owner = _words()
    return sum(owner[m.group()] == "cancelled" for m in pattern.finditer(text))
