"""Traditional script, of the mainland, Taiwan and Hong Kong, to simplified."""

import re
from functools import lru_cache
from typing import Any

from chinese_ie.text.aligned import AlignedText

_MIXED = 0.5  # share of traditional lines from which a single character of another line counts too


def simplify(aligned: AlignedText) -> AlignedText:
    """Traditional script to simplified, one character to one character, line by line.

    A line is converted only where it holds two different characters that simplified text never uses, so that
    乾县 and 昇 in a simplified line stay; one is enough where half of the page's lines are traditional.
    """
    marks = [c for c in set(aligned.text) if c > "\u33ff" and _is_traditional(c)]
    if not marks:
        return aligned
    mark = re.compile(f"[{''.join(marks)}]")
    lines = aligned.text.split("\n")
    counts = [len(set(mark.findall(line))) for line in lines]
    traditional = sum(count > 1 for count in counts)
    least = 1 if traditional >= _MIXED * sum(map(bool, map(str.strip, lines))) else 2
    new = (_simplified(line) if count >= least else line for line, count in zip(lines, counts, strict=True))
    return aligned.with_characters("\n".join(new))


@lru_cache(maxsize=1)
def _converters() -> tuple[Any, Any]:
    """Variants of Hong Kong to the common ones, those to simplified."""
    import opencc

    return opencc.OpenCC("hk2t"), opencc.OpenCC("t2s")


def _converted(text: str) -> str:
    for converter in _converters():
        text = converter.convert(text)
    return text


@lru_cache(maxsize=32768)
def _is_traditional(character: str) -> bool:
    if "\ud800" <= character <= "\udfff":
        return False
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return _converted(character) != character
    return False


def _simplified(line: str) -> str:
    safe = line.encode("utf-8", "replace").decode("utf-8")  # lone surrogates become ?
    new = _converted(safe)
    if len(new) != len(line):
        new = "".join(c if len(c) == 1 else s for s in safe for c in [_converted(s)])
    return "".join(o if "\ud800" <= o <= "\udfff" else n for o, n in zip(line, new, strict=True))
