"""More articles out of the annotated ones: other names, and the dirt of the web.

Both keep the gold: mentions move with the text.
"""

import random
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import opencc
from pypinyin import Style, pinyin

from chinese_ie.corpus import Article
from chinese_ie.document import Entity
from training.names import Names

_HAN = re.compile(r"[\u4e00-\u9fff]")


def _rebuilt(article: Article, pieces: Sequence[tuple[str, int]]) -> Article:
    """The article with character i written as pieces[i]: (new text, how much of it is the character).

    Mentions run from the first character's piece to the end of the last character's own part.
    """
    begins, ends, at = [], [], 0
    for text, own in pieces:
        begins.append(at)
        ends.append(at + own)
        at += len(text)
    text = "".join(piece for piece, _ in pieces)
    moved = ((begins[e.start], ends[e.end - 1], e.label) for e in article.entities)
    entities = tuple(Entity(s, e, label, text[s:e]) for s, e, label in moved if s < e)
    return Article(article.id, text, entities, split=article.split, genre=article.genre)


def swap_names(article: Article, names: Names, rng: random.Random, rate: float) -> Article:
    """Replace about `rate` of the article's names and numbers, the same name by the same name."""
    makers: dict[str, Callable[[random.Random, str], str]] = {
        "COMPANY": names.company,
        "PARK": names.park,
        "OFFICIAL": names.person,
        "EXECUTIVE": names.person,
        "LOCATION": names.location,
        "MONEY": names.money,
        "CAPACITY": names.capacity,
    }
    chosen: dict[tuple[str, str], str] = {}
    pieces: list[tuple[str, int]] = [(c, 1) for c in article.text]
    for entity in article.entities:
        key = (entity.label, entity.text)
        if key not in chosen:
            swap = rng.random() < rate
            make = makers.get(entity.label)  # none for a label of somebody else's
            chosen[key] = make(rng, entity.text) if swap and make else entity.text
        new = chosen[key]
        pieces[entity.start] = (new, len(new))
        if entity.end - entity.start > 1:
            # The new name stands on the first character; the last one closes the mention.
            pieces[entity.start] = (new[:-1], len(new) - 1)
            pieces[entity.start + 1 : entity.end] = [("", 0)] * (entity.end - entity.start - 1)
            pieces[entity.end - 1] = (new[-1:], 1)
    return _rebuilt(article, pieces)


def traditional(article: Article, rng: random.Random, brackets: float) -> Article:
    """Traditional script; each converted character gets its pinyin in brackets with chance `brackets`."""
    pieces = []
    for line in article.text.split("\n"):
        new = _converter().convert(line.encode("utf-8", "replace").decode("utf-8"))
        same = len(new) == len(line)
        for old, character in zip(line, new if same else line, strict=True):
            reading = f"({_reading(old)})" if character != old and rng.random() < brackets else ""
            pieces.append((character + reading, 1))
        pieces.append(("\n", 1))
    return _rebuilt(article, pieces[:-1])


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


@lru_cache(maxsize=8192)
def _reading(character: str) -> str:
    return str(pinyin(character, style=Style.TONE)[0][0])


_FULL = {**{chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)}}
_HALF = str.maketrans("，：；！？（）", ",:;!?()")


def other_width(article: Article, rng: random.Random) -> Article:
    """Half-width punctuation, or full-width digits and letters."""
    if rng.random() < 0.7:
        return _rebuilt(article, [(c.translate(_HALF), 1) for c in article.text])
    return _rebuilt(article, [(_FULL.get(c, c) if c.isalnum() else c, 1) for c in article.text])


def litter(article: Article, rng: random.Random, rate: float) -> Article:
    """Stray spaces, line breaks, lost characters and broken markup, never inside a mention."""
    inside = {i for e in article.entities for i in range(e.start, e.end - 1)}
    waste = (" ", "\xa0", "\u3000", "<br />", "\n", "&nbsp;", "\u200b", "?", "·")
    pieces = []
    for i, character in enumerate(article.text):
        hit = i not in inside and rng.random() < rate
        pieces.append((character + rng.choice(waste), 1) if hit else (character, 1))
    return _rebuilt(article, pieces)


def augmented(article: Article, names: Names, rng: random.Random, rate: float = 0.6) -> Article:
    """One random variant: names swapped, and in a third of the cases dirt of one or two kinds."""
    article = swap_names(article, names, rng, rate * rng.random() * 1.4)
    if rng.random() < 0.12:
        article = traditional(article, rng, rng.choice((0.0, 0.9)))
    if rng.random() < 0.4:
        article = other_width(article, rng)
    if rng.random() < 0.15:
        article = litter(article, rng, 0.01)
    return article
