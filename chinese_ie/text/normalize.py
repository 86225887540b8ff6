"""`normalize`: the cleaning steps, each AlignedText to AlignedText, in order."""

import re
import unicodedata
from collections.abc import Callable

from chinese_ie.text.aligned import AlignedText
from chinese_ie.text.fold import fold
from chinese_ie.text.lines import close_up, join_lines
from chinese_ie.text.markup import drop_markup, read_references
from chinese_ie.text.pinyin import drop_pinyin
from chinese_ie.text.script import simplify

# Format characters, variation selectors, controls, private use; lone surrogates stay: they were given.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\ufff9-\ufffc\U000e0001-\U000e01ef\U000f0000-\U0010ffff]"
)
_COMPOSITE = re.compile("[\u3371-\u337a\u3380-\u33df]")  # units written as one character
_FOREIGN = re.compile("[\u0370-\u04ff]")
_WORD = re.compile("[A-Za-z\u0370-\u04ff]+")
# Letters of Cyrillic and of Greek that look like Latin ones; µ, Ω, α, β and the like are what they are.
_LOOKALIKES = dict(
    zip(
        "АВЕКМНОРСТХаеорсухкһіѕјԛԝԌΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
        "ABEKMHOPCTXaeopcyxkhisjqwGABEZHIKMNOPTYXo",
        strict=True,
    )
)
_ZERO = re.compile(r"(?<=[一二三四五六七八九])[○◯〇OoΟО0]{1,3}(?=[一二三四五六七八九年后])")


def drop_invisible(aligned: AlignedText) -> AlignedText:
    """Zero-width, control and private-use characters go."""
    return aligned.replace([(m.start(), m.end(), "") for m in _INVISIBLE.finditer(aligned.text)])


def unify_line_ends(aligned: AlignedText) -> AlignedText:
    """CRLF is one newline."""
    found = re.finditer("\r\n", aligned.text)
    return aligned.replace([(m.start(), m.end(), "\n") for m in found])


def fold_characters(aligned: AlignedText) -> AlignedText:
    """Full-width and compatibility forms, odd spaces and line ends, one to one."""
    return aligned.with_characters(fold(aligned.text))


def spell_out_units(aligned: AlignedText) -> AlignedText:
    """`㎡` becomes `m2`, `㎾` becomes `kW`."""
    found = _COMPOSITE.finditer(aligned.text)
    return aligned.replace([(m.start(), m.end(), unicodedata.normalize("NFKC", m.group())) for m in found])


def latinize(aligned: AlignedText) -> AlignedText:
    """Cyrillic and Greek letters that look Latin become so inside Latin words: `GWһ`, `МW`."""
    if not _FOREIGN.search(aligned.text):
        return aligned
    return aligned.with_characters(_WORD.sub(_latin, aligned.text))


def _latin(word: re.Match[str]) -> str:
    letters = [_LOOKALIKES.get(letter, letter) for letter in word[0]]
    mixed = any(map(str.isascii, word[0])) and all(map(str.isascii, letters))
    return "".join(letters) if mixed else word[0]


def read_zeros(aligned: AlignedText) -> AlignedText:
    """A circle, a letter O or a 0 between Chinese numerals is 〇: `二○二O年`."""
    return aligned.with_characters(_ZERO.sub(lambda zero: "〇" * len(zero[0]), aligned.text))


STEPS: tuple[Callable[[AlignedText], AlignedText], ...] = (
    drop_invisible,
    unify_line_ends,
    fold_characters,
    read_references,
    drop_markup,
    spell_out_units,
    latinize,
    drop_pinyin,
    simplify,
    close_up,
    read_zeros,
    join_lines,
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
