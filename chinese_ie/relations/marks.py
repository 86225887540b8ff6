"""What a place mention looks like where it stands: its kind, and the words beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from chinese_ie.document import Entity
from chinese_ie.linking.places import find_regions
from chinese_ie.relations.patterns import first_match

_FRONT, _BEHIND = 8, 16  # characters beside a place
_FARTHER = 14  # characters in front of it that may tell of an event or of all projects
_TOWNS = ("镇", "乡", "街道", "村")
_SPOT = re.compile(
    "(?:路|街|大道|山|湖|河|江|岛|港|码头|站|机场|水库|电站|电厂|矿|大厦|广场|桥|酒店|宾馆|中心)$"
)
_COUNTRY = re.compile(r"中国|全国|.{1,4}国")
_WORD = re.compile(r"(?![一二三四五六七八九十在])[\u4e00-\u9fff]")
_DATELINE = re.compile(r"(?:\d+月)?\d+日?[电讯]|讯")


@dataclass(frozen=True, slots=True)
class Mark:
    """How one place mention stands in the text.

    Attributes:
        kind: park, town, province, prefecture, county; country (ours), abroad (another), spot, short or other
            for what is no region.
        front: the meaning of the words in front of it, by `patterns.toml`; `venue` where something is held
            there (签约仪式在西安曲江新区举行).
        behind: the meaning of the words behind it.
        opens: nothing but signs, numbers and 在 stands between it and the start of its sentence.
        dateline: it says where the news comes from (本报拉萨8月13日电).
        all: everything spoken of is there (四个项目都落在隆回县高新区).
    """

    kind: str
    front: str | None
    behind: str | None
    opens: bool
    dateline: bool
    all: bool

    @property
    def heads(self) -> bool:
        """Does it open its sentence and end it, or does a colon or a number of projects follow?"""
        return self.opens and self.behind in ("stop", "colon", "several")


def mark(text: str, sentence_start: int, place: Entity) -> Mark:
    """The mark of one mention of a clean text."""
    behind = text[place.end : place.end + _BEHIND]
    farther = first_match(
        "in front of a place, farther", text[max(sentence_start, place.start - _FARTHER) : place.start]
    )
    venue = farther == "venue" or first_match("behind a venue", behind) is not None
    beside = first_match("in front of a place", text[max(0, place.start - _FRONT) : place.start])
    return Mark(
        kind=_kind(place.label, place.text),
        front="venue" if venue else beside,
        behind=first_match("behind a place", behind),
        opens=place.start - sentence_start < _FRONT and not _WORD.search(text, sentence_start, place.start),
        dateline=bool(_DATELINE.match(text, place.end)),
        all=farther == "all",
    )


@lru_cache(maxsize=4096)
def _kind(label: str, name: str) -> str:
    if label == "PARK":
        return "park"
    if name.endswith(_TOWNS) and len(name) > 2:
        return "town"
    found = find_regions(name)
    if found:
        return max(found, key=lambda r: len(r.code.rstrip("0"))).level
    if _COUNTRY.fullmatch(name):
        return "country" if name in ("中国", "全国") else "abroad"
    if len(name) == 1:
        return "short"
    return "spot" if _SPOT.search(name) else "other"
