"""Words that tell how far a project has come, and whether they speak of what is to come."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

_REACH = 8  # characters in front of a word that tell its tense


class StageWord(NamedTuple):
    """A word of `data/stages.toml` as it stands in a text: its group and whether it is yet to come."""

    word: str
    group: str
    coming: bool

    def __str__(self) -> str:
        return f"coming {self.group}" if self.coming else self.group


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("chinese_ie.relations") / "data" / "stages.toml").read_text("utf-8"))


@cache
def _words() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """One pattern for all words, longest first, and word to group."""
    owner = {word: group for group, words in _data()["groups"].items() for word in words}
    return re.compile("|".join(sorted(map(re.escape, owner), key=len, reverse=True))), owner


@cache
def _coming() -> re.Pattern[str]:
    return re.compile(r"(?:{})[^,。;:、]*$".format("|".join(map(re.escape, _data()["coming"]["in_front"]))))


@cache
def _behind() -> tuple[str, ...]:
    return tuple(_data()["coming"]["behind"])


def stage_words(text: str) -> Iterator[StageWord]:
    """The words of a text in order.

    >>> [str(word) for word in stage_words("已开工,预计年底投产")]
    ['started', 'coming completed']
    """
    pattern, owner = _words()
    for m in pattern.finditer(text):
        front = text[max(0, m.start() - _REACH) : m.start()]
        coming = text.startswith(_behind(), m.end()) or bool(_coming().search(front))
        yield StageWord(m.group(), owner[m.group()], coming)
