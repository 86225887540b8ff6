"""Other ends of a tagger than a tag for each character: CRF, spans, and what lists of names know.

Each wraps a token classifier of `transformers`, gives `loss` and `logits`, and decodes the logits of a
row, float32 (length, …) with [CLS] and [SEP], to a tag for each of its characters.
"""

from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from chinese_ie.linking.places import regions
from chinese_ie.tagging.decode import best_tags, log_softmax, viterbi
from chinese_ie.tagging.labels import legal, to_spans
from chinese_ie.tagging.vocabulary import Vocabulary
from training.examples import IGNORED
from training.names import Names

Batch = dict[str, torch.Tensor]


class Tags(nn.Module):
    """The usual head: cross entropy, and the most probable legal tags."""

    def __init__(self, inner: Any) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, **batch: torch.Tensor) -> Batch:
        out = self.inner(**batch)
        return {"loss": out.loss, "logits": out.logits}

    def decode(self, logits: np.ndarray) -> np.ndarray:
        return best_tags(log_softmax(logits[1:-1]))


class Crf(Tags):
    """A linear-chain CRF: how well one tag follows another is learnt as well."""

    def __init__(self, inner: Any) -> None:
        super().__init__(inner)
        count = inner.config.num_labels
        self.steps = nn.Parameter(torch.zeros(count, count))
        self.register_buffer("allowed", torch.from_numpy(legal(count).copy()))

    def forward(self, **batch: torch.Tensor) -> Batch:
        labels = batch.pop("labels")
        logits = self.inner(**batch).logits.float()
        inside = labels[:, 1:] != IGNORED  # characters; [CLS] is left out here, [SEP] by its label
        scores, gold = logits[:, 1:], labels[:, 1:].clamp(min=0)
        steps = self.steps.masked_fill(~self.allowed, -1e4)
        start = steps[0]  # as behind an O
        own = scores.gather(2, gold[:, :, None])[:, :, 0]
        moves = torch.cat((start[gold[:, :1]], steps[gold[:, :-1], gold[:, 1:]]), dim=1)
        right = ((own + moves) * inside).sum(1)
        total = start + scores[:, 0]
        for place in range(1, scores.shape[1]):
            longer = torch.logsumexp(total[:, :, None] + steps, dim=1) + scores[:, place]
            total = torch.where(inside[:, place, None], longer, total)
        loss = (torch.logsumexp(total, dim=1) - right).sum() / inside.sum()
        return {"loss": loss, "logits": logits}

    def decode(self, logits: np.ndarray) -> np.ndarray:
        steps = self.steps.detach().masked_fill(~self.allowed, -1e4).numpy()
        return viterbi(logits[1:-1], steps)


