"""How good the encoder is for Chinese names at large: fine-tuned on public NER sets.

    python benchmarks/public_ner.py DIR
    python benchmarks/public_ner.py DIR --base bert-base-chinese --seed 1 --seed 2 --seed 3

DIR holds the sets as their authors publish them, whichever are there; nothing is fetched and
nothing of them enters the project or its weights:

    DIR/cluener/train.json, dev.json                     CLUENER2020: scored on dev (test has no labels)
    DIR/resume/train.char.bmes, dev.…, test.char.bmes    Resume (Lattice LSTM): scored on test

Recipe: all epochs, no choice of the best one on the scored set; legal BIO decoding; entity F1 by
seqeval. Published figures are printed beside ours.
"""

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from seqeval.metrics import f1_score
from transformers import set_seed

from chinese_ie.errors import InputError
from chinese_ie.tagging.decode import best_tags, log_softmax
from chinese_ie.tagging.labels import tags_of, to_tags
from chinese_ie.tagging.vocabulary import CLS, PAD, SEP, Vocabulary
from training.examples import IGNORED
from training.learning_curve import spread
from training.train import ENCODER, load_model, load_vocabulary, make_trainer

Sentence = tuple[str, list[tuple[int, int, str]]]  # text and its mentions (start, end, label)


def read_cluener(path: Path) -> Iterator[Sentence]:
    """Lines `{"text", "label": {label: {surface: [[start, last], …]}}}`, both ends included."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans = [
            (start, last + 1, label)
            for label, surfaces in row["label"].items()
            for places in surfaces.values()
            for start, last in places
        ]
        yield row["text"], sorted(spans)


def read_bmes(path: Path) -> Iterator[Sentence]:
    """Lines `character TAG` with B-, M-, E-, S- tags; an empty line ends a sentence.

    Two mentions of Resume go on behind such a line; of these the second part is one.
    """
    text, spans, start = "", [], 0
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if not line.strip():
            if text:
                yield text, spans
            text, spans, start = "", [], 0
            continue
        character, tag = line.split()
        if tag[0] in "BS":
            start = len(text)
        text += character
        if tag[0] in "ES":
            spans.append((start, len(text), tag[2:]))


@dataclass(frozen=True)
class PublicSet:
    name: str
    train: tuple[str, ...]
    scored: str
    read: Callable[[Path], Iterator[Sentence]]
    epochs: int
    published: str


SETS = (
    PublicSet(
        "cluener", ("train.json",), "dev.json", read_cluener, 6,
        "BiLSTM-CRF 67.5, BERT-base-CRF 80.8 (CLUENER2020 repository, dev)",
    ),
    PublicSet(
        "resume", ("train.char.bmes",), "test.char.bmes", read_bmes, 10,
        "Lattice LSTM 94.5, FLAT 95.5, BERT 95.5 (as tabled in the FLAT paper)",
    ),
)  # fmt: skip


def rows_of(sentences: list[Sentence], vocabulary: Vocabulary, tags: tuple[str, ...]) -> list[dict[str, Any]]:
    cls, sep = vocabulary.ids[CLS], vocabulary.ids[SEP]
    return [
        {
            "input_ids": [cls, *vocabulary.encode(text).tolist(), sep],
            "labels": [IGNORED, *to_tags(len(text), spans, tags).tolist(), IGNORED],
        }
        for text, spans in sentences
    ]


def score(
    public: PublicSet, folder: Path, base: str, seed: int, epochs: int | None, rate: float, fresh: bool
) -> float:
    """Entity micro F1 in points after one fine-tuning."""
    train = [s for name in public.train for s in public.read(folder / name)]
    scored = list(public.read(folder / public.scored))
    tags = tags_of(sorted({label for _, spans in train for *_, label in spans}))
    vocabulary = load_vocabulary(base)
    set_seed(seed)
    model = load_model(base, tags, dropout=0.1)
    if fresh:
        model = type(model)(model.config)
    with tempfile.TemporaryDirectory() as out:
        trainer = make_trainer(
            model, rows_of(train, vocabulary, tags), rows_of(scored, vocabulary, tags), tags,
            vocabulary.ids[PAD],
            output_dir=out, num_train_epochs=epochs or public.epochs, per_device_train_batch_size=32,
            learning_rate=rate, use_cpu=True, train_sampling_strategy="group_by_length",
            save_strategy="no", seed=seed,
        )  # fmt: skip
        trainer.train()
        predicted = trainer.predict(trainer.eval_dataset)
    gold, found = [], []
    for labels, logits in zip(predicted.label_ids, predicted.predictions, strict=True):
        inside = labels != IGNORED
        best = best_tags(log_softmax(logits[inside].astype(np.float32)))
        gold.append([tags[t] for t in labels[inside]])
        found.append([tags[t] for t in best])
    return 100 * float(f1_score(gold, found))


def main(
    folder: Annotated[Path, typer.Argument(help="where cluener/ and resume/ lie")],
    base: Annotated[str, typer.Option(help="encoder: folder or hub name")] = ENCODER,
    only: Annotated[str | None, typer.Option(help="cluener or resume")] = None,
    seed: Annotated[list[int] | None, typer.Option(help="once per training; 1 2 3 by default")] = None,
    epochs: Annotated[int | None, typer.Option(help="instead of the set's own")] = None,
    rate: Annotated[float, typer.Option(help="learning rate")] = 2e-3,
    fresh: Annotated[bool, typer.Option(help="random weights of the same shape: no pretraining")] = False,
) -> None:
    """Train, score, print a Markdown table."""
    there = [p for p in SETS if (folder / p.name / p.scored).exists() and only in (None, p.name)]
    if not there:
        raise InputError(
            f"{folder} holds none of {', '.join(f'{p.name}/{p.scored}' for p in SETS)}; "
            "put the published files there (see the head of this script)"
        )
    print("| set | F1, mean (range) | trainings | published |\n|---|---|---|---|", flush=True)
    for public in there:
        values = [
            score(public, folder / public.name, base, s, epochs, rate, fresh) for s in seed or (1, 2, 3)
        ]
        print(f"| {public.name} | {spread(values)} | {len(values)} | {public.published} |", flush=True)


if __name__ == "__main__":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    typer.run(main)
