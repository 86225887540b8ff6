"""The cleaning steps, each AlignedText to AlignedText, and `normalize`, which runs them in order."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from chinese_ie.text.aligned import AlignedText
from chinese_ie.text.fold import fold

_BREAK = re.compile(r"<\s*+(?:/\s*+)?(?:br|p|div|tr|li|h[1-6])\b[^<>]{0,200}/?>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|i|u|em|strong|span|font|img|table|tbody|td|th|ul|ol|section|o:p)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_ENTITIES = {"&nbsp;": " ", "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&middot;": "·",
             "&ldquo;": "“", "&rdquo;": "”", "&mdash;": "—", "&hellip;": "…", "&#160;": " "}  # fmt: skip
_ENTITY = re.compile("|".join(map(re.escape, _ENTITIES)))
# Format characters, variation selectors, controls, private use; lone surrogates stay: they were given.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0001-\U000e01ef\U000f0000-\U0010ffff]"
)
_COMPOSITE = re.compile("[\u3371-\u337a\u3380-\u33df]")  # units written as one character
_PINYIN = re.compile(
    r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff])\(([a-zü\u00e0-\u01dc\u0144\u0148ńňǹḿ]{1,6})\)"
)
_HAN = re.compile(r"[\u3400-\u9fff]")


def fold_characters(aligned: AlignedText) -> AlignedText:
    """Full-width and compatibility forms, odd spaces and line ends, one to one."""
    return aligned.with_characters(fold(aligned.text))


def drop_markup(aligned: AlignedText) -> AlignedText:
    """Line-breaking tags become a newline, other known tags go, entities become characters."""
    if "<" in aligned.text:
        aligned = aligned.replace([(m.start(), m.end(), "\n") for m in _BREAK.finditer(aligned.text)])
        aligned = aligned.replace([(m.start(), m.end(), "") for m in _TAG.finditer(aligned.text)])
    if "&" in aligned.text:
        found = _ENTITY.finditer(aligned.text)
        aligned = aligned.replace([(m.start(), m.end(), _ENTITIES[m.group()]) for m in found])
    return aligned


def drop_invisible(aligned: AlignedText) -> AlignedText:
    """Zero-width, control and private-use characters go."""
    return aligned.replace([(m.start(), m.end(), "") for m in _INVISIBLE.finditer(aligned.text)])


def spell_out_units(aligned: AlignedText) -> AlignedText:
    """`㎡` becomes `m2`, `㎾` becomes `kW`."""
    found = _COMPOSITE.finditer(aligned.text)
    return aligned.replace([(m.start(), m.end(), unicodedata.normalize("NFKC", m.group())) for m in found])


def drop_pinyin(aligned: AlignedText) -> AlignedText:
    """Bracketed pinyin goes where it is a reading of the character before it: `動(dòng)力`."""
    text = aligned.text
    found = (m for m in _PINYIN.finditer(text) if m.group(1) in _readings(text[m.start() - 1]))
    return aligned.replace([(m.start(), m.end(), "") for m in found])


@lru_cache(maxsize=8192)
def _readings(character: str) -> frozenset[str]:
    """All readings of a character, with tone marks and, for neutral tones, without."""
    from pypinyin import Style, pinyin

    marked = pinyin(character, style=Style.TONE, heteronym=True)[0]
    plain = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
    return frozenset((*marked, *plain))


def simplify(aligned: AlignedText) -> AlignedText:
    """Traditional script to simplified, one character to one character, line by line.

    A line is converted only where it holds two characters that simplified text never uses, so that
    乾县 and 昇 in a simplified line stay.
    """
    if not any(map(_is_traditional, set(_HAN.findall(aligned.text)))):
        return aligned
    lines = aligned.text.split("\n")
    return aligned.with_characters("\n".join(map(_simplified, lines)))


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


@lru_cache(maxsize=32768)
def _is_traditional(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return bool(_converter().convert(character) != character)
    return False


def _simplified(line: str) -> str:
    marked = sum(map(_is_traditional, _HAN.findall(line)))
    if marked < 2:
        return line
    convert = _converter().convert
    safe = line.encode("utf-8", "replace").decode("utf-8")  # lone surrogates become ?
    new = convert(safe)
    if len(new) != len(line):
        new = "".join(c if len(c) == 1 else s for s in safe for c in [convert(s)])
    return "".join(o if "\ud800" <= o <= "\udfff" else n for o, n in zip(line, new, strict=True))


def unify_line_ends(aligned: AlignedText) -> AlignedText:
    """CRLF is one newline."""
    found = re.finditer("\r\n", aligned.text)
    return aligned.replace([(m.start(), m.end(), "\n") for m in found])


STEPS: tuple[Callable[[AlignedText], AlignedText], ...] = (
    drop_invisible,
    unify_line_ends,
    fold_characters,
    drop_markup,
    spell_out_units,
    drop_pinyin,
    simplify,
)


def normalize(text: str) -> AlignedText:
    """Run all steps; works on any `str`, the result maps back to it.

    >>> normalize("揚(yáng)州經(jīng)開(kāi)區(qū)，１．２億元").text
    '扬州经开区,1.2亿元'
    """
    aligned = AlignedText.of(text)
    for step in STEPS:
        aligned = step(aligned)
    return aligned
