"""Amounts of money: where they stand in a text, and what they are worth.

Boundaries are those of the annotation guidelines: the mention is numeral and unit; a currency
in front belongs to it when it is a sign or code or when no unit follows; words that bound the
amount stay outside and become `Quantity.modifier`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from chinese_ie.document import Modifier, Quantity
from chinese_ie.errors import InputError
from chinese_ie.quantities import modifiers, units
from chinese_ie.quantities.as_meant import as_meant
from chinese_ie.quantities.mention import Mention
from chinese_ie.quantities.money_cues import is_money
from chinese_ie.quantities.money_forms import Amount, amounts, bracketed_currency, currency_of_prefix, worth
from chinese_ie.quantities.script import standard
from chinese_ie.quantities.tables import Words


def find_money(text: str) -> list[Mention]:
    """All amounts of money in `text`.

    An amount without currency counts only when the words around it say that it is money
    (营收突破2000亿, 投资20亿的项目).

    Args:
        text: any string; traditional script and full-width characters are read too.

    Returns:
        Mentions sorted by start, none overlapping, offsets into `text` as given. Values are in
        whole currency units, `Quantity.unit` is an ISO 4217 code.
    """
    plain = standard(text)
    found: list[Mention] = []
    bare: Amount | None = None
    for amount in amounts(plain):
        floor = found[-1].end if found else 0
        if not is_money(plain, amount, floor):
            bare = amount if not amount.named else None
            continue
        if bare and _share_unit(plain, bare, amount):
            found.append(_mention(text, plain, replace(bare, prefix=_currency(plain, amount)), floor))
        found.append(_mention(text, plain, amount, found[-1].end if found else 0))
        if len(found) > 1 and modifiers.changed(plain[found[-2].end : found[-1].start]):
            found[-1] = _at_rate_of(found[-2], found[-1])
        bare = None
    return found


def _at_rate_of(before: Mention, mention: Mention) -> Mention:
    """每吨1万元涨到2万元: both are prices of a tonne; a sum a year says nothing of another year."""
    (quantity,) = mention.quantities
    rate = before.quantities[0].per
    per = quantity.per or (rate if rate != "year" else None)
    return replace(mention, quantities=(replace(quantity, per=per),))


def parse_money(s: str) -> tuple[Quantity, ...]:
    """The worth of `s`, one amount of money as a whole.

    Words that bound the amount may stand around it (不超过5亿元, 10亿元以上, 每亩300万元), and the
    currency may be missing after 万 or 亿, which then is CNY.

    Returns:
        One quantity, its value in whole currency units.

    Raises:
        InputError: `s` is not one amount of money.
    """
    plain = standard(s)
    amount = _whole(plain)
    if amount:
        return _mention(s, plain, amount, 0).quantities
    raise InputError(
        f"{s[:60]!r} is not one amount of money. Expected a numeral with a currency, such as '51亿元', "
        f"'1.05亿美元' or '10-50亿元', with nothing but words like 约 or 以上 around it. "
        f"To look for amounts inside a longer text, call find_money(text)."
    )


def money_at(plain: str, start: int, end: int) -> tuple[Quantity, ...]:
    """The worth of the mention `plain[start:end]`, as the words around it bound it; () if unreadable.

    Args:
        plain: a text in the standard script.
        start: first character of the mention.
        end: one past its last.
    """
    amount = _whole(plain[start:end])
    if amount is None:
        meant = as_meant(plain, start, end, lambda s: _whole(s) is not None)
        found = money_at(*meant) if meant else ()
        return tuple(map(_negative, found)) if plain[start] == "-" else found
    moved = replace(amount, start=start + amount.start, end=start + amount.end)
    return _mention(plain, plain, moved, 0).quantities


def _negative(loss: Quantity) -> Quantity:
    """-3500万元; of a range the lower bound is the greater loss."""
    return replace(loss, value=-(loss.upper or loss.value), upper=-loss.value if loss.upper else None)


def _whole(plain: str) -> Amount | None:
    """The one amount that all of `plain` is.

    It is read as behind a colon: with nothing before it, the space in 5 000万元 can only separate thousands.
    """
    every = [replace(a, start=a.start - 1, end=a.end - 1) for a in amounts(":" + plain)]
    return every[0] if len(every) == 1 and _is_whole(plain, every[0]) else None


def _share_unit(plain: str, first: Amount, second: Amount) -> bool:
    """Whether a bare amount has the unit of the next: 分别为1.2亿、3亿元."""
    between = plain[first.end : second.start]
    return first.number.big and first.number.counted and between in ("、", "和", "及", "与")


def _is_whole(plain: str, amount: Amount) -> bool:
    """Whether nothing but words that bound or rate the amount is left outside it."""
    if amount.number.head and amount.number.run != "亿":
        return False
    if not (amount.named or amount.number.big):
        return False
    start = _before(plain, amount, 0)[1]
    start = modifiers.per_before(plain, start)[1]
    end = bracketed_currency(plain, amount.end)[1]
    end = modifiers.per_after(plain, end)[1]
    end = modifiers.modifier_after(plain, end)[1]
    return not plain[:start].strip() and not plain[end:].strip()


@cache
def _currencies() -> Words:
    return Words((*units.currency_words(), *units.prefixes()))


def _before(plain: str, amount: Amount, floor: int) -> tuple[Modifier | None, int]:
    return modifiers.bound_before(plain, amount.start, floor=floor, passing=_currencies())


def _currency(plain: str, amount: Amount) -> str:
    """ISO code: of the suffix, else of what stands before, else of a bracket after it."""
    code = units.currency_of(amount.suffix)[0] if amount.suffix else None
    if amount.suffix in units.shared_names():
        code = units.currency_near(amount.suffix, plain, amount.start, amount.end) or code
    code = code or currency_of_prefix(amount.prefix) or bracketed_currency(plain, amount.end)[0]
    return code or units.generic_currency()


def _mention(text: str, plain: str, amount: Amount, floor: int) -> Mention:
    number = worth(amount)
    listed = plain.endswith("/", 0, amount.start)  # a cell of 某公司/5000万元/头台镇
    per, end = (None, amount.end) if listed else modifiers.per_after(plain, amount.end)
    before, after = _before(plain, amount, floor)[0], modifiers.modifier_after(plain, end)[0]
    quantity = Quantity(
        value=number.value,
        unit=_currency(plain, amount),
        upper=number.upper,
        modifier=before or after or number.modifier or ("over" if amount.suffix.endswith("多") else None),
        per=per or modifiers.per_before(plain, amount.start, floor=floor)[0],
    )
    return Mention(amount.start, amount.end, text[amount.start : amount.end], (quantity,))
