"""What several taggers say about unlabelled text, for one tagger to learn from.

Taggers of the same recipe err in different places: the mean of their logits is better than each.
`Teachers.rows` keeps that mean for windows of unlabelled text; `DistillingTrainer` teaches one
network the tags of the annotated windows and, on the others, the teachers' chances of each tag.

Annotated articles are all about investment; half of the unlabelled text is about anything, since that is
where taggers that saw only such articles take ordinary words for companies (诚信, 千方百计). There they
are put right by a dictionary.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import jieba
import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional
from transformers import Trainer

from chinese_ie.errors import InputError
from chinese_ie.tagging.decode import best_tags, log_softmax
from chinese_ie.tagging.labels import to_spans
from chinese_ie.tagging.model import TaggerModel
from chinese_ie.tagging.vocabulary import CLS, SEP, Vocabulary
from chinese_ie.tagging.windows import windows
from chinese_ie.text.normalize import normalize
from training.examples import IGNORED
from training.names import DATA
from training.packing import Selection

SUBJECT = "开发区|产业园|投资|亿元|签约"
ORDINARY = frozenset(
    ["a", "ad", "an", "b", "d", "f", "i", "l", "m", "n", "s", "t", "v", "vd", "vi", "vn", "z"]
)  # classes of jieba's dictionary: no names
OFTEN = 100  # times that a word was met by the dictionary's makers
SURE = 6.0  # by how much the logit of O is raised above the others


@cache
def ordinary_words() -> frozenset[str]:
    """Frequent words of jieba's dictionary that are neither names nor among our brands."""
    rows = [
        line.split("\t") for line in (DATA / "brands.tsv").read_text("utf-8").splitlines() if line[0] != "#"
    ]
    brands = {short.removesuffix("公司") for _, shorts, _ in rows for short in shorts.split("|")}
    with jieba.get_dict_file() as file:
        known = [line.decode("utf-8").split() for line in file]
    often = {word for word, count, kind in known if int(count) >= OFTEN and kind in ORDINARY}
    return frozenset(often - brands)


class Teachers:
    """Model folders (ONNX, with the same tags) that speak with one voice."""

    def __init__(self, folders: Iterable[Path], tags: tuple[str, ...]) -> None:
        self.models = [TaggerModel.load(folder) for folder in folders]
        self.invented = [n for n, tag in enumerate(tags) if tag in ("B-COMPANY", "B-PARK")]
        for model in self.models:
            if model.tags != tags:
                raise InputError(f"a teacher has the tags {model.tags}, the network to train has {tags}")

    def logits(self, text: str) -> NDArray[np.float16]:
        """Mean scores of the tags of a window of clean text, float16 (length, tags); ordinary words are O."""
        mean = np.mean([model.logits(model.vocabulary.encode(text)) for model in self.models], axis=0)
        tags = best_tags(log_softmax(mean))
        for start, end, _ in to_spans(tags):
            if tags[start] in self.invented and text[start:end] in ordinary_words():
                mean[start:end, 0] = mean[start:end].max(axis=1) + SURE
        return mean.astype(np.float16)

    def rows(self, texts: Iterable[str], vocabulary: Vocabulary, window: int) -> Iterator[dict[str, Any]]:
        """`input_ids`, `labels` (all ignored) and `soft`, float16 (length, tags), of every window."""
        cls, sep = vocabulary.ids[CLS], vocabulary.ids[SEP]
        for text in texts:
            clean = normalize(text).text
            ids = vocabulary.encode(clean)
            for start, end in windows(clean, window):
                if end > start:
                    yield {
                        "input_ids": [cls, *ids[start:end].tolist(), sep],
                        "labels": [IGNORED] * (end - start + 2),
                        "soft": self.logits(clean[start:end]),
                    }


def documents(source: Path, seed: int, megacharacters: float) -> list[str]:
    """Documents of the shards in `source`, half of them about our subject; `InputError` where none is."""
    subject, any_ = (Selection(seed, megacharacters * 5e5, about) for about in (SUBJECT, None))
    for selection in (subject, any_):
        selection.read(source)
    if not subject.train:
        raise InputError(f"{source} has no GENRE-NN.txt.xz with documents about parks and investments")
    return list(dict.fromkeys(chain(subject.train, any_.train)))


class Batches:
    """Rows of both kinds padded to the longest of a batch.

    `soft` of a row is the place where its scores begin in `scores`, (characters, tags), or -1.
    """

    def __init__(self, rows: list[dict[str, Any]], pad: int, tags: int) -> None:
        parts = [row.pop("soft", None) for row in rows]
        at = 0
        for row, part in zip(rows, parts, strict=True):
            row["soft"] = -1 if part is None else at
            at += 0 if part is None else len(part)
        heard = [part for part in parts if part is not None]
        self.scores = np.concatenate(heard) if heard else np.zeros((0, tags), dtype=np.float16)
        self.pad = pad

    def __call__(self, rows: list[dict[str, Any]]) -> dict[str, torch.Tensor]:
        """`input_ids`, `attention_mask`, `labels` (rows, length), `soft` (rows, length, tags) or nan."""
        length = max(len(row["input_ids"]) for row in rows)
        ids = torch.full((len(rows), length), self.pad)
        labels = torch.full((len(rows), length), IGNORED)
        mask = torch.zeros((len(rows), length), dtype=torch.long)
        soft = torch.full((len(rows), length, self.scores.shape[1]), torch.nan)
        for n, row in enumerate(rows):
            size = len(row["input_ids"])
            ids[n, :size] = torch.tensor(row["input_ids"])
            labels[n, :size] = torch.tensor(row["labels"])
            mask[n, :size] = 1
            if (at := row.get("soft", -1)) >= 0:
                soft[n, 1 : size - 1] = torch.from_numpy(self.scores[at : at + size - 2]).float()
        batch = {"input_ids": ids, "attention_mask": mask, "labels": labels}
        return batch if soft.isnan().all() else batch | {"soft": soft}


class DistillingTrainer(Trainer):
    """Cross entropy with the labels where there are some, with the teachers' chances where they spoke."""

    def compute_loss(
        self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, **more: Any
    ) -> Any:
        """Mean over the characters of both kinds; the usual loss for a batch in which no teacher spoke."""
        if "soft" not in inputs:
            return super().compute_loss(model, inputs, return_outputs, **more)
        out = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"])
        logits, labels = out.logits.float(), inputs["labels"]
        total = functional.cross_entropy(
            logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED, reduction="sum"
        )
        spoken = ~inputs["soft"][:, :, 0].isnan()
        chances = inputs["soft"][spoken].softmax(-1)
        total = total + functional.cross_entropy(logits[spoken], chances, reduction="sum")
        loss = total / ((labels != IGNORED).sum() + spoken.sum())
        return (loss, out) if return_outputs else loss
