"""What stands around an amount: words that bound it and what a rate is counted by.

Every function looks from one end of an amount outwards and also says how far it read, as an
index into the same text (in the standard script, see `script.standard`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import cast

from chinese_ie.document import Modifier
from chinese_ie.quantities.tables import Words, one_of, table

NOTHING = Words(())

_REACH = 16
"""Characters before an amount in which `每亩…` is looked for."""


def modifier_before(
    text: str, start: int, *, floor: int = 0, passing: Words = NOTHING
) -> tuple[Modifier | None, int]:
    """The modifier that ends before `start`, and where it begins.

    Args:
        text: in the standard script.
        start: where the amount begins.
        floor: nothing before this index is looked at.
        passing: further words that may stand in between, such as 人民币.
    """
    position = start
    while True:
        if word := _before_words().before(text, position, floor=floor):
            return _before()[word], position - len(word)
        link = _links().before(text, position, floor=floor) or passing.before(text, position, floor=floor)
        if not link:
            return None, position
        position -= len(link)


def modifier_after(text: str, end: int) -> tuple[Modifier | None, int]:
    """The modifier that begins at `end`, and where it stops."""
    found = _after_pattern().match(text, end)
    return (_after()[found[1]], found.end()) if found else (None, end)


def per_before(text: str, start: int, *, floor: int = 0) -> tuple[str | None, int]:
    """What 每亩…, 人均… before `start` counts by, and where that begins."""
    window = text[max(floor, start - _REACH) : start]
    if "每" not in window and "均" not in window:
        return None, start
    found = _per_before_pattern().search(window)
    if not found:
        return None, start
    return _per()[found[1] or found[2]], start - len(window) + found.start()


def per_after(text: str, end: int) -> tuple[str | None, int]:
    """What /亩, 每年 at `end` counts by, and where that stops."""
    found = _per_after_pattern().match(text, end)
    return (_per()[found[1]], found.end()) if found else (None, end)


@cache
def _before() -> dict[str, Modifier | None]:
    return _by_word(table("modifiers")["before"])


@cache
def _after() -> dict[str, Modifier | None]:
    return _by_word(table("modifiers")["after"])


def _by_word(words: Mapping[str, list[str]]) -> dict[str, Modifier | None]:
    return {
        word: None if name == "none" else cast(Modifier, name)
        for name, those in words.items()
        for word in those
    }


@cache
def _before_words() -> Words:
    return Words(_before())


@cache
def _links() -> Words:
    return Words(table("modifiers")["links"])


@cache
def _after_pattern() -> re.Pattern[str]:
    long = one_of(word for word in _after() if len(word) > 1)
    short = one_of(word for word in _after() if len(word) == 1)
    return re.compile(rf"\ ?({long}|{short}(?!\w))")


@cache
def _per() -> dict[str, str]:
    return {word: unit for unit, words in table("modifiers")["per"].items() for word in words}


@cache
def _per_before_pattern() -> re.Pattern[str]:
    word = one_of(_per())
    return re.compile(rf"(?:每({word})|([亩年月日人户])均)[^。,;、:!?\n0-9每均]{{0,10}}$")


@cache
def _per_after_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:\ ?/\ ?|每)[一1]?({one_of(_per())})")
