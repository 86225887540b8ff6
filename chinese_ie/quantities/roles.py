"""What an amount of money is an amount of: investment, output, tax, price …

The roles are those of corpus/GUIDELINES.md, section 5; `role_rules.py` decides.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from chinese_ie.document import Entity, Quantity
from chinese_ie.quantities.columns import column_head
from chinese_ie.quantities.role_context import Context
from chinese_ie.quantities.role_rules import CERTAIN, UNCERTAIN, decide, lender_suffix

_REACH = 160
"""Characters before and after an amount that are read."""

_ABOVE = 60
"""Characters of the line above that are read."""

_SMALL = 1000

_FIRST = re.compile("[。.;!?](?![0-9])")
"""The end of the first sentence; the headline stands before it."""

_STOP = re.compile(r"[。;!?…\n]|\.(?![0-9])")
_PAUSE = re.compile(r",(?![0-9]{3}(?![0-9]))|[()|】]| {2,}|—{2}|:(?=\n)")
_SIGNS = {"COMPANY": "■", "PARK": "◆", "LOCATION": "▲", "MONEY": "＄"}
_SLOW = ("year", "quarter", "day")  # by which one counts output and taxes rather than prices


def with_roles(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """The same entities, those of MONEY with their role.

    Args:
        text: the clean text the offsets refer to.
        entities: sorted mentions of any labels, amounts with their quantities.
    """
    blank = _blanked(text, entities)
    ends = [found.start() for found in re.finditer("\n", text)]
    found: list[Entity] = []
    last: Entity | None = None
    whole = 0
    rules: list[str] = []
    item: tuple[int, str | None] = (-1, None)  # line and role of the first amount of a line
    above: tuple[int, str | None] = (-1, None)
    for entity in entities:
        if entity.label == "MONEY":
            line = bisect_left(ends, entity.start)
            if line != item[0]:
                above, item = item, (line, None)
            previous = above[1] if above[0] == line - 1 else None
            role, rule = decide(_context(blank, entity, last, previous, whole))
            entity = last = replace(entity, role=role)
            if entity.role in ("investment", "phase", "fixed_assets"):
                whole = entity.end
            if item[1] is None:
                item = (line, entity.role)
        found.append(entity)
        rules.append(rule if entity.label == "MONEY" else "")
    return _headlined(found, rules, _FIRST.search(text))


def _headlined(entities: list[Entity], rules: Sequence[str], first: re.Match[str] | None) -> list[Entity]:
    """The same entities; amounts of the headline are of what they are said to be of further down.

    开工45亿元 above 7个项目总投资45亿元: a total. Amounts that have a word of their own stay what they are.
    """
    body = first.end() if first else 0
    certain: dict[tuple[Quantity, ...], str | None] = {}
    for entity, rule in zip(entities, rules, strict=True):
        told = rule in CERTAIN and (entity.start >= body or entity.role != "investment")
        if told or entity.role == "total":
            certain.setdefault(_amount(entity), entity.role)
    return [
        replace(entity, role=role)
        if entity.start < body
        and (role := certain.get(_amount(entity)))
        and (rule in UNCERTAIN or (entity.role, role) == ("investment", "total"))
        else entity
        for entity, rule in zip(entities, rules, strict=True)
    ]


def _amount(entity: Entity) -> tuple[Quantity, ...]:
    """What an amount is worth, without the words that bound it."""
    return tuple(Quantity(q.value, q.unit, q.upper) for q in entity.quantities)


def _blanked(text: str, entities: Sequence[Entity]) -> str:
    """The text with every mention blanked out; what makes a company a lender (银行, 基金) stays."""
    pieces, at = [], 0
    for entity in entities:
        kept = lender_suffix(entity.text) if entity.label == "COMPANY" else ""
        signs = _SIGNS.get(entity.label, "□") * (entity.end - entity.start - len(kept))
        pieces += [text[at : entity.start], signs, kept]
        at = entity.end
    return "".join([*pieces, text[at:]])


def _context(blank: str, amount: Entity, last: Entity | None, item: str | None, whole: int) -> Context:
    window = blank[max(0, amount.start - _REACH) : amount.start]
    line = window[window.rfind("\n") + 1 :]
    sentence = _tail(_STOP, line)
    near = last is not None and last.end > amount.start - len(line)
    top = blank.rfind("\n", 0, amount.start) if "\n" in window else -1
    return Context(
        line=line,
        sentence=sentence,
        clause=_tail(_PAUSE, sentence),
        after=_STOP.split(blank[amount.end : amount.end + _REACH])[0],
        above=blank[max(0, top - _ABOVE) : top].rsplit("\n", 1)[-1] if top > 0 else "",
        rate=any(q.per and q.per not in _SLOW for q in amount.quantities),
        band=any(q.upper is not None for q in amount.quantities),
        small=any(q.value < _SMALL for q in amount.quantities),
        last=last.role if near and last is not None else None,
        between=blank[last.end : amount.start] if near and last is not None else line,
        item=item,
        head=column_head(blank, amount.start),
        since=blank[whole : amount.start] if whole and amount.start - whole <= 2 * _REACH else None,
    )


def _tail(pattern: re.Pattern[str], text: str) -> str:
    end = 0
    for found in pattern.finditer(text):
        end = found.end()
    return text[end:]
