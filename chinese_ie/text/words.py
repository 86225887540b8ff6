"""Words of Chinese text, by the spacy-pkuseg model that ships with the package.

The model (`segmenter/`) is made by `python -m training.segmenter`; its `card.json` says from what
and how good it is. Offsets are those of the given text.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from spacy_pkuseg import Preprocesser, pkuseg

from chinese_ie.document import Span
from chinese_ie.errors import ModelFormatError

PACKAGED = Path(__file__).parents[1] / "segmenter"
FILES = ("features.msgpack", "weights.npz", "words.txt")

# pkuseg reads a piece at a time and needs memory by its length: sentences, and hard cuts in long ones.
_PIECE = re.compile(r"\S[^。！？；!?;\s]{0,199}[。！？；!?;]*")


class Segmenter:
    """A pkuseg model with a user dictionary.

    >>> [text[w.start : w.end] for w in Segmenter().words(text := "项目落户赣州经开区，总投资50亿元。")]
    ['项目', '落户', '赣州经开区', '，', '总', '投资', '50', '亿元', '。']
    """

    def __init__(self, folder: Path = PACKAGED) -> None:
        """Raises `ModelFormatError` where `folder` lacks a file of the model."""
        missing = [name for name in FILES if not (folder / name).is_file()]
        if missing:
            raise ModelFormatError(
                f"{folder} lacks {', '.join(missing)}; expected a folder of `python -m training.segmenter`"
            )
        self._pkuseg = pkuseg(str(folder), user_dict=None)
        self._pkuseg.preprocesser = Preprocesser((folder / "words.txt").read_text(encoding="utf-8").split())

    def words(self, text: str) -> Iterator[Span]:
        """The words from left to right; white space belongs to none. Any `str` is legal."""
        for piece in _PIECE.finditer(text):
            at = piece.start()
            for word in self._pkuseg.cut(piece.group()):
                yield Span(at, at + len(word))
                at += len(word)


@lru_cache(maxsize=1)
def packaged() -> Segmenter:
    """The segmenter of the package, loaded once."""
    return Segmenter()
