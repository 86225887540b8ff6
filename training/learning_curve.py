"""What more articles would bring: the tagger trained on shares of the corpus, scored on dev.

    python -m training.learning_curve runs/curve

Runs one training a share and seed, one after the other, and prints a Markdown table; runs that are
done already are not repeated.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from chinese_ie.errors import InputError

SHARES = (0.25, 0.5, 1.0)


def scores(out: Path, share: float, seeds: int, options: list[str]) -> list[dict[str, float]]:
    """`dev_seqeval` of each seed's card."""
    found = []
    for seed in range(1, seeds + 1):
        folder = out / f"{share:g}-{seed}"
        if not (folder / "card.json").exists():
            command = [sys.executable, "-m", "training.train", "--out", str(folder)]
            done = subprocess.run([*command, "--share", str(share), "--seed", str(seed), *options])
            if done.returncode:
                raise InputError(f"training into {folder} ended with {done.returncode}; its messages say why")
        found.append(json.loads((folder / "card.json").read_text())["dev_seqeval"])
    return found


def spread(values: Sequence[float]) -> str:
    """Mean and range: `61.0 (60.0 to 62.0)`."""
    return f"{statistics.mean(values):.1f} ({min(values):.1f} to {max(values):.1f})"


def table(rows: dict[float, list[dict[str, float]]]) -> str:
    """Mean and range over the seeds, in points of F1."""
    lines = ["| share of train | core five F1 | all labels F1 |", "|---|---|---|"]
    for share, found in rows.items():
        cells = []
        for name in ("core_five_f1", "f1"):
            cells.append(spread([100 * scores[name] for scores in found]))
        lines.append(f"| {share:.0%} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main(
    out: Path,
    seeds: int = 3,
    copies: Annotated[int, typer.Option(help="variants of each article")] = 3,
    options: Annotated[
        list[str] | None, typer.Argument(help="more options of training.train, after --")
    ] = None,
) -> None:
    """Train and print."""
    more = ["--copies", str(copies), *(options or [])]
    typer.echo(table({share: scores(out, share, seeds, more) for share in SHARES}))


if __name__ == "__main__":
    typer.run(main)
