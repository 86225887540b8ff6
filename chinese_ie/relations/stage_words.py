"""Words that tell how far a project has come, and whether they speak of what has been reached."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple, TypeAlias

Aspect: TypeAlias = Literal["reached", "coming", "not yet", "after", "maybe coming", "long ago"]

_REACH = 8  # characters in front of a word that tell its aspect


class StageWord(NamedTuple):
    """A word of `data/stages.toml` as it stands in a text.

    Attributes:
        word: as written.
        group: its group in the file.
        aspect: by the words beside it `reached`, `coming` (预计投产), `not yet` (尚未投产), `after` (投产后);
            a date beside it may make it `coming`, `maybe coming` or `long ago`.
        start: where it begins in the text.
    """

    word: str
    group: str
    aspect: Aspect
    start: int

    @property
    def is_reached(self) -> bool:
        return self.aspect in ("reached", "long ago")

    def __str__(self) -> str:
        return self.group if self.aspect == "reached" else f"{self.aspect} {self.group}"


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("chinese_ie.relations") / "data" / "stages.toml").read_text("utf-8"))


@cache
def _words() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """One pattern for all words, longest first, and word to group."""
    owner = {word: group for group, words in _data()["groups"].items() for word in words}
    return re.compile(_one_of(owner)), owner


@cache
def _in_front() -> Mapping[Aspect, re.Pattern[str]]:
    words = _data()["aspects"]
    return {
        "not yet": re.compile(rf"(?:{_one_of(words['not_yet'])})[^,。;:、]{{0,3}}$"),
        "coming": re.compile(rf"(?:{_one_of(words['coming'])})[^,。;:、]*$"),
    }


@cache
def _behind() -> tuple[str, ...]:
    return tuple(_data()["aspects"]["after"])


def _one_of(words: Sequence[str] | Mapping[str, str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def stage_words(text: str, start: int = 0, end: int | None = None) -> Iterator[StageWord]:
    """The words of `text[start:end]` in order; what stands outside of it tells nothing.

    >>> [str(word) for word in stage_words("已开工,预计年底投产")]
    ['started', 'coming completed']
    """
    pattern, owner = _words()
    for m in pattern.finditer(text, start, len(text) if end is None else end):
        front = text[max(start, m.start() - _REACH) : m.start()]
        aspect: Aspect = "reached"
        if text.startswith(_behind(), m.end()):
            aspect = "after"
        else:
            aspect = next((name for name, found in _in_front().items() if found.search(front)), aspect)
        yield StageWord(m.group(), owner[m.group()], aspect, m.start())


def furthest(words: Iterable[StageWord]) -> list[StageWord]:
    """Of the words that tell what is reached those of the furthest group; 2023年签约,已开工: 开工."""
    order: list[str] = _data()["order"]
    ranked = [(order.index(w.group), w) for w in words if w.is_reached and w.group in order]
    top = max((rank for rank, _ in ranked), default=None)
    return [word for rank, word in ranked if rank == top]