class Spans(Tags):
    """Every stretch of up to `LONGEST` characters is of a label or none; boundaries are smoothed.

    A mention's chance is shared with the four stretches that begin or end one character beside it
    (Zhu and Li 2022).
    """

    LONGEST, WIDTH, SHARED = 48, 64, 0.1

    def __init__(self, inner: Any) -> None:
        super().__init__(inner)
        hidden, labels = inner.config.hidden_size, inner.config.num_labels // 2
        self.begins, self.ends = nn.Linear(hidden, self.WIDTH), nn.Linear(hidden, self.WIDTH)
        self.lengths = nn.Embedding(self.LONGEST, self.WIDTH)
        self.kinds = nn.Linear(self.WIDTH, labels + 1)

    def forward(self, **batch: torch.Tensor) -> Batch:
        labels = batch.pop("labels")
        hidden = self.inner.base_model(**batch).last_hidden_state
        ends = functional.pad(self.ends(hidden), (0, 0, 0, self.LONGEST - 1))
        ends = ends.unfold(1, self.LONGEST, 1).transpose(2, 3)  # (rows, begin, length, width)
        joined = self.begins(hidden)[:, :, None] + ends + self.lengths.weight
        logits = self.kinds(functional.gelu(joined)).float()
        inside = labels != IGNORED
        reaches = (
            functional.pad(inside, (0, self.LONGEST - 1)).unfold(1, self.LONGEST, 1) & inside[:, :, None]
        )
        wanted = self._wanted(labels, logits)
        loss = -(wanted * logits.log_softmax(-1)).sum(-1)[reaches].sum() / inside.sum()
        return {"loss": loss, "logits": logits}

    def _wanted(self, labels: torch.Tensor, logits: torch.Tensor) -> torch.Tensor:
        wanted = torch.zeros_like(logits)
        wanted[..., 0] = 1
        for row, tags in enumerate(labels):
            known = tags[tags != IGNORED].numpy()
            for start, end, label in to_spans(known):
                size = end - start - 1
                if size >= self.LONGEST:
                    continue
                around = ((start - 1, size + 1), (start + 1, size - 1), (start, size + 1), (start, size - 1))
                beside = [
                    (s, n) for s, n in around if s >= 0 and 0 <= n < self.LONGEST and s + n < len(known)
                ]
                shares = {(start, size): 1 - self.SHARED * len(beside) / 4}
                for (begin, length), share in (shares | dict.fromkeys(beside, self.SHARED / 4)).items():
                    place = wanted[row, begin + 1, length]  # behind [CLS]
                    place[label + 1] += share
                    place[0] = (place[0] - share).clamp(min=0)
        return wanted

    def decode(self, logits: np.ndarray) -> np.ndarray:
        length = len(logits) - 2
        chances = log_softmax(logits[1:-1])
        begins, sizes = np.nonzero(chances.argmax(-1))
        kinds = chances[begins, sizes].argmax(-1)
        tags = np.zeros(length, dtype=np.int64)
        for n in np.argsort(-chances[begins, sizes, kinds]):
            start, end = begins[n], begins[n] + sizes[n] + 1
            if end <= length and not tags[start:end].any():
                tags[start:end] = 2 * kinds[n]
                tags[start] -= 1
        return tags


class Lexicon(Tags):
    """Beside each character what lists know: regions, parks, words and ends of company names, surnames."""

    def __init__(self, inner: Any, vocabulary: Vocabulary) -> None:
        super().__init__(inner)
        names = Names()
        self.lists = (
            {name for region in regions() for name in (region.name, *region.short_names) if len(name) > 1},
            {name for full, short in names.parks for name in (full, *short) if len(name) > 1},
            {word for words in names.words.values() for word in words} | {*names.suffixes, *names.industries},
            {*names.surnames.items},
        )
        self.longest = [max(map(len, words)) for words in self.lists]
        self.tokens = {number: token for token, number in vocabulary.ids.items()}
        self.marks = nn.Linear(2 * len(self.lists), inner.config.hidden_size, bias=False)
        nn.init.zeros_(self.marks.weight)

    def forward(self, **batch: torch.Tensor) -> Batch:
        ids = batch.pop("input_ids")
        known = torch.stack([self._known(row.tolist()) for row in ids])
        embedded = self.inner.get_input_embeddings()(ids) + self.marks(known)
        out = self.inner(inputs_embeds=embedded, **batch)
        return {"loss": out.loss, "logits": out.logits}

    def _known(self, ids: list[int]) -> torch.Tensor:
        text = "".join(t if len(t := self.tokens[n]) == 1 else "\0" for n in ids)
        known = torch.zeros(len(ids), 2 * len(self.lists))
        for column, (words, longest) in enumerate(zip(self.lists, self.longest, strict=True)):
            at = 0
            while at < len(text):
                sizes = range(min(longest, len(text) - at), 0, -1)
                size = next((n for n in sizes if text[at : at + n] in words), 0)
                if size:
                    known[at, 2 * column] = 1
                    known[at + 1 : at + size, 2 * column + 1] = 1
                at += max(1, size)
        return known
