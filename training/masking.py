"""Which characters pretraining hides, and what stands in their place."""

from dataclasses import dataclass
from typing import Any

import torch

from chinese_ie.tagging.vocabulary import MASK, SPECIAL, Vocabulary
from training.packing import BEGINS, IDS, TELLING

_LONGEST = 4  # characters of a span; 1.62 on average
_MEAN_SPAN = 1.62
_PULL = 2.0  # telling words are hidden so much more often than others


@dataclass(frozen=True)
class Masking:
    """Hides whole words, or spans of 1 to 4 characters wherever they fall.

    Attributes:
        vocabulary: of the ids.
        rate: share of the characters that is hidden.
        words: words with their marks (`training.packing`), telling ones twice as often; else spans.

    Of what is hidden 8 in 10 become [MASK], 1 in 10 other characters, 1 in 10 stay as they are.
    """

    vocabulary: Vocabulary
    rate: float = 0.2
    words: bool = True

    def __call__(self, marked: Any, seed: int) -> tuple[Any, Any]:
        """Corrupted ids and labels (-100 where nothing is hidden) of packed blocks, shape (blocks, length).

        The same blocks and seed give the same result.
        """
        generator = torch.Generator().manual_seed(seed)
        ids = marked & IDS
        hidden, fate = (self._words if self.words else self._spans)(marked, generator)
        hidden &= ids >= len(SPECIAL)
        other = torch.randint(
            len(SPECIAL), len(self.vocabulary), ids.shape, generator=generator, dtype=ids.dtype
        )
        corrupted = torch.where(hidden & (fate < 0.8), self.vocabulary.ids[MASK], ids)
        corrupted = torch.where(hidden & (fate >= 0.8) & (fate < 0.9), other, corrupted)
        return corrupted, torch.where(hidden, ids, -100).long()

    def _words(self, marked: Any, generator: torch.Generator) -> tuple[Any, Any]:
        places = torch.arange(marked.shape[1]).expand_as(marked)
        start = torch.where(marked & BEGINS > 0, places, 0).cummax(dim=1).values
        telling = (marked & TELLING > 0).float()
        chance = self.rate * (1 + (_PULL - 1) * telling) / (1 + (_PULL - 1) * telling.mean())
        draw, fate = (torch.rand(marked.shape, generator=generator).gather(1, start) for _ in range(2))
        return draw < chance, fate

    def _spans(self, marked: Any, generator: torch.Generator) -> tuple[Any, Any]:
        shape = marked.shape
        lengths = torch.empty(shape).geometric_(0.6, generator=generator).clamp_(1, _LONGEST)
        starts = torch.rand(shape, generator=generator) < self.rate / _MEAN_SPAN
        kind = torch.rand(shape, generator=generator)
        hidden = torch.zeros(shape, dtype=torch.bool)
        fate = torch.zeros(shape)
        for k in range(_LONGEST):
            here = torch.zeros(shape, dtype=torch.bool)
            here[:, k:] = (starts & (lengths > k))[:, : shape[1] - k]
            shifted = torch.zeros(shape)
            shifted[:, k:] = kind[:, : shape[1] - k]
            fate = torch.where(here & ~hidden, shifted, fate)
            hidden |= here
        return hidden, fate
