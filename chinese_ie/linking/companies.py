"""Names of companies: what tells one apart, and which names of one article mean the same company.

All strings are of clean text (folded, simplified).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from chinese_ie.document import Entity
from chinese_ie.linking.groups import Groups
from chinese_ie.linking.places import find_regions

_BRACKETED = re.compile(r"\([^()]*\)")
_BRACKET_HELD = re.compile(r"\(([^()]+)\)")
_ALIAS_CUE = re.compile(r'[(“"]{0,2}(?:以下|下)?(?:简称|称|统称)[为:]?[“"‘《]?$|\([“"]$')
_BRACKET = re.compile(r"\($")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9 .,&'()-]*")
_COMPLETE = ("有限公司", "有限责任公司", "株式会社")  # forms of a name that is not short for another
_ABBREVIATION = 4  # characters of a name that leaves out characters of the full one, at least


@cache
def _words() -> dict[str, list[str]]:
    names = tomllib.loads((files("chinese_ie.linking") / "data" / "names.toml").read_text("utf-8"))
    words: dict[str, list[str]] = names["company"]
    return words


def company_names(text: str, companies: Sequence[Entity]) -> dict[str, str]:
    """Each name of a company in an article's clean text, and the fullest name of the same company."""
    groups = Groups(e.text for e in companies)
    for short, full in _introduced(text, companies):
        groups.join(short, full)
    _join_shortened(groups)
    return groups.fullest()


def _join_shortened(groups: Groups) -> None:
    """Join short names to fuller ones, the longest first, where all that fit are one company."""
    cores = {name: company_core(name) for name in groups.names}
    by_beginning: dict[str, list[str]] = {}
    for name, core in cores.items():
        by_beginning.setdefault(core[:1], []).append(name)
    for short in sorted(groups.names, key=len, reverse=True):
        beginnings = dict.fromkeys((cores[short][:1], _without_form(short)[:1]))
        near = (full for beginning in beginnings for full in by_beginning.get(beginning, ()))
        fits = [full for full in near if _shortens(short, full, cores)]
        alike = [full for full in fits if cores[full] == cores[short] and not _is_elsewhere(full, short)]
        for some in (fits, alike):
            if some and all(groups.same(some[0], full) for full in some):
                groups.join(short, some[0])
                break


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
    forms = sorted(_words()["forms"], key=len, reverse=True)
    while form := next((f for f in forms if core.endswith(f) and len(core) - len(f) >= 2), None):
        core = core[: -len(form)]
    return core


def is_common(core: str) -> bool:
    """Is it made of words such as 新能源 and 科技 only, which say nothing about which company it is?"""
    for word in sorted(_words()["common"], key=len, reverse=True):
        core = core.replace(word, "")
    return not core


@lru_cache(maxsize=8192)
def leading_region(name: str) -> str:
    """The region in front of a company's name (浙江省, 深圳, 德国), at most a province and its city."""
    abroad = next((c for c in _words()["countries"] if name.startswith(c)), "")
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


def _is_elsewhere(one: str, other: str) -> bool:
    """Has a name a region in front that the other has not: 上海大川 beside 大川, which is in 慈溪."""
    return leading_region(one) not in ("", leading_region(other))


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
    abroad = any(country in rest for country in _words()["countries"])
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
    return any(held in _words()["countries"] or find_regions(held) for held in inside)
