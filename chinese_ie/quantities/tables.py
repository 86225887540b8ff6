"""The TOML tables beside this stage, each read once, when first needed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The contents of `data/<name>.toml`; shared, so never change it."""
    path = resources.files("chinese_ie.quantities") / "data" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def one_of(words: Iterable[str]) -> str:
    """A regular expression for any of `words`, the longest that fits first.

    Never empty: without words it matches nothing. Words that end in a Latin letter do not
    match inside a longer Latin word.
    """
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(_whole(word) for word in ordered) + ")" if ordered else "(?!)"


class Words:
    """Words that are looked for right before a place in a text."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._lengths = sorted({len(word) for word in self._words}, reverse=True)

    def before(self, text: str, end: int, *, floor: int = 0) -> str:
        """The longest of the words that ends at `end` and begins at `floor` or later, else ''."""
        for length in self._lengths:
            if end - length >= floor and (word := text[end - length : end]) in self._words:
                return word
        return ""


def _whole(word: str) -> str:
    ends_latin = word[-1].isascii() and word[-1].isalpha()
    return re.escape(word) + ("(?![A-Za-z])" if ends_latin else "")
