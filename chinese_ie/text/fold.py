"""Folding of single characters to one standard form, always one character to one character.

Full-width letters, digits and punctuation become ASCII, compatibility ideographs and radicals
become ordinary ideographs, every kind of space becomes a plain space. Because no character is
added or lost, folding needs no offset map; the tagger's vocabulary relies on it too.
"""

import unicodedata
from functools import lru_cache

_BY_HAND = {
    "ɡ": "g",
    "ɑ": "a",
    "〜": "~",
    "∼": "~",
    "–": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "•": "·",
    "‧": "·",
    "∙": "·",
    "⋅": "·",
    "・": "·",
    "･": "·",
    "｡": "。",
    "､": "、",
    "︰": ":",
    "∶": ":",
    "\t": " ",
    "\u2028": "\n",
    "\u2029": "\n",
    "\r": "\n",
    "\x0b": "\n",
    "\x0c": "\n",
    "\x85": "\n",
}

# Radicals that stand for whole characters in copies of PDF files and have no compatibility form in Unicode;
# EquivalentUnifiedIdeograph.txt of Unicode 16.
_RADICALS = dict(
    zip(
        "⺄⺇⺈⺌⺍⺎⺒⺓⺗⺜⺝⺠⺢⺧⺩⺪⺫⺬⺮⺶⺷⺸⺻⺼⺽⻁⻄⻅⻆⻇⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰",
        "乙几刀小小兀巳幺心日月民水牛王疋目示竹羊羊羊聿月臼虎西见角角贝足车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙",
        strict=True,
    )
)


def _folded(character: str) -> str:
    if character in _BY_HAND:
        return _BY_HAND[character]
    if character in _RADICALS:
        return _RADICALS[character]
    if 0x2460 <= ord(character) <= 0x24FF:  # circled numbers are list marks, not digits
        return character
    normal = unicodedata.normalize("NFKC", character)
    if len(normal) == 1:
        return normal
    if unicodedata.category(character) == "Zs":
        return " "
    return character


@lru_cache(maxsize=1)
def fold_table() -> dict[int, str]:
    """The folding as a table for `str.translate`: code point to one character."""
    every = (chr(code) for code in range(0x30000) if not 0xD800 <= code <= 0xDFFF)
    return {ord(c): f for c in every if (f := _folded(c)) != c}


def fold(text: str) -> str:
    """Fold every character of `text`; the result has the same length.

    >>> fold("１．０５亿元，ＧＷｈ")
    '1.05亿元,GWh'
    """
    return text if text.isascii() and text.isprintable() else text.translate(fold_table())
