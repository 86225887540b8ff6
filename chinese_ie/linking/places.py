"""Which administrative region a place or park name stands for.

The table in `data/regions.tsv` holds every province, prefecture and county of China with its
six-digit code (GB/T 2260), `data/new_areas.tsv` the parks and new areas that are known by a name
of their own. Names are read from the left, so that 雄安新区 is never 安新 and 大连高新区 never 连高.
All functions take normalised, simplified text and return regions, never offsets.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple, TypeAlias, cast

Level: TypeAlias = Literal["province", "prefecture", "county"]

_DEPTH: Mapping[str, int] = {"province": 0, "prefecture": 1, "county": 2}
_PREFIX: Mapping[str, int] = {"province": 2, "prefecture": 4, "county": 6}
_BEFORE = re.compile(
    r"(?:中华人民共和国|中国|国家级?|省级|(?:新疆生产建设)?兵团(?:第[一二三四五六七八九十]+师)?)[-—·(（ ]*"
)
_WITH_ABROAD = re.compile(r"中[外德日韩法意新俄英美欧以荷奥瑞马泰印][-—·]?(?:合作)?[-—·(（ ]*")
_BETWEEN = " -—·/()（）"
_FORMER_KINDS: Mapping[str, tuple[str, ...]] = {
    "province": ("省",),
    "prefecture": ("市", "地区", "专区"),
    "county": ("市", "县", "区"),
}
_NOT_A_KIND = re.compile(r"区[域块间划位]|市[场民值级]|县[域级]")
_OTHER_NAME = re.compile(r"[东南西北中]?[一二三四]?(?:路|街|大街|大道|大桥)|[市县区州盟旗]")
_OTHER_NAME_OF_COUNTY = re.compile(r"[江河湖洋山洲海]")
_BARE_KIND = re.compile(
    r"经济|经开|高新|高技术|工业|开发区|新区|产业(?:集聚|聚集|转移)|综合保税|综保|保税|园区|县|市|区"
)


@dataclass(frozen=True, slots=True)
class Region:
    """A province, prefecture or county.

    Attributes:
        code: six digits, GB/T 2260.
        name: official full name, 恩施土家族苗族自治州.
        short_names: the usual short name first, then others and former names; may be empty.
        level: `province` (also 直辖市 and 特别行政区), `prefecture`, or `county` (also 区 and 县级市).
    """

    code: str
    name: str
    short_names: tuple[str, ...]
    level: Level

    @property
    def province_code(self) -> str:
        """The code of its province, its own if it is one."""
        return self.code[:2] + "0000"

    @property
    def prefecture_code(self) -> str | None:
        """The code of its prefecture, its own if it is one, None where there is none (直辖)."""
        code = self.code[:4] + "00"
        return code if self.level != "province" and code in _table().by_code else None

    def holds(self, other: Region) -> bool:
        """Whether `other` is this region or lies in it."""
        return other.code.startswith(self.code[: _PREFIX[self.level]])


class _Table(NamedTuple):
    by_code: dict[str, Region]
    by_name: dict[str, tuple[Region, ...]]
    new_areas: dict[str, Region]
    everyday: frozenset[str]
    longest: int


class _Reading(NamedTuple):
    """One way to read the front of a name.

    `last` is the name of the last region as written, empty for an area with a name of its own;
    `guesses` counts names read with a former kind (即墨市, now 即墨区).
    """

    end: int
    guesses: int
    region: Region
    last: str


def _rows(file: str) -> Iterator[list[str]]:
    text = (files("chinese_ie.linking") / "data" / file).read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _table() -> _Table:
    by_code: dict[str, Region] = {}
    by_name: dict[str, list[Region]] = {}
    for code, name, short, level in _rows("regions.tsv"):
        region = Region(code, name, tuple(short.split("|")) if short else (), cast(Level, level))
        by_code[code] = region
        for surface in (name, *region.short_names):
            by_name.setdefault(surface, []).append(region)
    new_areas = {n: by_code[code] for names, code, _ in _rows("new_areas.tsv") for n in names.split("|")}
    everyday = frozenset(row[0] for row in _rows("everyday_names.tsv"))
    longest = max(map(len, (*by_name, *new_areas)))
    return _Table(by_code, {n: tuple(r) for n, r in by_name.items()}, new_areas, everyday, longest)


def regions() -> tuple[Region, ...]:
    """Every region, by code."""
    return tuple(_table().by_code.values())


def region_of_code(code: str) -> Region | None:
    """The region with this six-digit code, None where there is none."""
    return _table().by_code.get(code)


def find_regions(name: str) -> list[Region]:
    """The regions that a place name may stand for, higher levels first, [] where there is none.

    A chain of regions is read from the left as far as it goes, every link inside the one before;
    what follows it (a township, a park) is ignored. One-character names count when alone.

    >>> [r.code for r in find_regions("江西省赣州龙南")]
    ['360783']
    >>> [r.code for r in find_regions("朝阳区")]
    ['110105', '220104']
    """
    alone = _front(name)
    if len(alone) == 1:
        return _sorted(_table().by_name.get(alone, ()))
    return list(_regions(name))


def region_of_park(name: str) -> list[Region]:
    """The regions that lead a park's name, or that a park with a name of its own lies in.

    >>> [r.code for r in region_of_park("雄安新区")]
    ['130000']
    >>> region_of_park("高新区")
    []
    """
    return list(_regions(name))


def is_region(name: str) -> bool:
    """Is all of the name that of a region: 湖南邵东, not 邵东市仙槎桥镇, nor 雄安新区?"""
    front = _front(name.strip())
    return any(reading.last and reading.end == len(front) for reading in _readings(front))


def resolve(names: Sequence[str]) -> list[Region | None]:
    """The region of each place or park name of one article, None where it stays open.

    Names with one reading decide first. Of several readings the one wins whose province and
    prefecture are named most often by those; where that does not decide, the highest level does.

    >>> [r.code if r else None for r in resolve(["朝阳区", "长春市", "鼓楼区"])]
    ['220104', '220100', None]
    """
    candidates = [_outermost(find_regions(name)) for name in names]
    votes: Counter[str] = Counter()
    for found in candidates:
        if len(found) == 1:
            votes.update(_homes(found[0]))
    return [_chosen(found, votes) for found in candidates]


def _homes(region: Region) -> tuple[str, ...]:
    prefecture = region.prefecture_code
    return (region.province_code, prefecture) if prefecture else (region.province_code,)


def _chosen(found: Sequence[Region], votes: Mapping[str, int]) -> Region | None:
    """The candidate with most votes; of equals the only one of the highest level, else None."""
    if not found:
        return None
    scores = [sum(votes[code] for code in _homes(region)) for region in found]
    best = [region for region, score in zip(found, scores, strict=True) if score == max(scores)]
    highest = [region for region in best if region.level == best[0].level]
    return highest[0] if len(highest) == 1 else None


def _outermost(found: Sequence[Region]) -> list[Region]:
    """Without regions that lie in another of them (长沙县 in 长沙), and only provinces if any is one.

    海南 is the province, also beside 青海; its prefecture there is called 海南州.
    """
    outer = [r for r in found if not any(o is not r and o.holds(r) for o in found)]
    provinces = [r for r in outer if r.level == "province"]
    return provinces or outer


def _front(name: str) -> str:
    """`name` without what stands before its first region: 中国(上海)自由贸易试验区 → 上海)自由贸易试验区."""
    before = _BEFORE.match(name)
    return name[before.end() :] if before and before.end() < len(name) else name


@lru_cache(maxsize=4096)
def _regions(name: str) -> tuple[Region, ...]:
    front = _front(name.strip())
    readings = _readings(front)
    if not readings and (abroad := _WITH_ABROAD.match(front)):
        readings = _readings(front[abroad.end() :])
    if not readings:
        return ()
    best = min((-r.end, r.guesses) for r in readings)
    return tuple(_sorted([r.region for r in readings if (-r.end, r.guesses) == best]))


def _sorted(found: Sequence[Region]) -> list[Region]:
    return sorted(dict.fromkeys(found), key=lambda r: (_DEPTH[r.level], r.code))


def _readings(text: str) -> list[_Reading]:
    """Every chain of regions at the front of `text` that is not part of a longer other word."""
    found: list[_Reading] = []
    waiting = list(_links(text, None))
    while waiting:
        reading = waiting.pop()
        waiting += _links(text, reading)
        if _ends_well(text, reading):
            found.append(reading)
    return found


def _links(text: str, before: _Reading | None) -> Iterator[_Reading]:
    """The regions named after `before` and inside its region, or at the start of `text`."""
    table = _table()
    start, guesses, above = (before.end, before.guesses, before.region) if before else (0, 0, None)
    if above is not None:
        while start < len(text) and text[start] in _BETWEEN:
            start += 1
    for length in range(2, min(table.longest, len(text) - start) + 1):
        surface = text[start : start + length]
        end = start + length
        home = None if before and not before.last else table.new_areas.get(surface)
        if home and (above is None or _nested(above, home)):
            inner = home if above is None or above.holds(home) else above
            yield _Reading(end, guesses, inner, "")
        for region in table.by_name.get(surface, ()):
            if above is not None and (region.level == above.level or not above.holds(region)):
                continue
            yield _Reading(end, guesses, region, surface)
            if surface == region.name or _is_higher_name(surface, region):
                continue
            for kind in _FORMER_KINDS[region.level]:
                if text.startswith(kind, end) and not _NOT_A_KIND.match(text, end):
                    yield _Reading(end + len(kind), guesses + 1, region, surface + kind)


def _is_higher_name(surface: str, county: Region) -> bool:
    """Whether a region of a higher level has this name too: no 长沙区 is guessed from 长沙县."""
    return any(_DEPTH[r.level] < _DEPTH[county.level] for r in _table().by_name[surface])


def _nested(one: Region, other: Region) -> bool:
    return one.holds(other) or other.holds(one)


def _ends_well(text: str, reading: _Reading) -> bool:
    """Whether a name may end here: 南京 does not in 南京路, 平安 not in 平安产业园."""
    region, surface = reading.region, reading.last
    if reading.end == len(text) or not surface or surface == region.name or reading.guesses:
        return True
    if _OTHER_NAME.match(text, reading.end):
        return False
    if region.level != "county":
        return True
    if _OTHER_NAME_OF_COUNTY.match(text, reading.end):
        return False
    # An everyday word leads a brand's park (平安产业园) unless a bare kind follows (东方工业园区).
    alone = reading.end == len(surface)
    return not (alone and surface in _table().everyday) or bool(_BARE_KIND.match(text, reading.end))
