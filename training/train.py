"""Fine-tune an encoder into a tagger.

    python -m training.train --out runs/tagger            the packaged corpus and encoder
    python -m training.train --base bert-base-chinese …   any BERT-like Chinese checkpoint
    python -m training.train --add mine.jsonl …           your own articles beside the packaged ones
    python -m training.train --base runs/a --teacher models/a --teacher models/b --unlabelled TEXT …
                                                          what several taggers say about unlabelled text
    python -m training.train --base chinese_ie/model --add mine.jsonl …   the same in minutes, from our tagger

From an encoder the best epoch on dev (seqeval F1) is kept, from a tagger the last: dev knows nothing of
what was added. Labels that only the added articles have become labels of the model. Started again with
the same --out, it goes on from its last checkpoint. The result is a Hugging Face folder;
`python -m training.export_onnx` turns it into a model folder for `chinese_ie.load`.
"""

import hashlib
import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import typer
from datasets import Dataset
from seqeval.metrics import f1_score, precision_score, recall_score
from tqdm import tqdm
from transformers import (
    AutoConfig,
    AutoModelForTokenClassification,
    EvalPrediction,
    Trainer,
    TrainingArguments,
    set_seed,
)
from transformers.utils import cached_file

from chinese_ie.corpus import Article, read
from chinese_ie.document import CORE_LABELS
from chinese_ie.errors import InputError
from chinese_ie.tagging.labels import tags_of
from chinese_ie.tagging.vocabulary import PAD, UNK, Vocabulary
from training.augment import augmented
from training.dequantise import is_model_folder, load_tagger, tags_in
from training.distillation import Batches, DistillingTrainer, Teachers, documents
from training.examples import IGNORED, OPEN, examples
from training.names import Names
from training.new_labels import open_loss, with_new_labels
from training.tokenizer import WINDOW, save

ENCODER = "training/encoder"
UNKNOWN = 0.1  # share of characters that a vocabulary may lack


@dataclass(frozen=True)
class Recipe:
    """What a training does unless it is told otherwise; copies are variants of an article."""

    share: float
    copies: int
    own_copies: int
    epochs: int
    rate: float


FROM_ENCODER = Recipe(share=1, copies=5, own_copies=5, epochs=3, rate=2e-3)
FROM_TAGGER = Recipe(share=0.1, copies=1, own_copies=6, epochs=2, rate=5e-4)


def load_vocabulary(base: str) -> Vocabulary:
    """vocab.txt of a local folder or a hub model; raises `InputError` where there is none."""
    try:
        path = cached_file(base, "vocab.txt")
    except (OSError, ValueError) as error:
        raise InputError(
            f"no vocab.txt in the folder or hub model {base!r}; expected a Chinese checkpoint with BERT's "
            "vocabulary, a character a line: SentencePiece and byte-level ones (T5, XLM-R, GPT) will not do"
        ) from error
    return Vocabulary.load(Path(path))


def check_vocabulary(base: str, vocabulary: Vocabulary, rows: int, articles: list[Article]) -> None:
    """Raises `InputError` where the vocabulary has more tokens than the network, or knows no Chinese."""
    if len(vocabulary) > rows:
        raise InputError(
            f"vocab.txt of {base!r} has {len(vocabulary)} tokens, its network {rows}: not of one model"
        )
    ids = vocabulary.encode("".join("".join(article.text.split()) for article in articles))
    unknown = float((ids == vocabulary.ids[UNK]).mean())
    if unknown > UNKNOWN:
        raise InputError(
            f"{unknown:.0%} of the characters of the articles are unknown to vocab.txt of {base!r}, at most "
            f"{UNKNOWN:.0%} may be; give a checkpoint for Chinese"
        )


# Of the hidden states; dropout of the attention would double the time of a step.
DROPOUTS = ("embedding_dropout", "mlp_dropout", "classifier_dropout", "hidden_dropout_prob")


def load_model(base: str, tags: tuple[str, ...], dropout: float) -> Any:
    """Encoder plus a new classifier, or a tagger of ours; raises `InputError` where nothing can be loaded."""
    if is_model_folder(base):
        return load_tagger(Path(base), tags, dict.fromkeys(DROPOUTS, dropout))
    numbers = dict(enumerate(tags))
    labels = {"id2label": numbers, "label2id": {t: n for n, t in numbers.items()}}
    try:
        config = AutoConfig.from_pretrained(base, num_labels=len(tags), **labels)
        for name in DROPOUTS:
            if hasattr(config, name):
                setattr(config, name, dropout)
        return AutoModelForTokenClassification.from_pretrained(
            base, config=config, dtype=torch.float32, ignore_mismatched_sizes=True, use_safetensors=True
        )
    except (OSError, ValueError) as error:
        raise InputError(
            f"cannot load the encoder {base!r} ({error}); give a folder with config.json, model.safetensors "
            "(no pickled pytorch_model.bin) and vocab.txt, or a model name of the Hugging Face hub"
        ) from error


