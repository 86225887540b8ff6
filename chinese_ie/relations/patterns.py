"""What stands directly beside a mention, in words of our own; the patterns are data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("chinese_ie.relations") / "data" / "patterns.toml").read_text("utf-8"))


@cache
def _table(name: str) -> list[tuple[str, re.Pattern[str]]]:
    """Meaning and pattern, in order; patterns for what stands in front end at the mention."""
    form = "(?:{})$" if name.startswith("in front") else "{}"
    return [(meaning, re.compile(form.format(p))) for meaning, p in _data()[name].items()]


def first_match(table: str, text: str) -> str | None:
    """The meaning of the first pattern of the table that fits the text beside a mention.

    >>> first_match("in front of a place", "项目落户"), first_match("behind a company", "董事长")
    ('settles', 'title')
    """
    if table.startswith("in front"):
        return next((meaning for meaning, pattern in _table(table) if pattern.search(text)), None)
    return next((meaning for meaning, pattern in _table(table) if pattern.match(text)), None)


def said(sentence: str) -> Iterator[str]:
    """Those of the listed words that the sentence holds."""
    return (word for word in _data()["words"]["said"] if word in sentence)
