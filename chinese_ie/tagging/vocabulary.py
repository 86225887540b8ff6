"""Characters to ids, the same for pretraining, fine-tuning and inference.

One character is one token, always: offsets of tokens are offsets of characters.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chinese_ie.errors import ModelFormatError
from chinese_ie.text.fold import fold

PAD, UNK, CLS, SEP, MASK = "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"
SPACE, NEWLINE, HAN, LETTER = "[SPACE]", "[NEWLINE]", "[HAN]", "[LETTER]"
SPECIAL = (PAD, UNK, CLS, SEP, MASK, SPACE, NEWLINE, HAN, LETTER)

_CODES = 0x110000  # one past the last code point


@dataclass(frozen=True)
class Vocabulary:
    """The tokens of a model in id order (`vocab.txt` of a BERT checkpoint, one token a line).

    Any Chinese BERT vocabulary will do. A character is looked up as it is, then in lower case;
    white space, rare ideographs and foreign letters fall back to `[SPACE]`, `[NEWLINE]`, `[HAN]`,
    `[LETTER]` where the vocabulary has them, else to `[UNK]`. Word pieces longer than one
    character (`##ing`) are never used.
    """

    tokens: tuple[str, ...]

    def __post_init__(self) -> None:
        missing = [t for t in (PAD, UNK, CLS, SEP) if t not in self.ids]
        if missing:
            raise ModelFormatError(
                f"vocabulary of {len(self.tokens)} tokens lacks {', '.join(missing)}; "
                "expected the vocab.txt of a BERT-like model, one token a line"
            )

    @classmethod
    def load(cls, path: Path) -> "Vocabulary":
        """Read `vocab.txt`; raises `ModelFormatError` for a file that is no vocabulary."""
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise ModelFormatError(f"cannot read the vocabulary {path}: {error}") from error
        if lines and not lines[-1]:
            lines.pop()
        return cls(tuple(line.removesuffix("\r") for line in lines))

    def save(self, path: Path) -> None:
        path.write_text("".join(token + "\n" for token in self.tokens), encoding="utf-8")

    @classmethod
    def of_characters(cls, characters: Iterable[str]) -> "Vocabulary":
        """The vocabulary of this project: the special tokens, then the given characters."""
        return cls((*SPECIAL, *dict.fromkeys(characters)))

    def __len__(self) -> int:
        return len(self.tokens)

    @cached_property
    def ids(self) -> dict[str, int]:
        return {token: number for number, token in enumerate(self.tokens)}

    @cached_property
    def _by_code(self) -> NDArray[np.int32]:
        """Token id of every Unicode code point."""
        unknown = self.ids[UNK]
        table = np.full(_CODES, self.ids.get(LETTER, unknown), dtype=np.int32)
        han = self.ids.get(HAN, unknown)
        for first, last in ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)):
            table[first : last + 1] = han
        table[0xD800:0xF900] = unknown
        table[:0x20] = unknown
        table[ord(" ")] = self.ids.get(SPACE, unknown)
        table[ord("\n")] = self.ids.get(NEWLINE, unknown)
        singles = {t: n for t, n in self.ids.items() if len(t) == 1}
        for token, number in singles.items():
            table[ord(token)] = number
            upper = token.upper()
            if len(upper) == 1 and upper not in singles:
                table[ord(upper)] = number
        return table

    def encode(self, text: str) -> NDArray[np.int32]:
        """Ids of the characters of `text`, shape (len(text),), without [CLS] and [SEP]."""
        codes = np.frombuffer(fold(text).encode("utf-32-le", "surrogatepass"), dtype="<u4")
        ids: NDArray[np.int32] = self._by_code[codes]
        return ids

    def decode(self, ids: Sequence[int]) -> str:
        return "".join(self.tokens[i] for i in ids)
