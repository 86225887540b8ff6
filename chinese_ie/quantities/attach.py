"""Tagged amounts get their values."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from chinese_ie.document import Entity, Quantity
from chinese_ie.errors import InputError
from chinese_ie.quantities.capacity import find_capacity, parse_capacity
from chinese_ie.quantities.mention import Mention
from chinese_ie.quantities.money import find_money, parse_money

Parse = Callable[[str], tuple[Quantity, ...]]


def with_quantities(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """The same entities, those of MONEY and CAPACITY with their quantities; none if unreadable.

    Args:
        text: the clean text the offsets refer to; the words around an amount set its modifier.
        entities: sorted mentions of any labels.
    """
    money = {(m.start, m.end): m for m in find_money(text)}
    capacity = {(m.start, m.end): m for m in find_capacity(text)}
    readers: dict[str, tuple[dict[tuple[int, int], Mention], Parse]] = {
        "MONEY": (money, parse_money),
        "CAPACITY": (capacity, parse_capacity),
    }
    return [
        replace(e, quantities=_quantities(e, *readers[e.label])) if e.label in readers else e
        for e in entities
    ]


def _quantities(entity: Entity, found: dict[tuple[int, int], Mention], parse: Parse) -> tuple[Quantity, ...]:
    mention = found.get((entity.start, entity.end))
    if mention is not None:
        return mention.quantities
    try:
        return parse(entity.text)
    except InputError:
        return ()
