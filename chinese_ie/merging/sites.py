"""Do two articles name one place: a park by its name, a region by its code?"""

from __future__ import annotations

from functools import lru_cache

from chinese_ie.linking.aliases import park_core, same_park
from chinese_ie.linking.places import find_regions, region_of_code
from chinese_ie.merging.report import Report

DIFFERENT, UNKNOWN, NEAR, SAME = -1, 0, 1, 2


def agreement(one: Report, other: Report) -> int:
    """`SAME` park or county, `NEAR` (one holds the other), `UNKNOWN` or `DIFFERENT`."""
    if not one.location or not other.location:
        return UNKNOWN
    if one.location == other.location:
        return SAME
    first, second = region_of_code(one.adcode or ""), region_of_code(other.adcode or "")
    if first and second and not (first.holds(second) or second.holds(first)):
        return DIFFERENT
    parks = not _is_region(one.location), not _is_region(other.location)
    if all(parks):
        return (
            SAME if _same_name(one.location, other.location) else DIFFERENT if first and second else UNKNOWN
        )
    if first and second:
        return SAME if first == second and not any(parks) else NEAR
    return UNKNOWN


def precision(report: Report) -> int:
    """0 no place, 1 a province or a place without code, 2 a prefecture, 3 a county, +1 a park."""
    if not report.location:
        return 0
    region = region_of_code(report.adcode or "")
    level = {"province": 1, "prefecture": 2, "county": 3}[region.level] if region else 1
    return level + (not _is_region(report.location))


@lru_cache(maxsize=1 << 16)
def _is_region(name: str) -> bool:
    """Is it a region or a chain of them (江苏省南通市如东县), and not a park or a place in one?"""
    return any(name.endswith((r.name, *r.short_names)) for r in find_regions(name))


@lru_cache(maxsize=1 << 16)
def _same_name(one: str, other: str) -> bool:
    """One park, or a park and a part of it (宜城经开区, 宜城经开区雷大产业园)."""
    if same_park(one, other) or same_park(other, one):
        return True
    short, full = sorted((park_core(one), park_core(other)), key=len)
    return full.startswith(short)