def dev_scores(prediction: EvalPrediction, tags: tuple[str, ...]) -> dict[str, float]:
    """seqeval micro scores of the windows: all labels, and F1 of the core five.

    Where gold is `OPEN`, tags of labels beyond the packaged corpus's are neither right nor wrong.
    """
    best = np.asarray(prediction.predictions).argmax(-1)
    gold = np.asarray(prediction.label_ids).copy()
    best[(gold == OPEN) & (best >= len(tags_of()))] = 0
    gold[gold == OPEN] = 0
    rows = [g != IGNORED for g in gold]
    true = [[tags[t] for t in g[r]] for g, r in zip(gold, rows, strict=True)]
    found = [[tags[t] for t in b[r]] for b, r in zip(best, rows, strict=True)]
    core = [[core_tags(row) for row in side] for side in (true, found)]
    return {
        "precision": float(precision_score(true, found, zero_division=0)),
        "recall": float(recall_score(true, found, zero_division=0)),
        "f1": float(f1_score(true, found, zero_division=0)),
        "core_five_f1": float(f1_score(*core, zero_division=0)),
    }


def core_tags(tags: list[str]) -> list[str]:
    """The tags of the core five; others count as O."""
    return [tag if tag[2:] in CORE_LABELS else "O" for tag in tags]


def augmented_articles(train: list[Article], copies: int, seed: int, augment: bool) -> list[Article]:
    """Each article `copies` times: the first as it is, the others varied."""
    rng = random.Random(seed)
    names = Names()
    varied = [augmented(a, names, rng) if augment else a for _ in range(copies - 1) for a in train]
    return train + varied


def make_trainer(
    model: Any,
    rows: list[dict[str, Any]],
    dev: list[dict[str, Any]],
    tags: tuple[str, ...],
    pad: int,
    loss: Callable[..., torch.Tensor] | None = None,
    kind: type[DistillingTrainer] = DistillingTrainer,
    **settings: Any,
) -> Trainer:
    """The recipe that taggers are trained with: bf16, a cosine after a tenth of warm-up, seqeval on `dev`.

    `rows` and `dev` are dicts of `input_ids` and `labels`, or `soft` scores of teachers (see
    `training.distillation`); `loss` replaces the cross entropy, which knows no `OPEN` labels; `kind` is the
    trainer's class; `settings` go to `TrainingArguments`.
    """
    batches = Batches(rows, pad, len(tags))
    return kind(
        model=model,
        args=TrainingArguments(
            per_device_eval_batch_size=32,
            lr_scheduler_type="cosine",
            warmup_steps=0.1,
            weight_decay=0.01,
            bf16=True,
            logging_steps=50,
            data_seed=settings["seed"],
            report_to="none",
            remove_unused_columns=False,
            dataloader_pin_memory=not settings["use_cpu"],
            **settings,
        ),
        train_dataset=Dataset.from_list(rows),
        eval_dataset=Dataset.from_list(dev),
        data_collator=batches,
        compute_metrics=lambda prediction: dev_scores(prediction, tags),
        compute_loss_func=loss,
    )


