"""The table of scores in README.md, from one run: `python benchmarks/figures.py [CORPUS…] --write README.md`.

Without `--write` it is printed. Each corpus is a column, named by its file.
"""

import re
from pathlib import Path
from typing import Annotated

import typer

from chinese_ie import load
from chinese_ie.corpus import read
from chinese_ie.corpus.quantities import with_values_beside
from chinese_ie.errors import InputError
from chinese_ie.interfaces.benchmark import Result, run
from chinese_ie.scoring import Score

CORPORA = [Path("corpus/test.jsonl"), Path("corpus/dev.jsonl")]
ROWS = ("PARK", "COMPANY", "OFFICIAL", "MONEY", "CAPACITY", "core five", "EXECUTIVE", "LOCATION")
BLOCK = re.compile(r"(?<=<!-- figures -->\n).*(?=<!-- end of figures -->)", re.DOTALL)


def cell(score: Score) -> str:
    if not score.gold:
        return "-"
    return f"{score.precision:.3f} / {score.recall:.3f} / **{score.f1:.3f}**"


def table(columns: dict[str, tuple[Result, Result]]) -> str:
    """Rows of scores; of each column the whole pipeline, and the rules alone on gold mentions."""
    lines = ["| | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]

    def row(name: str, scores: list[Score]) -> None:
        lines.append(f"| {name} | " + " | ".join(map(cell, scores)) + " |")

    whole, rules = ([pair[n] for pair in columns.values()] for n in (0, 1))
    lines.append("| articles | " + " | ".join(str(r.articles) for r in whole) + " |")
    for label in ROWS:
        row(label, [r.entities[label] for r in whole])
    row("investments: company, value, currency, location", [r.strict for r in whole])
    row("investments: company, value, currency", [r.company_amount for r in whole])
    row("stage of the investments found", [r.stages for r in whole])
    row("date of the investments found, where gold has one", [r.dates for r in whole])
    row("people: title and organisation", [r.people for r in whole])
    row("role of the amounts found", [r.roles for r in whole])
    for label in ("MONEY", "CAPACITY"):
        row(f"value, unit and range of the {label} mentions found", [r.quantities[label] for r in whole])
        row("the same, with bound and rate", [r.quantities_in_context[label] for r in whole])
    lines.append(
        "| expected calibration error | " + " | ".join(f"{r.calibration_error:.3f}" for r in whole) + " |"
    )
    row("from gold mentions: company, value, currency, location", [r.strict for r in rules])
    row("from gold mentions: company, value, currency", [r.company_amount for r in rules])
    row("from gold mentions: title and organisation", [r.people for r in rules])
    return "\n".join(lines) + "\n"


def main(
    corpora: Annotated[
        list[Path] | None, typer.Argument(help="default: corpus/test.jsonl, dev.jsonl")
    ] = None,
    model: Path | None = None,
    write: Annotated[Path | None, typer.Option(help="put the table between the marks of this file")] = None,
) -> None:
    """Score and print."""
    columns = {}
    for path in corpora or CORPORA:
        articles = with_values_beside(read(path), path)
        columns[f"`{path.parent.name}/{path.name}`"] = (
            run(load(model), articles)[0],
            run(None, articles)[0],
        )
    text = table(columns)
    typer.echo(text)
    if write is not None:
        page = write.read_text(encoding="utf-8")
        if not BLOCK.search(page):
            raise InputError(f"{write} has no lines <!-- figures --> and <!-- end of figures -->")
        write.write_text(BLOCK.sub(lambda _: text, page), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
