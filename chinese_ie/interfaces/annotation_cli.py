"""`chinese-ie suggest|preannotate`: which articles to annotate, and with what to begin."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chinese_ie import __version__, exchange, load
from chinese_ie.corpus import read
from chinese_ie.corpus.files import read_text
from chinese_ie.document import LABELS
from chinese_ie.errors import InputError
from chinese_ie.exchange.doccano import label_config
from chinese_ie.exchange.label_studio import labelling_config
from chinese_ie.exchange.predictions import predicted
from chinese_ie.interfaces.inputs import read_sources
from chinese_ie.interfaces.sources import Source
from chinese_ie.interfaces.suggestions import suggestions

annotation_commands = typer.Typer()

BUNDLED_TRAIN = Path(__file__).parents[2] / "corpus" / "train.jsonl"
Inputs = Annotated[
    list[str] | None, typer.Argument(help="text or HTML files, folders, globs, .jsonl with text a line, or -")
]
Model = Annotated[Path | None, typer.Option(help="a model folder instead of the packaged one")]


class Tool(StrEnum):
    label_studio = "label-studio"
    doccano = "doccano"


def _texts(inputs: list[str] | None) -> Iterator[Source]:
    """What `extract` reads, and JSON Lines of `text`, perhaps with `id`, as `suggest` and corpora have it."""
    for given in inputs or []:
        if not given.endswith(".jsonl"):
            yield from read_sources([given])
            continue
        for number, line in enumerate(read_text(Path(given)).split("\n"), 1):
            if line.strip():
                try:
                    row = json.loads(line)
                    yield Source(str(row.get("id") or f"{Path(given).stem}-{number}"), str(row["text"]))
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise InputError(f"{given}:{number} is no JSON object with a text ({error!r})") from error
    if not inputs:
        raise InputError("nothing to read; name text or HTML files, a folder, a glob or a .jsonl file")


@annotation_commands.command("suggest")
def suggest_command(
    inputs: Inputs = None,
    n: Annotated[int, typer.Option("--n", help="how many to choose", min=1)] = 20,
    known: Annotated[
        list[Path] | None,
        typer.Option(help="annotated already, .jsonl; by default the packaged corpus's train"),
    ] = None,
    novelty: Annotated[
        float, typer.Option(help="weight of novelty against the tagger's doubt", min=0, max=1)
    ] = 0.5,
    out: Annotated[Path | None, typer.Option(help="write here instead of standard output")] = None,
    model: Model = None,
) -> None:
    """Choose the articles from which annotation would teach most: JSON Lines with score and reason."""
    given = known if known is not None else [BUNDLED_TRAIN] * BUNDLED_TRAIN.exists()
    if not given:
        typer.echo("no annotated corpus beside the package: novelty is among your texts alone", err=True)
    seen = [article.text for path in given for article in read(path)]
    chosen = suggestions(list(_texts(inputs)), seen, load(model).tagger, n, novelty)
    lines = "".join(json.dumps(s.to_dict(), ensure_ascii=not s.encodes()) + "\n" for s in chosen)
    if out is None:
        typer.echo(lines, nl=False)
        return
    _write(out, lines)
    typer.echo(f"{out}: {len(chosen)} articles", err=True)


@annotation_commands.command("preannotate")
def preannotate_command(
    inputs: Inputs = None,
    to: Annotated[Tool, typer.Option(help="whose form")] = Tool.label_studio,
    out: Annotated[Path | None, typer.Option(help=".json for Label Studio, .jsonl for doccano")] = None,
    config: Annotated[
        bool, typer.Option("--config", help="print the labelling set-up to paste or import there")
    ] = False,
    label: Annotated[
        list[str] | None, typer.Option(help="a label of yours in the set-up, beside ours")
    ] = None,
    model: Model = None,
) -> None:
    """Tasks for Label Studio or doccano with our mentions, their scores and the investments as relations."""
    pipeline = load(model)
    if config:
        labels = list(dict.fromkeys((*LABELS, *pipeline.tagger.model.labels, *(label or ()))))
        typer.echo({Tool.label_studio: labelling_config, Tool.doccano: label_config}[to](labels), nl=False)
    if not inputs and config:
        return
    if out is None:
        raise InputError("say where to write the tasks with --out, and the set-up is printed with --config")
    sources = list(_texts(inputs))
    documents = pipeline.pipe(source.text for source in sources)
    articles = [
        predicted(replace(document, meta={**document.meta, **source.meta}), source.name)
        for source, document in zip(sources, documents, strict=True)
    ]
    named = (model.name if model else f"chinese-ie {__version__}") if to is Tool.label_studio else None
    exchange.write(articles, out, to.value, predictions=named)
    typer.echo(f"{out}: {len(articles)} articles", err=True)


def _write(path: Path, content: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error
