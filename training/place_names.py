"""Other places in the same style: chains of regions, one-character names, places abroad."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from random import Random
from typing import NamedTuple

from chinese_ie.linking import places

_GENERIC_END = re.compile(
    r"(.*?)((?:国际)?(?:会展|会议|商务|体育|贸易)?中心|街道|机场|大道|大街|大桥|大厦|广场|水库|社区|"
    r"[乡镇村路街港站湖河江山岛湾])"
)
_NO_SWAP = frozenset(("中国", "华", "中", "我国", "国内", "境外"))
# Without mainland parks, cities and banks: named in articles, not drawn.
_RARE = frozenset(("710000", "810000", "820000"))


class Link(NamedTuple):
    """One link of a chain of regions and whether it is written with its 省/市/县."""

    region: places.Region
    full: bool


class PlaceNames:
    """Draws places; `abroad` maps a kind to names, `word` draws an invented word for 某某镇."""

    def __init__(self, abroad: Mapping[str, Sequence[str]], word: Callable[[Random], str]) -> None:
        self._abroad = abroad
        self._word = word

    def location(self, rng: Random, like: str) -> str:
        """A place of the style of `like`: chain of regions, with or without 市, one character, abroad."""
        if like in _NO_SWAP:
            return like
        if like.startswith("中国") and self.chain(like[2:])[0]:
            return "中国" + self.location(rng, like[2:])
        for places_there in self._abroad.values():
            if like in places_there:
                return rng.choice(places_there)
        if len(like) == 1:
            return rng.choice(self._one_character) if like in self._one_character else like
        parts, tail = self.chain(like)
        if tail and (end := _GENERIC_END.fullmatch(tail)):
            tail = (self._word(rng) if end[1] else "") + end[2]
        return self.render(rng, parts) + tail

    @cached_property
    def _one_character(self) -> list[str]:
        return [s for r in places.regions() if r.level == "province" for s in r.short_names if len(s) == 1]

    @cached_property
    def _surfaces(self) -> dict[str, list[Link]]:
        found: dict[str, list[Link]] = defaultdict(list)
        for region in places.regions():
            for surface in (region.name, *region.short_names):
                first = surface == region.short_names[:1][0] if region.short_names else False
                full = surface == region.name or surface[-1] in ("县区旗" if first else "市县区旗州")
                if len(surface) > 1:
                    found[surface].append(Link(region, full))
        return dict(found)

    def chain(self, text: str) -> tuple[list[Link], str]:
        """The regions that lead `text`, each inside the one before, and what follows them."""
        parts: list[Link] = []
        start = 0
        while True:
            for end in range(min(len(text), start + 15), start + 1, -1):
                fitting = self._surfaces.get(text[start:end], [])
                inner = [p for p in fitting if not parts or self._inside(p.region, parts[-1].region)]
                if inner:
                    parts.append(inner[0])
                    start = end
                    break
            else:
                return parts, text[start:]

    @staticmethod
    def _inside(region: places.Region, above: places.Region) -> bool:
        return region.level != above.level and above.holds(region)

    def render(self, rng: Random, like: list[Link]) -> str:
        """Another chain of regions of the same levels, each written in the same way."""
        if not like:
            return ""
        last = like[-1]
        pool = self._regions_by_ending[last.region.level, last.region.name[-1] if last.full else ""]
        for _ in range(200):
            region = rng.choice(pool)
            homes = {"province": region.province_code, "prefecture": region.prefecture_code}
            codes = [homes.get(part.region.level) for part in like[:-1]] + [region.code]
            chain = [places.region_of_code(code) for code in codes if code]
            written = [
                self._written(rng, r, full=part.full) for r, part in zip(chain, like, strict=False) if r
            ]
            if len(written) == len(like) and all(written):
                return "".join(written)
        return "".join(part.region.name for part in like)

    @cached_property
    def _regions_by_ending(self) -> dict[tuple[str, str], list[places.Region]]:
        found: dict[tuple[str, str], list[places.Region]] = defaultdict(list)
        for region in places.regions():
            if region.code not in _RARE:
                found[region.level, region.name[-1]].append(region)
                found[region.level, ""].append(region)
        return dict(found)

    @staticmethod
    def _written(rng: Random, region: places.Region, *, full: bool) -> str:
        shorts = [s for s in region.short_names[:2] if len(s) > 1]
        if not full:
            return shorts[0] if shorts and shorts[0][-1] not in "市县区旗" else ""
        usual = [s for s in shorts if s[-1] in "州县旗"]
        return usual[0] if "自治" in region.name and usual and rng.random() < 0.7 else region.name