def commit() -> str | None:
    try:
        done = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def main(
    out: Annotated[Path, typer.Option(help="folder for checkpoints and the result")],
    base: Annotated[
        str, typer.Option(help="encoder: folder or hub name; or a model folder of ours")
    ] = ENCODER,
    corpus: Annotated[Path, typer.Option(help="train.jsonl and dev.jsonl are read here")] = Path("corpus"),
    share: Annotated[
        float | None,
        typer.Option(help="of the packaged training articles, drawn by the seed; 1, from a tagger 0.1"),
    ] = None,
    add: Annotated[list[Path] | None, typer.Option(help="more training articles")] = None,
    teacher: Annotated[
        list[Path] | None, typer.Option(help="model folders whose mean is learnt on --unlabelled text")
    ] = None,
    unlabelled: Annotated[Path | None, typer.Option(help="folder of GENRE-NN.txt.xz for --teacher")] = None,
    megacharacters: Annotated[float, typer.Option(help="of unlabelled text, in millions")] = 4,
    epochs: Annotated[int | None, typer.Option(help="passes over all copies; 3, from a tagger 2")] = None,
    copies: Annotated[int | None, typer.Option(help="variants of each article; 5, from a tagger 1")] = None,
    own_copies: Annotated[int | None, typer.Option(help="the same of added ones; 5, from a tagger 6")] = None,
    augment: Annotated[bool, typer.Option(help="vary the copies (names, dirt)")] = True,
    rate: Annotated[
        float | None,
        typer.Option(
            help="learning rate; 2e-3 suits our encoder, 5e-4 our tagger, 5e-5 a checkpoint of AdamW"
        ),
    ] = None,
    batch: Annotated[int, typer.Option(help="windows a step")] = 16,
    window: Annotated[int, typer.Option(help="characters a window")] = WINDOW,
    dropout: float = 0.1,
    seed: int = 1,
    device: Annotated[str, typer.Option(help="cpu or cuda")] = "cpu",
) -> None:
    """Train, write model.safetensors, vocab.txt, labels.json, card.json."""
    set_seed(seed)
    tagger = is_model_folder(base)
    given: dict[str, Any] = {"share": share, "copies": copies, "epochs": epochs, "rate": rate}
    given["own_copies"] = own_copies or copies
    told = {name: value for name, value in given.items() if value is not None}
    recipe = replace(FROM_TAGGER if tagger else FROM_ENCODER, **told)
    packaged = read(corpus / "train.jsonl")
    if recipe.share < 1:
        packaged = random.Random(seed).sample(packaged, round(recipe.share * len(packaged)))
    own = [article for path in add or [] for article in read(path)]
    tags = with_new_labels(tags_in(Path(base)) if tagger else tags_of(), own)
    outside = 0 if tags == tags_of() else OPEN  # annotators of the packaged articles knew no other label
    vocabulary = load_vocabulary(base)
    model = load_model(base, tags, dropout)
    window = min(window, model.config.max_position_embeddings - 2)
    check_vocabulary(base, vocabulary, model.config.vocab_size, packaged + own)

    def rows(articles: list[Article], outside: int) -> list[dict[str, Any]]:
        return list(examples(articles, vocabulary, tags, window, outside))

    heard: list[dict[str, Any]] = []
    if teacher:
        if unlabelled is None:
            raise InputError("teachers need text: --unlabelled FOLDER with GENRE-NN.txt.xz")
        texts = tqdm(documents(unlabelled, seed, megacharacters), desc="teachers read", unit="doc")
        heard = list(Teachers(teacher, tags).rows(texts, vocabulary, window))
    trainer = make_trainer(
        model,
        rows(augmented_articles(packaged, recipe.copies, seed, augment), outside)
        + rows(augmented_articles(own, recipe.own_copies, seed, augment), 0)
        + heard,
        rows(read(corpus / "dev.jsonl"), outside),
        tags,
        vocabulary.ids[PAD],
        loss=open_loss if outside else None,
        output_dir=str(out / "checkpoints"),
        num_train_epochs=recipe.epochs,
        per_device_train_batch_size=batch,
        learning_rate=recipe.rate,
        use_cpu=device == "cpu",
        eval_strategy="no" if tagger else "epoch",
        save_strategy="epoch",
        save_total_limit=2,
        load_best_model_at_end=not tagger,
        metric_for_best_model="f1",
        seed=seed,
    )
    started = any((out / "checkpoints").glob("checkpoint-*"))
    trainer.train(resume_from_checkpoint=started or None)
    scores = trainer.evaluate()
    trainer.model.save_pretrained(out)
    save(vocabulary, out, window)
    (out / "labels.json").write_text(json.dumps(tags) + "\n")
    card = {
        "what": "tagger of parks, companies, officials, executives, money, capacity and places",
        "made": date.today().isoformat(),
        "commit": commit(),
        "base": base,
        "window": window,
        "articles": len(packaged) + len(own),
        "added": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in add or []},
        "corpus_sha256": hashlib.sha256((corpus / "train.jsonl").read_bytes()).hexdigest(),
        "recipe": {
            **asdict(recipe), "augment": augment, "batch": batch, "dropout": dropout, "seed": seed,
            "teachers": len(teacher or []), "unlabelled_megacharacters": megacharacters if teacher else 0,
        },
        "dev_seqeval": {k.removeprefix("eval_"): round(v, 4) for k, v in scores.items() if k in (
            "eval_f1", "eval_precision", "eval_recall", "eval_core_five_f1")},
        "rebuild": "make model" if (base, add) == (ENCODER, None) else "training/README.md",
    }  # fmt: skip
    (out / "card.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n")
    shutil.rmtree(out / "checkpoints")
    typer.echo(json.dumps(card["dev_seqeval"]))


if __name__ == "__main__":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    typer.run(main)
