"""Make the encoder's vocabulary from character counts.

    python -m training.vocabulary CHARS.tsv training/encoder/vocab.txt

Input: lines `character TAB count`. Kept: every folded character seen at least `--least` times,
all printable ASCII, and the signs that numbers, units and lists are written with.
"""

import string
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from chinese_ie.tagging.vocabulary import Vocabulary
from chinese_ie.text.fold import fold

ALWAYS = (
    string.ascii_letters
    + string.digits
    + string.punctuation
    + (
        "。、·…—“”‘’《》〈〉【】「」『』〔〕℃‰￥€£¥$°′″×÷±≥≤≈~①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣⅤ■□●○◆▼▶→←↑↓※★☆㎡〇零壹贰叁肆伍陆柒捌玖拾佰仟萬億"
    )
)


def characters(counts: Path, least: int) -> list[str]:
    """Folded characters by falling frequency, then those that are always in."""
    seen: Counter[str] = Counter()
    for line in counts.read_text(encoding="utf-8").split("\n"):
        character, _, count = line.partition("\t")
        if count:
            seen[fold(character)] += int(count)
    often = [c for c, n in seen.most_common() if n >= least and not c.isspace()]
    return [*often, *(c for c in fold(ALWAYS) if not c.isspace())]


def main(
    counts: Path,
    out: Path,
    least: Annotated[int, typer.Option(help="fewest occurrences of a character")] = 3,
) -> None:
    vocabulary = Vocabulary.of_characters(characters(counts, least))
    out.parent.mkdir(parents=True, exist_ok=True)
    vocabulary.save(out)
    typer.echo(f"{out}: {len(vocabulary)} tokens")


if __name__ == "__main__":
    typer.run(main)
