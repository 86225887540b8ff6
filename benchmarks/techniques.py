"""What each technique of fine-tuning is worth: `python benchmarks/techniques.py RUNS`, a Markdown table.

Every row differs from the first in one thing. The same small training for all, three seeds: a quarter of the
articles, drawn by the seed, each as it is and in one variant, two passes; F1 of the windows of dev (a
mention cut by the edge of a window counts as it stands), legal tags. What is done already stays in RUNS.
"""

import json
import os
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import typer
from heads import Crf, Lexicon, Spans, Tags
from seqeval.metrics import f1_score
from transformers import TrainerCallback, set_seed

from chinese_ie.corpus import Article, read
from chinese_ie.tagging.labels import tags_of
from chinese_ie.tagging.vocabulary import PAD, Vocabulary
from training.augment import augmented, litter, other_width, swap_names, traditional
from training.distillation import Batches, DistillingTrainer
from training.examples import IGNORED, examples
from training.learning_curve import spread
from training.names import Names
from training.train import ENCODER, core_tags, load_model, load_vocabulary, make_trainer

SEEDS = (1, 2, 3)
SHARE, EPOCHS, RATE, WINDOW, BATCH = 0.25, 2, 2e-3, 254, 16
TAGS = tags_of()

Vary = Callable[[Article, Names, random.Random], Article]


def names_only(article: Article, names: Names, rng: random.Random) -> Article:
    return swap_names(article, names, rng, 0.6 * rng.random() * 1.4)


def dirt_only(article: Article, names: Names, rng: random.Random) -> Article:
    return augmented(article, names, rng, rate=0.0)


def heavy_dirt(article: Article, names: Names, rng: random.Random) -> Article:
    """Every variant in traditional script, in other widths and littered."""
    return litter(other_width(traditional(augmented(article, names, rng), rng, 0.5), rng), rng, 0.01)


def as_it_is(article: Article, names: Names, rng: random.Random) -> Article:
    return article


class FastGradient(DistillingTrainer):
    """FGM: each step is taken again with the embeddings moved to where the loss grows fastest."""

    def training_step(self, model: Any, inputs: Any, *more: Any) -> Any:
        loss = super().training_step(model, dict(inputs), *more)
        weight = model.inner.get_input_embeddings().weight
        moved = weight.grad / (weight.grad.norm() + 1e-12)
        weight.data += moved
        super().training_step(model, dict(inputs), *more)
        weight.data -= moved
        return loss


class LayerRates(DistillingTrainer):
    """Each layer learns at 0.8 of the rate of the one above it."""

    def create_optimizer(self, *_: Any) -> Any:
        layers = self.model.inner.config.num_hidden_layers
        groups = []
        for name, weight in self.model.named_parameters():
            number = name.partition("layers.")[2].partition(".")[0]
            depth = int(number) + 1 if number.isdigit() else 0 if "embeddings" in name else layers + 1
            groups.append({"params": [weight], "lr": self.args.learning_rate * 0.8 ** (layers + 1 - depth)})
        self.optimizer = torch.optim.AdamW(groups, weight_decay=self.args.weight_decay)
        return self.optimizer


class Averaging(TrainerCallback):
    """The mean of the weights after each step of the last third takes their place at the end."""

    def __init__(self) -> None:
        self.sums: list[torch.Tensor] = []
        self.steps = 0

    def on_step_end(self, args: Any, state: Any, control: Any, **more: Any) -> None:
        if state.global_step < state.max_steps * 2 / 3:
            return
        weights = [p.detach() for p in more["model"].parameters()]
        sums = self.sums or [torch.zeros_like(weight) for weight in weights]
        self.sums = [total + weight for total, weight in zip(sums, weights, strict=True)]
        self.steps += 1

    def on_train_end(self, args: Any, state: Any, control: Any, **more: Any) -> None:
        for weight, total in zip(more["model"].parameters(), self.sums, strict=True):
            weight.data.copy_(total / self.steps)


@dataclass(frozen=True)
class Technique:
    name: str
    vary: Vary = augmented
    window: int = WINDOW
    rate: float = RATE
    head: Callable[[Any, Vocabulary], Tags] = lambda inner, _: Tags(inner)
    trainer: type[DistillingTrainer] = DistillingTrainer
    callbacks: tuple[type[TrainerCallback], ...] = ()


