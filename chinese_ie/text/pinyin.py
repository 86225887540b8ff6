"""Bracketed pinyin that repeats the character before it, as converters of web pages leave it."""

import re
import unicodedata
from functools import lru_cache

from chinese_ie.text.aligned import AlignedText

_BRACKETED = re.compile(
    r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff])[(\[〔]\s?([^\W_][^\s()\[\]〔〕]{0,8})\s?[)\]〕]"
)
_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_SYLLABLE = re.compile(r"[a-zê]{1,6}[0-5]?")


def drop_pinyin(aligned: AlignedText) -> AlignedText:
    """Bracketed pinyin goes where it is a reading of the character before it: `動(dòng)力`.

    The tone may be a mark, a number or missing, ü may be v, u: or ü. A single letter without a tone is
    no reading but a mark: 额(e).
    """
    text = aligned.text
    found = (m for m in _BRACKETED.finditer(text) if _reads(text[m.start() - 1], m[1]))
    return aligned.replace([(m.start(), m.end(), "") for m in found])


@lru_cache(maxsize=32768)
def _reads(character: str, written: str) -> bool:
    syllable = _plain(written)
    if not _SYLLABLE.fullmatch(syllable) or len(syllable) == 1:
        return False
    return syllable in _readings(character)


@lru_cache(maxsize=8192)
def _readings(character: str) -> frozenset[str]:
    """All readings of a character in letters a-z with the number of the tone behind, and without it."""
    from pypinyin import Style, pinyin

    marked = (_plain(reading) for reading in pinyin(character, style=Style.TONE, heteronym=True)[0])
    return frozenset(form for reading in marked for form in (reading, reading.rstrip("12345")))


def _plain(syllable: str) -> str:
    """`lǜ`, `lu:4`, `lü4` and `lv4` as lv4; a neutral tone, 0 or 5, as none.

    >>> _plain("Dòng"), _plain("lǜ"), _plain("lu:4"), _plain("de5")
    ('dong4', 'lv4', 'lv4', 'de')
    """
    letters: list[str] = []
    tone = ""
    for letter in unicodedata.normalize("NFD", syllable.lower().replace("u:", "v")):
        if letter in _TONES:
            tone = _TONES[letter]
        elif letter == "\u0308" and letters and letters[-1] == "u":
            letters[-1] = "v"
        elif letter == "\u0302" and letters and letters[-1] == "e":
            letters[-1] = "ê"
        else:
            letters.append(letter)
    return ("".join(letters) + tone).rstrip("05")
