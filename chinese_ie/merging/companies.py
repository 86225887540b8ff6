"""Which company names of many articles may mean one company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from chinese_ie.linking.companies import company_core, is_common, leading_region
from chinese_ie.linking.places import find_regions

DIFFERENT, MAYBE, SAME = 0, 1, 2


class Companies:
    """What the names of all articles say about each other.

    Args:
        names: every company name of the reports.
        aliases: (name, fullest name) pairs that single articles give.
    """

    def __init__(self, names: Iterable[str], aliases: Iterable[tuple[str, str]]) -> None:
        self._kin: dict[str, dict[str, int]] = {name: {name: SAME} for name in sorted(set(names))}
        self._shorter: set[str] = set()
        by_pair: dict[str, list[str]] = defaultdict(list)
        for name in self._kin:
            core = _core(name)
            for at in range(max(len(core) - 1, 1)):
                if name not in by_pair[core[at : at + 2]]:
                    by_pair[core[at : at + 2]].append(name)
        for short in self._kin:
            for full in by_pair[_core(short)[:2]]:
                self._add(short, full, _relation(short, full))
        for short, full in aliases:
            if short in self._kin and full in self._kin and short != full:
                self._add(short, full, MAYBE)
                self._shorter.add(min(short, full, key=lambda n: (len(n), n)))

    def _add(self, short: str, full: str, relation: int) -> None:
        if short == full or relation == DIFFERENT:
            return
        for one, other in ((short, full), (full, short)):
            self._kin[one][other] = max(relation, self._kin[one].get(other, DIFFERENT))
        if relation == MAYBE:
            self._shorter.add(short)

    def kin(self, name: str) -> dict[str, int]:
        """The names that may mean the same company, itself included, as `MAYBE` or `SAME`."""
        return self._kin[name]

    def is_short(self, name: str) -> bool:
        """Is there a fuller name that this one may stand for?"""
        return name in self._shorter


def _relation(short: str, full: str) -> int:
    """How `short` stands to a name that holds its first two characters."""
    core, fuller = _core(short), _core(full)
    region, other = _region(short), _region(full)
    if region and other and not (region in other or other in region):
        return DIFFERENT
    if is_common(core) or len(core) < 2:
        return DIFFERENT
    if core == fuller:
        return SAME
    return MAYBE if len(core) < len(fuller) and _abbreviates(core, fuller) else DIFFERENT


def _abbreviates(core: str, fuller: str) -> bool:
    """启澜轴承 for 启澜精密轴承: the first two characters stand together, the others follow in order."""
    at = fuller.find(core[:2])
    if at < 0:
        return False
    rest = iter(fuller[at + 2 :])
    return all(character in rest for character in core[2:])


@lru_cache(maxsize=1 << 16)
def _core(name: str) -> str:
    return company_core(name)


@lru_cache(maxsize=1 << 16)
def _region(name: str) -> str:
    """The region in front of the name or in its brackets, "" where there is none."""
    inside = name[name.find("(") + 1 : name.find(")")] if "(" in name else ""
    if inside and find_regions(inside):
        return inside
    region = leading_region(name)
    return "" if region == "中国" else region
