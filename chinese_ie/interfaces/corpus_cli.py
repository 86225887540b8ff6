"""`chinese-ie corpus check|show|convert|stats`."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from chinese_ie import exchange
from chinese_ie.corpus import Article, read
from chinese_ie.corpus.article import SPLITS
from chinese_ie.corpus.check import Finding, check
from chinese_ie.corpus.overlap import check_together, distinct_share, shared_names
from chinese_ie.corpus.readings import Readings, read_readings
from chinese_ie.document import LABELS
from chinese_ie.errors import CorpusError, InputError
from chinese_ie.interfaces.output import colored
from chinese_ie.scoring import Score, all_labels, score_entities, score_people, score_second_reading

corpus_app = typer.Typer(no_args_is_help=True, help="Annotated articles: check, show, convert, count.")

_FORMATS = ", ".join(exchange.FORMATS)
Corpora = Annotated[list[Path], typer.Argument(help=".jsonl files, inline .txt files, or folders of them")]


def _read_all(paths: list[Path]) -> list[Article]:
    return [article for path in paths for article in read(path)]


@corpus_app.command("check")
def check_command(paths: Corpora) -> None:
    """Refuse what breaks the format (exit code 1), and warn of what looks overlooked."""
    console = Console()
    broken, found, articles = 0, Counter[str](), list[Article]()

    def show(file: Path | str, finding: Finding) -> None:
        found[finding.kind] += 1
        console.print(Text(f"{file}: {finding.article}: {finding.kind}: {finding.message}"), soft_wrap=True)

    for path in paths:
        files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
        if not files:
            raise InputError(f"{path} holds no .txt file; expected inline articles")
        for file in files:
            try:
                content = read(file)
            except CorpusError as error:
                broken += 1
                console.print(Text(f"error: {error}", style="red"), soft_wrap=True)
                continue
            articles += content
            for article in content:
                for finding in check(article):
                    show(file, finding)
    for finding in check_together(articles):
        show("together", finding)
    summary = ", ".join(f"{n} {kind}" for kind, n in found.items()) or "nothing to look at"
    console.print(f"{len(articles)} articles read, {broken} files broken; {summary}")
    if broken or any(found[kind] for kind in ("header", "record", "person")):
        raise typer.Exit(1)


@corpus_app.command("show")
def show_command(
    paths: Corpora,
    only: Annotated[str | None, typer.Option("--id", help="show this article only")] = None,
) -> None:
    """Print articles with coloured mentions, then their investments."""
    console = Console()
    shown = [a for a in _read_all(paths) if only in (None, a.id)]
    if not shown:
        raise InputError(f"no article with the id {only!r}")
    for article in shown:
        console.rule(f"{article.id} · {article.split or '-'} · {article.genre or '-'}")
        console.print(colored(article.text, article.entities))
        for record in article.investments:
            extra = " (optional)" if record.optional else ""
            console.print(
                f"→ {record.company} · {record.amount} · {record.location or '-'}{extra}", style="bold"
            )


@corpus_app.command("convert")
def convert_command(
    paths: Corpora,
    out: Annotated[Path, typer.Option(help="a file, or a folder for inline articles")],
    source: Annotated[str | None, typer.Option("--from", help=f"{_FORMATS}; else by the name")] = None,
    target: Annotated[str | None, typer.Option("--to", help=f"{_FORMATS}; else by the name")] = None,
    split: Annotated[str | None, typer.Option(help="only this split")] = None,
    predictions: Annotated[
        str | None, typer.Option(help="for label-studio: write predictions of a model of this name")
    ] = None,
    drop_lost: Annotated[
        bool, typer.Option("--drop-lost", help="leave out mentions that are not in their text, and say so")
    ] = False,
) -> None:
    """Convert between our forms and those of other tools; nothing is lost on the way and back.

    Mentions whose offsets were counted otherwise are put right; each is reported.
    """
    console = Console(stderr=True)

    def report(line: str) -> None:
        console.print(Text(line, style="yellow"), soft_wrap=True)

    read = [a for path in paths for a in exchange.read(path, source, report=report, drop_lost=drop_lost)]
    articles = [a for a in read if split in (None, a.split)]
    others = Counter(e.label for a in articles for e in a.entities if e.label not in LABELS)
    if others:
        report(
            "labels that the packaged model does not have, a training adds them: "
            + ", ".join(f"{label} ({count} mentions)" for label, count in others.items())
        )
    typer.echo(f"{out}: {exchange.write(articles, out, target, predictions=predictions)} articles")


@corpus_app.command("stats")
def stats_command(
    paths: Corpora,
    readings: Annotated[
        Path | None,
        typer.Option(help="two readings of articles; default readings/readings.jsonl beside the first file"),
    ] = None,
) -> None:
    """Counts, layers, distinct names, overlap of the splits, agreement of the two readings."""
    console = Console()
    articles = _read_all(paths)
    present = {a.split or "-" for a in articles}
    splits = [s for s in (*SPLITS, "-") if s in present] + sorted(present.difference(SPLITS, "-"))
    table = Table("", *splits, "all", title="Corpus")
    groups = [[a for a in articles if (a.split or "-") == s] for s in splits] + [articles]
    rows = {
        "articles": [len(g) for g in groups],
        "characters": [sum(len(a.text) for a in g) for g in groups],
        "records": [sum(len(a.investments) for a in g) for g in groups],
        "articles without record": [sum(not a.investments for a in g) for g in groups],
        "mentions": [sum(len(a.entities) for a in g) for g in groups],
    }
    for label in all_labels(a.entities for a in articles):
        rows[f"  {label}"] = [sum(e.label == label for a in g for e in a.entities) for g in groups]
    rows |= {
        "amounts with a role": [sum(bool(e.role) for a in g for e in a.entities) for g in groups],
        "people with a title": [sum(len(a.people) for a in g) for g in groups],
        "records with a stage": [sum(bool(r.stage) for a in g for r in a.investments) for g in groups],
        "records with a date": [sum(bool(r.date) for a in g for r in a.investments) for g in groups],
    }
    for name, values in rows.items():
        table.add_row(name, *map(str, values))
    for label in ("PARK", "COMPANY", "OFFICIAL", "EXECUTIVE"):
        shares = [distinct_share(e for a in g for e in a.entities if e.label == label) for g in groups]
        table.add_row(f"distinct {label}", *(f"{s:.0%}" for s in shares))
    console.print(table)
    overlap = Table("label", "names in more than one split", "examples", title="Overlap of the splits")
    for label in ("PARK", "COMPANY", "OFFICIAL", "EXECUTIVE"):
        names = shared_names(articles, label)
        overlap.add_row(label, str(len(names)), "、".join(sorted(names)[:8]))
    console.print(overlap)
    genres = Counter(a.genre or "-" for a in articles)
    console.print("genres: " + ", ".join(f"{g} {n}" for g, n in genres.most_common()))
    readings = readings or paths[0].parent / "readings" / "readings.jsonl"
    if readings.exists():
        _agreement(read_readings(readings, articles), console)


def _agreement(pairs: list[Readings], console: Console) -> None:
    """F1 of the second reading against the first, before their differences were settled."""
    splits = [s for s in SPLITS if any(p.first.split == s for p in pairs)]
    groups = [[p for p in pairs if p.first.split == s] for s in splits] + [pairs]
    table = Table("", *splits, "all", title="Agreement of two readings, F1")
    table.add_row("articles", *(str(len(g)) for g in groups))
    entities = [score_entities([p.first.entities for p in g], [p.second.entities for p in g]) for g in groups]
    for name in ("core five", *LABELS):
        table.add_row(name, *(f"{scores[name].f1:.3f}" for scores in entities))
    layers = {
        "records": [
            (score_second_reading(p.first.investments, p.second.investments) for p in g) for g in groups
        ],
        "titles of people": [(score_people(p.first.people, p.second.people) for p in g) for g in groups],
        "roles of amounts": [(_roles(p) for p in g) for g in groups],
    }
    for name, scored in layers.items():
        sums = [sum(scores, Score()) for scores in scored]
        table.add_row(name, *(f"{score.f1:.3f}" if score.gold else "-" for score in sums))
    console.print(table)


def _roles(pair: Readings) -> Score:
    """Of the amounts that both readers tagged and gave a role: the same one."""
    first, second = ({e.span: e.role for e in a.entities if e.role} for a in (pair.first, pair.second))
    both = first.keys() & second.keys()
    return Score(len(both), len(both), sum(first[span] == second[span] for span in both))
