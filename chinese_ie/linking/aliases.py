"""Which names in one article mean the same company or park, and which name is the fullest.

All strings are of clean text (folded, simplified).
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from chinese_ie.document import Entity
from chinese_ie.linking.companies import company_names, leading_region
from chinese_ie.linking.places import Region, find_regions, is_region, resolve

_KIND = re.compile(
    r"(?:(?:经开|高新|保税|综保|自贸|新|示范|试验|先行|集聚|集中|开发|工业|合作)区|(?:工业|产业|科技|物流|化工)?园区?|片区|组团|区)$"
)


@cache
def _names() -> dict[str, Any]:
    return tomllib.loads((files("chinese_ie.linking") / "data" / "names.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Aliases:
    """Fullest name of every company, park and place name of an article.

    Attributes:
        companies: name to fullest name.
        parks: name to fullest name.
        main_park: the park that the article is about, or None.
        places: name to fullest name: 邵东 to 湖南省邵东市 where the article has both.
        regions: park or place name to the region that it is or lies in, by all names of the article.
    """

    companies: dict[str, str]
    parks: dict[str, str]
    main_park: str | None
    places: dict[str, str] = field(default_factory=dict)
    regions: dict[str, Region] = field(default_factory=dict)

    def company(self, name: str) -> str:
        return self.companies.get(name, name)

    def park(self, name: str) -> str:
        return self.parks.get(name, name)

    def place(self, name: str) -> str:
        return self.places.get(name, name)


def aliases(text: str, entities: Sequence[Entity], headline: str = "") -> Aliases:
    """Group the names of an article's clean text; `headline` weighs in for the main park."""
    companies = company_names(text, [e for e in entities if e.label == "COMPANY"])
    parks = [e for e in entities if e.label == "PARK"]
    main = _main_park(parks, headline)
    places = list(dict.fromkeys(e.text for e in entities if e.label in ("PARK", "LOCATION")))
    regions = {name: region for name, region in zip(places, resolve(places), strict=True) if region}
    return Aliases(companies, _park_names(parks, main), main, _place_names(entities, regions), regions)


@lru_cache(maxsize=8192)
def park_core(name: str) -> str:
    """A park's name with its kind in short form: 盐城经济技术开发区 → 盐城经开区."""
    for long, short in _names()["park_kinds"].items():
        if name.endswith(long):
            return f"{name[: -len(long)]}{short}"
    return name


def same_park(short: str, full: str) -> bool:
    """Does `short` (上饶经开区, 经开区) fit the fuller name (江西省上饶经济技术开发区)?"""
    return _without_levels(full).endswith(_without_levels(short))


@lru_cache(maxsize=8192)
def _without_levels(name: str) -> str:
    return re.sub("[省市县区](?=.{3})", "", park_core(name))


def _adds_region(short: str, full: str) -> bool:
    """Is what the fuller name has in front a region, and not a letter too many: 江苏省|盐城经开区?"""
    front = park_core(full).removesuffix(park_core(short))
    return not front or front == park_core(full) or bool(find_regions(front))


def _is_bare(name: str) -> bool:
    """A kind without a name of its own: 经开区, 高新区, 开发区, 园区."""
    return park_core(name) in {
        *_names()["park_kinds"].values(),
        "开发区",
        "新区",
        "园区",
        "示范区",
        "试验区",
        "保税区",
    }


def _bare_fits(bare: str, full: str) -> bool:
    """May a kind alone stand for the park? 开发区 is said of every 经开区 and 高新区."""
    return same_park(bare, full) or (
        bare == "开发区" and park_core(full).endswith(("经开区", "高新区", bare))
    )


def _main_park(parks: Sequence[Entity], headline: str) -> str | None:
    """The named park that the headline names, else the one with most of the mentions."""
    counts = Counter(e.text for e in parks if not _is_bare(e.text))
    in_headline = [name for name in counts if name in headline]
    if in_headline:
        return max(in_headline, key=lambda name: (counts[name], len(name)))
    fuller = _fuller(counts)
    weights = dict.fromkeys(counts, 0)
    for short, fits in fuller.items():
        for name in fits:
            weights[name] += counts[short]
            if short not in fuller[name]:
                weights[short] += counts[name]
    best = max(weights, key=lambda name: (weights[name], len(name)), default=None)
    return best if best is not None and weights[best] * 2 > sum(counts.values()) else None