TECHNIQUES = (
    Technique("as the packaged tagger: other names and dirt, windows of 254, cross entropy"),
    Technique("no variants: each article twice as it is", vary=as_it_is),
    Technique("other names alone", vary=names_only),
    Technique("dirt alone", vary=dirt_only),
    Technique("other names, each variant very dirty", vary=heavy_dirt),
    Technique("windows of 126", window=126),
    Technique("windows of 510", window=510),
    Technique("FGM", trainer=FastGradient),
    Technique("CRF", head=lambda inner, _: Crf(inner)),
    Technique("spans with boundary smoothing", head=lambda inner, _: Spans(inner)),
    Technique("lexicon features", head=Lexicon),
    Technique("layer-wise rates", trainer=LayerRates),
    Technique("mean of the weights of the last third", callbacks=(Averaging,)),
    Technique("learning rate 1e-3", rate=1e-3),
    Technique("learning rate 4e-3", rate=4e-3),
)


def tuned(technique: Technique, seed: int, base: str, corpus: Path) -> dict[str, float]:
    """One training: `core` and `all` in points of F1, `seconds` of CPU time."""
    set_seed(seed)
    rng, names = random.Random(seed), Names()
    everything = read(corpus / "train.jsonl")
    articles = rng.sample(everything, round(SHARE * len(everything)))
    articles += [technique.vary(article, names, rng) for article in articles]
    vocabulary = load_vocabulary(base)

    def rows(some: list[Article]) -> list[dict[str, Any]]:
        return list(examples(some, vocabulary, TAGS, technique.window))

    model = technique.head(load_model(base, TAGS, dropout=0.1), vocabulary)
    trainer = make_trainer(
        model, rows(articles), [], TAGS, vocabulary.ids[PAD], kind=technique.trainer,
        output_dir="unused", num_train_epochs=EPOCHS, learning_rate=technique.rate, use_cpu=True, seed=seed,
        per_device_train_batch_size=max(1, BATCH * WINDOW // technique.window), save_strategy="no",
    )  # fmt: skip
    for callback in technique.callbacks:
        trainer.add_callback(callback())
    started = time.process_time()
    trainer.train()
    seconds = time.process_time() - started
    return {**scores(model, rows(read(corpus / "dev.jsonl")), vocabulary), "seconds": seconds}


def scores(model: Tags, rows: list[dict[str, Any]], vocabulary: Vocabulary) -> dict[str, float]:
    model.eval()
    batches = Batches(rows, vocabulary.ids[PAD], len(TAGS))
    gold: list[list[str]] = []
    found: list[list[str]] = []
    for row in rows:
        with torch.no_grad():
            logits = model(**batches([row]))["logits"][0].float().numpy()
        labels = np.array(row["labels"])
        gold.append([TAGS[t] for t in labels[labels != IGNORED]])
        found.append([TAGS[t] for t in model.decode(logits)])
    core = [[core_tags(row) for row in side] for side in (gold, found)]
    return {"core": 100 * float(f1_score(*core)), "all": 100 * float(f1_score(gold, found))}


def row(technique: Technique, done: list[dict[str, float]], first: float) -> str:
    cells = [spread([one[name] for one in done]) for name in ("core", "all")]
    cost = statistics.mean(one["seconds"] for one in done) / first
    return f"| {technique.name} | {' | '.join(cells)} | {cost:.1f} |"


def main(
    runs: Path,
    base: Annotated[str, typer.Option(help="encoder")] = ENCODER,
    corpus: Annotated[Path, typer.Option(help="train.jsonl and dev.jsonl are read here")] = Path("corpus"),
    only: Annotated[list[int] | None, typer.Option(help="numbers of rows, from 0; all by default")] = None,
) -> None:
    """Train what is missing, then print the table."""
    runs.mkdir(parents=True, exist_ok=True)
    for number in only if only is not None else range(len(TECHNIQUES)):
        for seed in SEEDS:
            path = runs / f"{number}-{seed}.json"
            if not path.exists():
                path.write_text(json.dumps(tuned(TECHNIQUES[number], seed, base, corpus)))
    done = {
        number: [json.loads(path.read_text()) for path in sorted(runs.glob(f"{number}-*.json"))]
        for number in range(len(TECHNIQUES))
    }
    print("| | core five F1 | all labels F1 | time |\n|---|---|---|---|")
    first = statistics.mean(one["seconds"] for one in done[0] or [{"seconds": 1.0}])
    for number, results in done.items():
        if results:
            print(row(TECHNIQUES[number], results, first))


if __name__ == "__main__":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    typer.run(main)
