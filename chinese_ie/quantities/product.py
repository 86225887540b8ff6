"""What a capacity is a capacity of: 年产24GWh【锂电池】, 年产【运动鞋】500万双, 【铜箔】产能5万吨."""

from __future__ import annotations

import re
from functools import cache

from chinese_ie.quantities import modifiers
from chinese_ie.quantities.tables import one_of, table

_LONGEST = 20
"""Characters of the longest name of a product."""

_NAME = r"[^\W\d_]{2}"  # its first two characters
_SIZED = r"[0-9.]+(?:英寸|寸|纳米|微米|毫米|米|度|代)[^\W\d_]"  # 12英寸晶圆
_BREAK = r"[^\w+·-]"


def product_of(plain: str, start: int, end: int, *, floor: int = 0) -> tuple[int, int] | None:
    """Where the product of the capacity `plain[start:end]` is named, None if it is not.

    Args:
        plain: in the standard script.
        start: where the capacity begins.
        end: one past its last character.
        floor: where the capacity before it ends; nothing before that is read.
    """
    return _behind(plain, end) or _in_front(plain, start, floor)


def _behind(plain: str, end: int) -> tuple[int, int] | None:
    end = modifiers.per_after(plain, end)[1]
    end = modifiers.modifier_after(plain, end)[1]
    found = _behind_pattern().match(plain, end)
    return found.span("name") if found else None


def _in_front(plain: str, start: int, floor: int) -> tuple[int, int] | None:
    begin = max(floor, start - 2 * _LONGEST)
    for pattern in (_made_pattern(), _head_pattern()):
        found = pattern.search(plain[begin:start])
        if found:
            return begin + found.start("name"), begin + found.end("name")
    return None


@cache
def _behind_pattern() -> re.Pattern[str]:
    words = table("products")
    ends, goods = one_of(words["ends"]), words["goods"]
    stop = rf"(?={ends}|{_BREAK}|[0-9]|$)"
    long = rf"(?:{_SIZED}|(?!{ends}){_NAME})(?:(?!{ends})[^\W\d_]|[A-Za-z0-9+·-]){{0,{_LONGEST}}}?{stop}"
    return re.compile(rf"的?(?P<name>{long}|[{goods}]{stop})")


@cache
def _made_pattern() -> re.Pattern[str]:
    words = table("products")
    rate = rf"(?:[年月日]|每[年月日天]|每小时){one_of(words['between'])}?{one_of(words['verbs'])}"
    return re.compile(rf"{rate}(?:{one_of(words['fronts'])})?{_named()}{_linked()}$")


@cache
def _head_pattern() -> re.Pattern[str]:
    words = table("products")
    front = rf"(?:^|{_BREAK}|[和及与的]|{one_of(words['fronts'])})"
    return re.compile(rf"{front}{_named()}的?{one_of(words['heads'])}{_linked()}$")


def _named() -> str:
    goods, ends = table("products")["goods"], one_of(table("products")["ends"])
    no_name = one_of([*table("products")["ends"], *table("products")["fronts"]])
    return rf"(?P<name>(?:{_SIZED}|(?!{no_name}){_NAME})(?:(?!{ends})[\w+·-]){{0,{_LONGEST}}}?|[{goods}])"


def _linked() -> str:
    return rf"(?:{one_of(table('products')['links'])}|\ ){{0,3}}"