def _fuller(names: Iterable[str]) -> dict[str, list[str]]:
    """Each park's name to those that it is the `same_park` as and that are as full or fuller, in order."""
    found: dict[str, list[str]] = {name: [] for name in names}
    by_core: dict[str, list[str]] = defaultdict(list)
    for name in found:
        by_core[_without_levels(name)].append(name)
    for full in found:
        core = _without_levels(full)
        for cut in range(len(core)):
            for short in by_core.get(core[cut:], ()):
                found[short].append(full)
    return found


def _park_names(parks: Sequence[Entity], main: str | None) -> dict[str, str]:
    names = dict.fromkeys(e.text for e in parks)
    fuller, by_first = _fuller(names), defaultdict[str, list[str]](list)
    for name in names:
        by_first[_parts(name)[1][:1]].append(name)
    fullest = {}
    for name in names:
        if _is_bare(name):
            fits = [n for n in names if not _is_bare(n) and _bare_fits(name, n)]
            fullest[name] = main if main in fits else fits[0] if len(fits) == 1 else name
        else:
            fits = [n for n in fuller[name] if _adds_region(name, n)]
            fits = _zones_of(name, names) or fits
            fits = fits if len(fits) > 1 else fits + _abbreviated(name, by_first[_parts(name)[1][:1]])
            fullest[name] = max(fits, key=len, default=name)
    return {name: fullest.get(full, full) or name for name, full in fullest.items()}


def abbreviates(short: str, full: str) -> bool:
    """Is it a park's name with words left out, or its kind: 罗桥园, 洋浦 for 罗桥工业园, 洋浦经济开发区?

    The kind stays what it is, except that every 工业园 or 物流园 is a 园; an inner park is another park.
    """
    region, own, kind = _parts(short)
    outer, stem, other = _parts(full)
    if len(own) < 2 or len(full) <= len(short) or full.startswith(short + "园") or region not in outer:
        return False
    if not kind:
        return own == stem and bool(other)
    if kind == "园":
        return other.endswith("园") and stem.startswith(own[0]) and _is_subsequence(own, stem)
    return kind == other and stem.startswith(own) and len(stem) != len(own) + 1


@lru_cache(maxsize=8192)
def _parts(park: str) -> tuple[str, str, str]:
    """The region in front of a park's name, the name itself, and its kind in short form, 园 for 园区."""
    core = re.sub(r"[()·—-]", "", park_core(park))
    found = _KIND.search(core)
    kind = found.group() if found else ""
    name = core[: len(core) - len(kind)]
    region = leading_region(name)
    if len(name) - len(region) < 2:
        region = ""
    return region, name[len(region) :], kind.replace("园区", "园")


def _is_subsequence(short: str, full: str) -> bool:
    rest = iter(full)
    return all(character in rest for character in short)


def _abbreviated(name: str, names: Iterable[str]) -> list[str]:
    """The one park whose name this one abbreviates; none where there are two.

    `names` are those whose own names, without region and kind, begin with the same character.
    """
    fits = [n for n in names if abbreviates(name, n)]
    return fits if len({park_core(n) for n in fits}) == 1 else []


def _zones_of(name: str, names: Iterable[str]) -> list[str]:
    """The one zone that 大连开发区 may be short for: 大连经开区 or 大连高新区, not where there are both."""
    own = _without_levels(name)
    if not own.endswith("开发区"):
        return []
    kinds = [own.replace("开发区", kind) for kind in ("经开区", "高新区")]
    fits = [[n for n in names if _without_levels(n).endswith(kind)] for kind in kinds]
    return fits[0] or fits[1] if not all(fits) else []


def _place_names(entities: Sequence[Entity], regions: dict[str, Region]) -> dict[str, str]:
    """Names of one region together, where nothing of the name is left over: no township, no street."""
    groups: dict[str, list[str]] = {}
    for name in dict.fromkeys(e.text for e in entities if e.label == "LOCATION"):
        if name in regions and is_region(name):
            groups.setdefault(regions[name].code, []).append(name)
    return {name: max(group, key=len) for group in groups.values() for name in group}
