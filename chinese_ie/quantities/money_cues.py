"""Whether a written amount is meant as money, by the words around it.

The words are in `data/cues.toml`. All text here is in the standard script.
"""

from __future__ import annotations

import re
from functools import cache

from chinese_ie.quantities import modifiers, units
from chinese_ie.quantities.money_forms import Amount
from chinese_ie.quantities.tables import Words, one_of, table

_CLAUSE = 24
"""Characters before a bare amount in which the thing that it measures is looked for."""

_SENTENCE_END = re.compile(r"[。;!?\n]")
_LATIN_UNIT = re.compile(r"\ ?[A-Za-z㎡㎥%‰°]")


def is_money(plain: str, amount: Amount, floor: int) -> bool:
    """Whether `amount` is money; `floor` is the end of the last mention before it."""
    if amount.number.head and not _is_bounded_head(plain, amount, floor):
        return False
    if _is_table_head(plain, amount):
        return False
    if amount.suffix:
        return _is_with_unit(plain, amount)
    if amount.prefix:
        return _is_with_prefix(plain, amount)
    return _is_bare(plain, amount, floor)


def _is_bounded_head(plain: str, amount: Amount, floor: int) -> bool:
    """近亿元, 超亿元; not 亿元以上, 万元."""
    before = modifiers.modifier_before(plain, amount.start, floor=floor)[0]
    return bool(before) and amount.number.run == "亿"


def _is_table_head(plain: str, amount: Amount) -> bool:
    """单位:百万元."""
    before = plain[max(0, amount.start - 4) : amount.start]
    return not amount.number.counted and bool(_pattern("not_after", end=True).search(before))


def _is_with_unit(plain: str, amount: Amount) -> bool:
    """3亿元, 5分/千瓦时; not 三元材料, 128元素, 5分, 五铢."""
    if amount.prefix or amount.number.big or amount.suffix not in ("元", "圆", "铢", *units.coins()):
        return True
    if _is_price(plain, amount):
        return True
    if amount.suffix.endswith("钱"):
        return True
    if amount.suffix in ("分", "角", "毛") or _pattern("not_yuan").match(plain, amount.end):
        return False
    return len(amount.number.run) > 1 or amount.number.run.isascii()


def _is_price(plain: str, amount: Amount) -> bool:
    after = modifiers.per_after(plain, amount.end)[0]
    return bool(after or modifiers.per_before(plain, amount.start)[0])


def _is_with_prefix(plain: str, amount: Amount) -> bool:
    """¥300, 美元6.5亿; not 欧元3年."""
    if amount.prefix in units.currency_signs():
        return True
    if not amount.number.big and plain[amount.end : amount.end + 1].isalpha():
        return False
    return not _pattern("counters").match(plain, amount.end)


def _is_bare(plain: str, amount: Amount, floor: int) -> bool:
    """投资20亿的项目, 营收突破2000亿; not 3亿人, 170亿立方米, 百亿项目."""
    if not amount.number.big or not amount.number.counted:
        return False
    if _LATIN_UNIT.match(plain, amount.end) or _pattern("counters").match(plain, amount.end):
        return False
    if _pattern("objects").match(plain, amount.end):
        return True
    before = plain[max(floor, amount.start - _CLAUSE) : amount.start]
    clause = _SENTENCE_END.split(before)[-1]
    subject, counted = _last("subjects", clause), _last("counted", clause)
    if subject >= 0:
        return subject > counted
    verb = _verbs().before(plain, amount.start, floor=floor)
    return counted < 0 and bool(verb) and "亿" in amount.number.run


@cache
def _verbs() -> Words:
    return Words(table("cues")["money"]["verbs"])


@cache
def _pattern(name: str, *, end: bool = False) -> re.Pattern[str]:
    return re.compile(one_of(table("cues")["money"][name]) + ("$" if end else ""))


def _last(name: str, clause: str) -> int:
    """Where the last cue of a list ends in `clause`, -1 for none."""
    return max((cue.end() for cue in _pattern(name).finditer(clause)), default=-1)
