"""Which encoder a given amount of computing buys: shapes, masks, schedules and windows at equal cost.

    python benchmarks/encoders.py PACKED RUNS --public DIR

PACKED is a folder of `python -m training.pretrain pack`; DIR holds cluener/ (see `public_ner.py`). Each
recipe pretrains for as many multiplications as the first one needs for `--megacharacters`, then is
fine-tuned with three seeds on CLUENER (two passes) and on a third of our articles (two passes), both in
short, as it is the differences that count. What is done already stays in RUNS and is not repeated;
the table holds what is there.
"""

import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from chinese_ie.tagging.vocabulary import Vocabulary
from training.learning_curve import spread

SEEDS = (1, 2, 3)
STEP = 4096  # characters
HIDDEN = 0.2  # share of the characters that the head answers for


@dataclass(frozen=True)
class Shape:
    """Of an encoder and of what it reads."""

    layers: int = 5
    width: int = 256
    inner: int = 384
    network: str = "masked"
    window: int = 256

    def multiplications(self, vocabulary: int) -> float:
        """For each character: matrices, attention to the whole window, and the head."""
        gates = 2 if self.network == "classic" else 3
        matrices = 4 * self.width**2 + gates * self.width * self.inner
        attention = 2 * self.window * self.width
        head = HIDDEN * (vocabulary + self.width) * self.width
        return self.layers * (matrices + attention) + head

    def options(self) -> list[str]:
        given = {**self.__dict__, "batch": STEP // self.window}
        return [part for name, value in given.items() for part in (f"--{name}", str(value))]


@dataclass(frozen=True)
class Recipe:
    name: str
    shape: Shape = Shape()
    options: tuple[str, ...] = ()
    share: float = 1.0  # of the budget
    rate: float = 2e-3  # of the fine-tuning


RECIPES = (
    Recipe("5x256, words, 20 % hidden, constant and a fall at the end, windows of 256"),
    Recipe("8x256", Shape(layers=8)),
    Recipe("6x384", Shape(layers=6, width=384, inner=576)),
    Recipe(
        "classic BERT, 5x256 (fine-tuned at 5e-4; at 2e-3 it learns nothing)",
        Shape(network="classic", inner=1024),
        rate=5e-4,
    ),
    Recipe("spans", options=("--units", "spans")),
    Recipe("15 % hidden", options=("--rate", "0.15")),
    Recipe("30 % hidden", options=("--rate", "0.3")),
    Recipe("cosine", options=("--schedule", "cosine")),
    Recipe("windows of 1,024", Shape(window=1024)),
    Recipe("no pretraining: weights of a single step", share=0.0),
    Recipe("10x256", Shape(layers=10)),
)


def run(*command: str) -> None:
    subprocess.run([sys.executable, *command], check=True, env={**os.environ, "PYTHONPATH": "."})


def pretrained(recipe: Recipe, steps: int, packed: Path, folder: Path) -> None:
    """Fill folder/encoder; a run that was stopped goes on."""
    if (folder / "encoder" / "card.json").exists():
        return
    fixed = ["--steps", str(steps), "--decay", str(steps // 4), "--minutes", "10000"]
    options = [*recipe.shape.options(), *recipe.options, *fixed]
    run("-m", "training.pretrain", "train", str(packed), str(folder / "run"), *options)
    run("-m", "training.pretrain", "export", str(folder / "run"), str(folder / "encoder"))


def tuned(folder: Path, public: Path, rate: float) -> dict[str, list[float]]:
    """F1 in points of each seed, on CLUENER dev and on the windows of our dev (core five)."""
    from public_ner import SETS, score

    path = folder / "scores.json"
    scores: dict[str, list[float]] = json.loads(path.read_text()) if path.exists() else {}
    encoder = str(folder / "encoder")
    for name in ("cluener", "dev"):
        for seed in SEEDS[len(scores.setdefault(name, [])) :]:
            if name == "cluener":
                value = score(SETS[0], public / name, encoder, seed, epochs=2, rate=rate, fresh=False)
            else:
                value = _on_ours(folder, encoder, seed, rate)
            scores[name].append(value)
            path.write_text(json.dumps(scores))
    return scores


def _on_ours(folder: Path, encoder: str, seed: int, rate: float) -> float:
    out = folder / f"tagger-{seed}"
    options = ["--share", "0.33", "--copies", "1", "--epochs", "2", "--rate", str(rate)]
    run("-m", "training.train", "--out", str(out), "--base", encoder, "--seed", str(seed), *options)
    return 100 * float(json.loads((out / "card.json").read_text())["dev_seqeval"]["core_five_f1"])


def row(recipe: Recipe, folder: Path) -> str:
    card: dict[str, Any] = json.loads((folder / "encoder" / "card.json").read_text())
    scores = json.loads((folder / "scores.json").read_text())
    losses = [genre["loss"] for genre in card["held_out"].values()]
    cells = (
        recipe.name,
        f"{card['parameters'] / 1e6:.1f}",
        f"{card['characters_seen'] / 1e6:.1f}",
        f"{statistics.mean(losses):.2f}",
        *(spread(scores[name]) for name in ("cluener", "dev")),
    )
    return f"| {' | '.join(cells)} |"


def main(
    packed: Path,
    runs: Path,
    public: Annotated[Path, typer.Option(help="where cluener/ lies")],
    megacharacters: Annotated[float, typer.Option(help="that the first recipe sees, in millions")] = 4,
    only: Annotated[list[int] | None, typer.Option(help="numbers of recipes, from 0; all by default")] = None,
) -> None:
    """Pretrain and fine-tune what is missing, then print the table."""
    vocabulary = len(Vocabulary.load(packed / "vocab.txt"))
    budget = megacharacters * 1e6 * RECIPES[0].shape.multiplications(vocabulary)
    for number in only if only is not None else range(len(RECIPES)):
        recipe, folder = RECIPES[number], runs / str(number)
        steps = max(1, round(recipe.share * budget / recipe.shape.multiplications(vocabulary) / STEP))
        pretrained(recipe, steps, packed, folder)
        tuned(folder, public, recipe.rate)
    head = ("recipe", "M parameters", "M characters", "held-out loss", "CLUENER dev F1", "core five F1")
    print(f"| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for number, recipe in enumerate(RECIPES):
        if (runs / str(number) / "scores.json").exists():
            print(row(recipe, runs / str(number)))


if __name__ == "__main__":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    typer.run(main)
