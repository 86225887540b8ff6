"""Characters a second of the text layer: `python benchmarks/normalising.py [CORPUS…]`, a table.

Each article is cleaned and its sections are found, as it is and in three dirty forms.
"""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from chinese_ie.corpus import read
from chinese_ie.text.normalize import normalize
from chinese_ie.text.page import sections

CORPORA = [Path("corpus/dev.jsonl"), Path("corpus/train.jsonl")]
RUNS = 3


def spaced(text: str) -> str:
    """An entity and a tag behind every tenth character."""
    rng = random.Random(7)
    return "".join(c + ("&nbsp;<b>" if rng.random() < 0.1 else "") for c in text)


def traditional(text: str) -> str:
    """Traditional script with a reading behind every character that was converted."""
    from opencc import OpenCC
    from pypinyin import pinyin

    new = OpenCC("s2t").convert(text)
    return "".join(b if a == b else f"{b}({pinyin(a)[0][0]})" for a, b in zip(text, new, strict=False))


FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "full width": lambda text: text.translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)}),
    "entities and tags": spaced,
    "traditional with pinyin": traditional,
}


def speed(work: Callable[[str], object], texts: list[str]) -> float:
    """Characters a second of CPU time, the best of some runs."""
    best = float("inf")
    for _ in range(RUNS):
        started = time.process_time()
        for text in texts:
            work(text)
        best = min(best, time.process_time() - started)
    return sum(map(len, texts)) / best


def main(
    corpora: Annotated[list[Path] | None, typer.Argument(help="default: dev and train")] = None,
) -> None:
    """Measure and print."""
    articles = [article.text for path in corpora or CORPORA for article in read(path)]
    table = Table("form", "characters", "normalise, characters/s", "sections, characters/s")
    for name, form in FORMS.items():
        texts = [form(text) for text in articles]
        clean = [normalize(text).text for text in texts]
        cells = (
            f"{sum(map(len, texts)):,}",
            f"{speed(normalize, texts):,.0f}",
            f"{speed(sections, clean):,.0f}",
        )
        table.add_row(name, *cells)
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
