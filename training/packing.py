"""Pretraining text to blocks of ids.

Shards `GENRE-NN.txt.xz` hold one paragraph a line, an empty line after each document. A packed
folder holds `train.npy.xz`, `valid-GENRE.npy.xz` (uint16, (blocks, BLOCK)) and `vocab.txt`. The two
highest bits of an id are marks for masking: `BEGINS` stands on the first character of each word,
`TELLING` on the words of numbers with a unit and of names of organisations, parks and regions.
"""

import lzma
import math
import random
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from chinese_ie.corpus import Article
from chinese_ie.tagging.vocabulary import CLS, SEP, Vocabulary
from chinese_ie.text.normalize import normalize
from chinese_ie.text.words import packaged
from training.augment import litter, other_width, traditional

BLOCK = 256  # tokens
BEGINS, TELLING = 1 << 15, 1 << 14
IDS = TELLING - 1  # mask of the id proper

# Share of each genre's documents that is packed: text of our own kind first.
SHARES = {"finance": 1.0, "government": 1.0, "encyclopedia": 1.0, "news": 1.0, "law": 0.35, "misc": 0.35}
HELD_OUT = 0.01  # of the documents, per genre
DIRTY = 0.06  # of the training documents wear the dirt of the web

_QUANTITY = re.compile(
    r"(?:[$¥€£]|人民币)?[\d一二三四五六七八九十百千万亿.,]*[\d一二三四五六七八九十][\d.,]*(?:[多余]?[万亿千百]+)*"
    r"(?:美元|欧元|港元|元|吨|平方米|平方公里|公顷|亩|台|套|辆|件|千瓦时?|[GM]Wh?|%|个百分点)"
)
_NAME = re.compile(
    r"(?:有限责任公司|有限公司|股份公司|集团|银行|开发区|工业园区?|产业园区?|高新区|经开区|新区|园区|省|市|县|自治[区州])$"
)
_BEFORE = 2  # words before one that is but the ending of a name: 徐工 集团


def documents(shard: Path) -> Iterator[str]:
    """Documents of one shard, paragraphs joined by newlines."""
    with lzma.open(shard, "rt", encoding="utf-8") as lines:
        paragraphs: list[str] = []
        for line in lines:
            if line.strip():
                paragraphs.append(line.rstrip("\n"))
            elif paragraphs:
                yield "\n".join(paragraphs)
                paragraphs = []
        if paragraphs:
            yield "\n".join(paragraphs)


@dataclass
class Selection:
    """The documents to pack.

    Attributes:
        seed: for the draw and the order.
        characters: stop after so many.
        about: only documents with at least 2 matches of this pattern, and 2 in 1,000 characters.
    """

    seed: int = 1
    characters: float = math.inf
    about: str | None = None
    train: list[str] = field(default_factory=list)
    valid: dict[str, list[str]] = field(default_factory=dict)

    def read(self, source: Path) -> None:
        """Fill `train` (shuffled) and `valid` (by genre); each text once."""
        rng = random.Random(self.seed)
        subject = re.compile(self.about or "")
        seen: set[int] = set()
        for shard in sorted(source.glob("*-*.txt.xz")):
            genre = shard.name.split("-")[0]
            for text in documents(shard):
                if hash(text) in seen or rng.random() > SHARES.get(genre, 1.0):
                    continue
                if self.about and len(subject.findall(text)) < max(2, len(text) / 500):
                    continue
                seen.add(hash(text))
                side = self.valid.setdefault(genre, []) if rng.random() < HELD_OUT else self.train
                side.append(text)
        rng.shuffle(self.train)
        if math.isfinite(self.characters):
            lengths = np.cumsum([len(text) for text in self.train])
            del self.train[int(np.searchsorted(lengths, self.characters)) + 1 :]


def dirty(text: str, rng: random.Random) -> str:
    """The text as a bad page shows it, most often cleaned as the tagger's input is."""
    article = Article("", text.encode("utf-8", "replace").decode("utf-8"), ())
    dress = rng.choice((traditional, other_width, litter))
    if dress is traditional:
        article = traditional(article, rng, rng.choice((0.0, 0.9)))
        return article.text if rng.random() < 0.3 else normalize(article.text).text
    article = other_width(article, rng) if dress is other_width else litter(article, rng, 0.01)
    return normalize(article.text).text


def marked_ids(text: str, vocabulary: Vocabulary) -> NDArray[np.uint16]:
    """Ids of the characters with `BEGINS` and `TELLING`, shape (len(text),)."""
    ids = vocabulary.encode(text).astype(np.uint16)
    begins, telling = np.ones(len(text), dtype=bool), np.zeros(len(text), dtype=bool)
    for match in _QUANTITY.finditer(text):
        telling[match.start() : match.end()] = True
    words = list(packaged().words(text))
    for number, (start, end) in enumerate(words):
        begins[start + 1 : end] = False
        if name := _NAME.search(text, start, end):
            first = number if name.start() > start else max(0, number - _BEFORE)
            telling[words[first].start : end] = True
        elif telling[start:end].any():
            telling[start:end] = True
    marks = begins * np.uint16(BEGINS) | telling * np.uint16(TELLING)
    return ids | marks


def blocks_of(texts: Iterable[str], vocabulary: Vocabulary) -> NDArray[np.uint16]:
    """Texts one after the other, each in [CLS] … [SEP], cut into blocks: (blocks, BLOCK)."""
    cls, sep = (np.array([vocabulary.ids[t] | BEGINS], dtype=np.uint16) for t in (CLS, SEP))
    stream = np.concatenate([part for text in texts for part in (cls, marked_ids(text, vocabulary), sep)])
    return stream[: len(stream) // BLOCK * BLOCK].reshape(-1, BLOCK)


def write(selection: Selection, vocabulary_file: Path, out: Path) -> Iterator[str]:
    """Pack into `out`; yields a line to be shown for each file."""
    rng = random.Random(selection.seed)
    vocabulary = Vocabulary.load(vocabulary_file)
    out.mkdir(parents=True, exist_ok=True)
    train = [dirty(text, rng) if rng.random() < DIRTY else text for text in selection.train]
    for name, texts in {"train": train, **{f"valid-{g}": t for g, t in selection.valid.items()}}.items():
        blocks = blocks_of(texts, vocabulary)
        with lzma.open(out / f"{name}.npy.xz", "wb", preset=1) as file:
            np.save(file, blocks)
        yield f"{name}: {len(texts)} documents, {blocks.size / 1e6:.1f} M characters"
    shutil.copy(vocabulary_file, out / "vocab.txt")


def load(path: Path) -> Any:
    """A packed file as an int32 tensor, marks included."""
    with lzma.open(path) as file:
        return torch.from_numpy(np.load(file).astype(np.int32))
