"""Which names in one article mean the same company or park, and which name is the fullest.

All strings are of clean text (folded, simplified).
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from chinese_ie.document import Entity
from chinese_ie.linking.groups import Groups
from chinese_ie.linking.places import Region, find_regions, is_region, resolve

_BRACKETED = re.compile(r"\([^()]*\)")
_BRACKET_HELD = re.compile(r"\(([^()]+)\)")
_ALIAS_CUE = re.compile(r'[(“"]{0,2}(?:以下|下)?(?:简称|称|统称)[为:]?[“"‘《]?$|\([“"]$')
_BRACKET = re.compile(r"\($")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9 .,&'()-]*")
_COMPLETE = ("有限公司", "有限责任公司", "株式会社")  # forms of a name that is not short for another
_ABBREVIATION = 4  # characters of a name that leaves out characters of the full one, at least
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
    companies = [e for e in entities if e.label == "COMPANY"]
    parks = [e for e in entities if e.label == "PARK"]
    groups = Groups(e.text for e in companies)
    for short, full in _introduced(text, companies):
        groups.join(short, full)
    _join_shortened(groups)
    main = _main_park(parks, headline)
    places = list(dict.fromkeys(e.text for e in entities if e.label in ("PARK", "LOCATION")))
    regions = {name: region for name, region in zip(places, resolve(places), strict=True) if region}
    return Aliases(groups.fullest(), _park_names(parks, main), main, _place_names(entities, regions), regions)


def _join_shortened(groups: Groups) -> None:
    """Join short names to fuller ones, the longest first, where all that fit are one company."""
    cores = {name: company_core(name) for name in groups.names}
    for short in sorted(groups.names, key=len, reverse=True):
        fits = [full for full in groups.names if _shortens(short, full, cores)]
        alike = [full for full in fits if cores[full] == cores[short] and not _is_elsewhere(full, short)]
        for some in (fits, alike):
            if some and all(groups.same(some[0], full) for full in some):
                groups.join(short, some[0])
                break


def _is_elsewhere(one: str, other: str) -> bool:
    """Has a name a region in front that the other has not: 上海大川 beside 大川, which is in 慈溪."""
    return leading_region(one) not in ("", leading_region(other))


def company_core(name: str) -> str:
    """The part of a company's name that tells it apart: no region in front, no legal form behind.

    >>> company_core("远禾自动化工程股份有限公司"), company_core("远禾股份")
    ('远禾自动化工程', '远禾')
    """
    core = _without_form(name)
    return core[len(leading_region(core)) :]


def _without_form(name: str) -> str:
    """The name without brackets and without the legal forms behind it."""
    core = _BRACKETED.sub("", name)
    forms = sorted(_names()["company"]["forms"], key=len, reverse=True)
    while form := next((f for f in forms if core.endswith(f) and len(core) - len(f) >= 2), None):
        core = core[: -len(form)]
    return core


def is_common(core: str) -> bool:
    """Is it made of words such as 新能源 and 科技 only, which say nothing about which company it is?"""
    for word in sorted(_names()["company"]["common"], key=len, reverse=True):
        core = core.replace(word, "")
    return not core


def leading_region(name: str) -> str:
    """The region in front of a company's name (浙江省, 深圳, 德国), at most a province and its city."""
    abroad = next((c for c in _names()["company"]["countries"] if name.startswith(c)), "")
    if abroad and len(name) >= len(abroad) + 2:
        return abroad
    region, province = "", ""
    for _ in range(2):
        rest = name[len(region) :]
        longest = ""
        for length in range(2, min(9, len(rest) - 1)):
            fits = [r for r in find_regions(rest[:length]) if rest[:length] in (r.name, *r.short_names)]
            if any(province in ("", r.province_code) for r in fits):
                longest, found = rest[:length], fits[0].province_code
        if not longest:
            break
        region, province = region + longest, found
    return region


def _shortens(short: str, full: str, cores: dict[str, str]) -> bool:
    """May `short` stand for the longer name `full`? 远禾股份 for 远禾自动化工程股份有限公司.

    Not for a subsidiary: 三星 for 三星(中国)半导体有限公司, 其亚集团 for 其亚新疆集团硅业公司.
    """
    if len(full) <= len(short) or "银行" in full:
        return False
    if short.endswith("集团") and "集团" not in full:
        return False
    if _has_region_in_brackets(short) and _BRACKET_HELD.findall(short) != _BRACKET_HELD.findall(full):
        return False
    region = leading_region(short)
    core, plain = cores[short], _without_form(short)
    if core != cores[full] and short.endswith(_COMPLETE):
        return False
    if cores[full].startswith(core) and leading_region(full).endswith(region):
        rest = cores[full].removeprefix(core)
    elif cores[full].startswith(plain):  # 宝丰特钢 is named like a county
        core, rest = plain, cores[full].removeprefix(plain)
    else:
        return _abbreviates(plain, cores[full])
    if len(core) < 2 or is_common(core) or (rest and _has_region_in_brackets(full)):
        return False
    abroad = any(country in rest for country in _names()["company"]["countries"])
    return not abroad and not any(find_regions(rest[at : at + 2]) for at in range(len(rest) - 1))


def _abbreviates(short: str, core: str) -> bool:
    """Is the name the beginning of the other and some of its further characters: 海源复材?"""
    if len(short) < _ABBREVIATION or not core.startswith(short[:2]) or is_common(short[:2]):
        return False
    rest = iter(core[2:])
    return all(character in rest for character in short[2:])


def _has_region_in_brackets(name: str) -> bool:
    """三星(中国)半导体 has, 青岛港(集团) has not."""
    inside = (m.group(1) for m in _BRACKET_HELD.finditer(name))
    return any(held in _names()["company"]["countries"] or find_regions(held) for held in inside)


def _introduced(text: str, companies: Sequence[Entity]) -> Iterable[tuple[str, str]]:
    """(alias, name) for `全称(以下简称“短名”)` and `全称(短名)`."""
    for name, alias in pairwise(companies):
        between = text[name.end : alias.start]
        # A bare bracket may also hold a parent or a partner: an alias shares characters with the name,
        # or is its foreign form.
        kin = len(set(name.text) & set(alias.text)) >= 2 or _is_latin(alias.text) != _is_latin(name.text)
        if _ALIAS_CUE.match(between) or (kin and _BRACKET.match(between)):
            yield alias.text, name.text


def _is_latin(name: str) -> bool:
    return bool(_LATIN.fullmatch(name))


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
    weights = {
        name: sum(n for other, n in counts.items() if same_park(other, name) or same_park(name, other))
        for name in counts
    }
    best = max(weights, key=lambda name: (weights[name], len(name)), default=None)
    return best if best is not None and weights[best] * 2 > sum(counts.values()) else None


def _park_names(parks: Sequence[Entity], main: str | None) -> dict[str, str]:
    names = dict.fromkeys(e.text for e in parks)
    fullest = {}
    for name in names:
        if _is_bare(name):
            fits = [n for n in names if not _is_bare(n) and _bare_fits(name, n)]
            fullest[name] = main if main in fits else fits[0] if len(fits) == 1 else name
        else:
            fits = [n for n in names if same_park(name, n) and _adds_region(name, n)]
            fits = _zones_of(name, names) or fits
            fits = fits if len(fits) > 1 else fits + _abbreviated(name, names)
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
    """The one park whose name this one abbreviates; none where there are two."""
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
