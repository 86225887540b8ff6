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

_CHANGE = re.compile(
    r"(?:左右|上下)?,?(?:又|再|已|一路|逐步)?(?:[上下]?[涨升降调提增减跌掉滑]|回落|回升|变)[高低至到为成了]{0,2}"
    r"(?:现在|目前|如今)?的?"
    r"|[,;](?:[一二两三四五六七八九十几]{1,2}年前|去年|前年|以前|原来|过去|当时|当年)[还才只]?[是为]?"
    r"|[,;、][二三四五BCD][类级等档](?:地段|地块|区域|地|区)?为?"
    r"|[,;、](?:次年|第[二三四五六]年|今年|明年|后年|如今|眼下|现在|年[底末]|[丰枯]水期|[峰平谷]段|[高低]谷)起?为?"
    r"|至|到|-|~|—"
)
_PERIOD = re.compile(
    r"(?<![0-9零一二三四五六七八九十百第去今明当同多每半全几近本两隔数整])"
    r"(?:([年月日])(?![内底初末前中])[^。,;:、()!?年月日\n0-9]{0,7}|一(年|天|小时)[^。,;!?\n0-9]{0,8})$"
)

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
    if not any(opener in window for opener in "每均一"):
        return None, start
    found = _per_before_pattern().search(window)
    if not found:
        return None, start
    return _per()[found[1] or found[2] or found[3]], start - len(window) + found.start()


def bound_before(
    text: str, start: int, *, floor: int = 0, passing: Words = NOTHING
) -> tuple[Modifier | None, int]:
    """As `modifier_before`, and a modifier in front of 每亩 counts too: 低于每亩300万元."""
    modifier, begin = modifier_before(text, start, floor=floor, passing=passing)
    if modifier is not None:
        return modifier, begin
    outer = per_before(text, start, floor=floor)[1]
    return modifier_before(text, outer, floor=floor) if outer < start else (None, begin)


def changed(between: str) -> bool:
    """Whether an amount that follows `between` is of the same rate as the one before it.

    What it became (每吨1万元涨到2万元), what it was or is later (一亩12万元,三年前是6万元), another class
    (二类16万元), the other end of a range (每平方米4200元至5500元).
    """
    return bool(_CHANGE.fullmatch(between))


def period_before(text: str, start: int) -> str | None:
    """What 年处置, 日烘干, 一天能出 right before `start` count by; not 2023年, 年内, 全年."""
    found = _PERIOD.search(text, max(0, start - _REACH), start)
    return _per()[found[1] or found[2]] if found else None


def per_after(text: str, end: int) -> tuple[str | None, int]:
    """What /亩, 每年, (年) at `end` counts by, and where that stops."""
    found = _per_after_pattern().match(text, end)
    return (_per()[found[1] or found[2]], found.end()) if found else (None, end)


@cache
def _before() -> dict[str, Modifier | None]:
    return _by_word(table("modifiers")["before"]) | _by_word(_adverbs())


def _adverbs() -> dict[str, list[str]]:
    """Adverbs that bound, with the verb that may stand between them and the amount: 最高可获, 至少投资."""
    verbs = table("modifiers")["verbs"]
    between = [modal + verb for modal in verbs["modal"] for verb in verbs["words"]]
    return {
        name: [adverb + verb for adverb in adverbs for verb in between]
        for name, adverbs in table("modifiers")["adverbs"].items()
    }


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
    long = one_of(word for word in _after() if len(word) > 1 and word[0] != "起")
    last = one_of(word for word in _after() if len(word) == 1 or word[0] == "起")
    return re.compile(rf"\ ?({last}(?!\w)|{long})")


@cache
def _per() -> dict[str, str]:
    return {word: unit for unit, words in table("modifiers")["per"].items() for word in words}


@cache
def _per_before_pattern() -> re.Pattern[str]:
    word = one_of(_per())
    one = one_of(table("modifiers")["one"]["words"])
    return re.compile(
        rf"(?:每({word})(?:平均)?|([亩年月日人户])均)(?:[^。,;、:!?\n0-9每均]|均价){{0,10}}$"
        rf"|(?<![0-9一二三四五六七八九十第])一({one})[^。,;、:!?\n0-9每均]{{0,12}}$"
    )


@cache
def _per_after_pattern() -> re.Pattern[str]:
    one = one_of([*table("modifiers")["one"]["words"], "度"])
    return re.compile(
        rf"(?:(?:\ ?/\ ?|每)[一1]?(?={one_of(_per())})|一(?={one}))({one_of(_per())})|\(([年月日天])\)"
    )
