"""Names of people with the title and organisation that stand before them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from chinese_ie.document import Entity, Person

_BETWEEN = re.compile(r"\s*(?:、|和|及|与|,)\s*")  # between names that share a title
_REACH = 60  # characters in front of a name that a title chain may take


@cache
def _title() -> re.Pattern[str]:
    """A chain of bodies and posts that ends in a post, at the end of the text before a name."""
    words = tomllib.loads((files("chinese_ie.linking") / "data" / "titles.toml").read_text("utf-8"))

    def one_of(names: Sequence[str]) -> str:
        return "|".join(sorted(map(re.escape, names), key=len, reverse=True))

    bodies, posts, joints = (one_of(words[kind]) for kind in ("bodies", "posts", "joints"))
    return re.compile(
        rf"((?:(?:{bodies}|{posts}|{joints}|[市省县区州][长委])\s*){{0,12}}(?:{posts}))\s*[:“]?$"
    )


def people(text: str, entities: Sequence[Entity]) -> list[Person]:
    """One person a distinct name, in order of first mention, with the fullest title found anywhere.

    Offsets are those of the mention that carries the title, else of the first mention.

    >>> # 管委会副主任周平、吴敏: both get the title 管委会副主任
    """
    found: dict[str, Person] = {}
    shared: Person | None = None
    for number, entity in enumerate(entities):
        if entity.label not in ("OFFICIAL", "EXECUTIVE"):
            continue
        person = _person(text, entities, number)
        before = entities[number - 1] if number else None
        if person.title is None and shared is not None and before is not None and before.end == shared.end:
            joined = _BETWEEN.fullmatch(text[before.end : entity.start])
            if joined and "," not in joined.group():
                person = Person(
                    person.name, person.role, shared.title, shared.organization, person.start, person.end
                )
        shared = person if person.title else None
        known = found.get(person.name)
        if known is None or len(person.title or "") > len(known.title or ""):
            found[person.name] = person
    return list(found.values())


def _person(text: str, entities: Sequence[Entity], number: int) -> Person:
    entity = entities[number]
    role: Literal["official", "executive"] = "official" if entity.label == "OFFICIAL" else "executive"
    left = entities[number - 1] if number else None
    begin = max(left.end if left else 0, entity.start - _REACH)
    chain = _title().search(text[begin : entity.start])
    if chain is None:
        return Person(entity.text, role, None, None, entity.start, entity.end)
    title = chain.group(1).strip("、 和及")
    organization = None
    if (
        left is not None
        and left.label in ("PARK", "COMPANY", "LOCATION")
        and begin + chain.start(1) - left.end <= 1
    ):
        organization = left.text
    return Person(entity.text, role, title, organization, entity.start, entity.end)
