"""Names of people with the title and organisation that the text gives them."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from chinese_ie.document import Entity, Person
from chinese_ie.linking.places import find_regions

_BETWEEN = re.compile(r"\s*(?:、|和|及|与)\s*")  # between names that share a title
_REACH = 60  # characters in front of a name that a title chain may take
_OWNERS = ("PARK", "COMPANY", "LOCATION")
_CLAUSE = re.compile(r"[,。!?;:“”\"()\n【】《》|]")
_TAIL = re.compile(r"[\s:“\"]*$")  # between a title and its name
_SELF = re.compile(r"^(?:该|本)?(?:集团|公司|企业)(?=.)")  # 公司董事长: the company that is spoken of
_SELF_PARK = re.compile(r"^(?:该|本)?园区(?=.)")
_OF = re.compile(r"\s*的?\s*")  # between a company and one of its people without a title
_GROUP = re.compile(r"[和与及].*领导")  # 甲省和乙市领导: whose leaders, the text does not say of each
_HOUSE = re.compile(r"(?:该|本)?集团")
_PARK_BODY = re.compile(r"(?:区|园区?)?(?:党工委|工委|管委会|筹委会|管理委员会|工作专班)")
_LEVEL = re.compile(r"(?:原|前|时任|现任|常务|代|副)*([省市县区州旗镇乡])(?!场|域)")
_SENTENCE_ENDS = "。!?;\n"
_SENTENCE = 300  # characters in front of a name in which the owner of a post is looked for first


class _Words(NamedTuple):
    """A chain of listed bodies and posts before a name; one part of a chain; a post behind a name; a verb."""

    listed: re.Pattern[str]
    part: re.Pattern[str]
    behind: re.Pattern[str]
    verb: re.Pattern[str]


@cache
def _words() -> _Words:
    words = tomllib.loads((files("chinese_ie.linking") / "data" / "titles.toml").read_text("utf-8"))

    def one_of(names: Sequence[str]) -> str:
        return "|".join(sorted(map(re.escape, names), key=len, reverse=True))

    bodies, posts, joints, verbs = (one_of(words[kind]) for kind in ("bodies", "posts", "joints", "verbs"))
    listed = rf"(?:{bodies}|{posts}|{joints}|[市省县区州旗镇乡][长委])"
    return _Words(
        re.compile(rf"((?:{listed}\s*){{0,12}}(?:{posts}))$"),
        re.compile(rf"(?:(?!{verbs})[^\W_]){{0,20}}(?:{posts})"),
        re.compile(rf"(?:{one_of(words['behind'])})"),
        re.compile(verbs),
    )


def people(text: str, entities: Sequence[Entity]) -> list[Person]:
    """One person a distinct name, in order of first mention, with the fullest title found anywhere.

    A title without an owner in front (副市长, 管委会主任, 董事长) goes to the region, park or company
    that the text speaks of. Offsets are those of the mention that carries the title, else of the
    first mention.

    >>> # 上饶经开区管委会副主任周平、吴敏: both get the title 管委会副主任 of 上饶经开区
    """
    found: dict[str, Person] = {}
    shared: Person | None = None
    owners = _Owners(text, entities)
    for number, entity in enumerate(entities):
        if entity.label not in ("OFFICIAL", "EXECUTIVE"):
            continue
        person = _person(text, entities, number)
        before = entities[number - 1] if number else None
        if person.title is None and shared is not None and before is not None and before.end == shared.end:
            if _BETWEEN.fullmatch(text[before.end : entity.start]):
                person = replace(person, title=shared.title, organization=shared.organization)
        elif person.title is not None and person.organization is None:
            person = replace(person, organization=owners.find(person, shared))
        person = replace(person, title=_SELF.sub("", person.title)) if person.title else person
        shared = person if person.title else None
        known = found.get(person.name)
        if known is None or _fullness(person) > _fullness(known):
            found[person.name] = person
    return list(found.values())


def _fullness(person: Person) -> tuple[int, bool]:
    return len(person.title or ""), person.organization is not None


def _person(text: str, entities: Sequence[Entity], number: int) -> Person:
    entity = entities[number]
    role: Literal["official", "executive"] = "official" if entity.label == "OFFICIAL" else "executive"
    person = Person(entity.text, role, None, None, entity.start, entity.end)
    owner, title = _before(text, entities, number)
    if title is None:
        after = _words().behind.match(text, entity.end)
        title = after.group() if after and role == "official" else None
    if title is None:
        return replace(person, organization=_employer(text, entities, number))
    return replace(person, title=title if owner else _SELF_PARK.sub("", title), organization=owner)


def _employer(text: str, entities: Sequence[Entity], number: int) -> str | None:
    """The company right in front of an executive without a title: 康远生物的夏明."""
    left = entities[number - 1] if number else None
    if left is None or left.label != "COMPANY" or entities[number].label != "EXECUTIVE":
        return None
    return left.text if _OF.fullmatch(text, left.end, entities[number].start) else None


def _before(text: str, entities: Sequence[Entity], number: int) -> tuple[str | None, str | None]:
    """Owner and title that stand in front of the name, in its clause.

    The title runs from the first park, company or region after which everything is a chain of
    posts: 江西省委常委、上饶市委书记 is 省委常委、上饶市委书记 of 江西.
    """
    entity = entities[number]
    left = entities[number - 1] if number else None
    begin = max(0, entity.start - _REACH)
    owners: list[Entity] = []
    for at in range(number - 1, -1, -1):
        other = entities[at]
        if other.end <= begin or other.label not in _OWNERS:
            begin = max(begin, other.end)
            break
        owners.append(other)
    stop = entity.start - len(_TAIL.search(text[begin : entity.start]).group())  # type: ignore[union-attr]
    cuts = [m.end() for m in _CLAUSE.finditer(text, begin, stop)]
    begin = cuts[-1] if cuts else begin
    owners = [owner for owner in reversed(owners) if owner.end >= begin]
    first = owners[0].start if owners else stop
    if _is_chain(text[begin:first].strip("和及与 "), ends="、") and _is_chain(text[begin:stop]):
        return None, text[begin:stop].strip("、 和及与")  # 市委常委、上饶经开区党工委书记
    for owner in owners:
        title = text[owner.end : stop].lstrip('”"').strip()
        if _GROUP.fullmatch(title):
            return None, None
        if _is_chain(title):
            return owner.text, title
    rest = text[max(begin, left.end if left else 0) : stop]
    clause = rest.strip("、 和及与")
    if _is_chain(clause):
        return None, clause
    behind = _after_verb(clause)
    if _is_chain(behind):
        return None, behind
    chain = _words().listed.search(rest)
    return None, chain.group(1).strip("、 和及") if chain else None


def _is_chain(text: str, *, ends: str = "") -> bool:
    """Does the text consist of posts, each with what belongs to it (市发改委副主任、经合办主任)?"""
    part = _words().part
    if not text.endswith(ends):
        return False
    parts = re.split(r"[、\s]|兼(?!任)", text.strip())
    return all(part.fullmatch(p) for p in parts if p) and any(parts)


def _after_verb(clause: str) -> str:
    """What stands behind the last verb of a clause: 由【市发改委副主任、项目办主任】."""
    found = [m.end() for m in _words().verb.finditer(clause)]
    return clause[found[-1] :] if found else ""


class _Owners:
    """Whose post it is, where nothing stands in front of the title: who the text speaks of."""

    def __init__(self, text: str, entities: Sequence[Entity]) -> None:
        self._text = text
        self._places = [e for e in entities if e.label == "LOCATION"]
        self._companies = _Named([e for e in entities if e.label == "COMPANY"])
        self._groups = _Named([e for e in entities if e.label == "COMPANY" and e.text.endswith("集团")])
        self._parks = _Named([e for e in entities if e.label == "PARK"])
        self._regions: dict[str, _Named] = {}

    def find(self, person: Person, before: Person | None) -> str | None:
        """`before` is the person named before this one, with a title."""
        floor = max(0, person.start - _SENTENCE)
        begin = max(floor, *(self._text.rfind(end, floor, person.start) + 1 for end in _SENTENCE_ENDS))
        if person.role == "executive":
            if _HOUSE.match(person.title or "") and self._groups.known:
                return self._groups.spoken_of(begin, person.start)
            line = max(floor, self._text.rfind("\n", floor, person.start) + 1)
            return self._companies.spoken_of(begin, person.start, line)
        title = person.title or ""
        of_park = _PARK_BODY.match(title)
        level = None if of_park else _LEVEL.match(title)
        if level:
            return self._of_level(level.group(1)).spoken_of(begin, person.start)
        if before is not None and before.role == "official" and before.start >= begin and not of_park:
            return before.organization
        return self._parks.spoken_of(begin, person.start)

    def _of_level(self, level: str) -> _Named:
        if level not in self._regions:
            self._regions[level] = _Named([e for e in self._places if _is_of(e.text, level)])
        return self._regions[level]


class _Named:
    """Mentions of one kind, sorted, and the name that is most among them."""

    def __init__(self, mentions: Sequence[Entity]) -> None:
        self._mentions = mentions
        counts = Counter(e.text for e in mentions)
        self._most = max(counts, key=lambda name: counts[name], default=None)
        often = [count for _, count in counts.most_common(2)]
        self._stands_out = len(often) == 1 or (bool(often) and often[0] >= 2 * often[1])

    @property
    def known(self) -> bool:
        return self._most is not None

    def spoken_of(self, begin: int, end: int, line: int | None = None) -> str | None:
        """The last of the sentence so far, else the one that is named most often.

        Where none stands out among the names, the first of the line goes before that.
        """
        last = bisect_left(self._mentions, end, key=lambda e: e.start) - 1
        if last >= 0 and self._mentions[last].start >= begin:
            return self._mentions[last].text
        first = bisect_left(self._mentions, end if line is None else line, key=lambda e: e.start)
        if first <= last and not self._stands_out:
            return self._mentions[first].text
        return self._most


def _is_of(place: str, level: str) -> bool:
    """Is the place, by its last character or its full name, a 市, 县, 区 …?"""
    if len(place) < 2:
        return False
    return place.endswith(level) or any(r.name.endswith(level) for r in find_regions(place))
