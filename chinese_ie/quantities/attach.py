"""Tagged amounts get their values."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from chinese_ie.document import Entity, Quantity
from chinese_ie.quantities.capacity import capacity_at, find_capacity
from chinese_ie.quantities.mention import Mention
from chinese_ie.quantities.money import find_money, money_at
from chinese_ie.quantities.script import standard

Reader = Callable[[str, int, int], tuple[Quantity, ...]]


def with_quantities(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """The same entities, those of MONEY and CAPACITY with their quantities; none if unreadable.

    Args:
        text: the clean text the offsets refer to; the words around an amount set its modifier and rate.
        entities: sorted mentions of any labels.
    """
    plain = standard(text)
    readers: dict[str, tuple[dict[tuple[int, int], Mention], Reader]] = {
        "MONEY": ({(m.start, m.end): m for m in find_money(text)}, money_at),
        "CAPACITY": ({(m.start, m.end): m for m in find_capacity(text)}, capacity_at),
    }
    return [
        replace(e, quantities=_quantities(plain, e, *readers[e.label])) if e.label in readers else e
        for e in entities
    ]


def _quantities(
    plain: str, entity: Entity, found: dict[tuple[int, int], Mention], read: Reader
) -> tuple[Quantity, ...]:
    mention = found.get((entity.start, entity.end))
    return mention.quantities if mention else read(plain, entity.start, entity.end)
