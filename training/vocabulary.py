"""Make the encoder's vocabulary from character counts.

    python -m training.vocabulary CHARS.tsv training/vocab.txt

Input: lines `character TAB count`. Kept: every folded character seen at least `--least` times,
the 6,763 ideographs of GB 2312 (rare ones stand in names), all printable ASCII, and the signs that
numbers, units and lists are written with. Characters beyond fall back to the markers of
`chinese_ie.tagging.vocabulary`, one token each, so that offsets hold.
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


def gb2312() -> str:
    """The ideographs of GB 2312-80, both levels, in its order."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(code.decode("gb2312", "ignore") for code in rows)


def characters(counts: Path, least: int) -> list[str]:
    """Folded characters by falling frequency, then those that are always in."""
    seen: Counter[str] = Counter()
    for line in counts.read_text(encoding="utf-8").split("\n"):
        character, _, count = line.partition("\t")
        if count:
            seen[fold(character)] += int(count)
    often = [c for c, n in seen.most_common() if n >= least and not c.isspace()]
    return [*often, *(c for c in fold(ALWAYS + gb2312()) if not c.isspace())]


def main(
    counts: Path,
    out: Path,
    least: Annotated[int, typer.Option(help="fewest occurrences of a character")] = 1,
) -> None:
    vocabulary = Vocabulary.of_characters(characters(counts, least))
    out.parent.mkdir(parents=True, exist_ok=True)
    vocabulary.save(out)
    typer.echo(f"{out}: {len(vocabulary)} tokens")


if __name__ == "__main__":
    typer.run(main)
