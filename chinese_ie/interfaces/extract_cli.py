"""`chinese-ie extract`: a few articles to the screen, a million to a file."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Annotated

import typer
from rich.console import Console

from chinese_ie import __version__, load
from chinese_ie.document import Document
from chinese_ie.errors import InputError
from chinese_ie.interfaces.html import render_document
from chinese_ie.interfaces.inputs import MAX_SIZE, Inputs, read_sources
from chinese_ie.interfaces.job import Job
from chinese_ie.interfaces.output import rows, show, to_csv, to_json, unwritable
from chinese_ie.interfaces.progress import shown
from chinese_ie.interfaces.ray_workers import extracted_on_ray
from chinese_ie.interfaces.sources import Input, arrow
from chinese_ie.interfaces.whole_output import FORMATS
from chinese_ie.interfaces.workers import extracted
from chinese_ie.tagging.model import FILES, PACKAGED
from chinese_ie.tagging.tagger import cores

_MUCH = 2_000_000  # bytes of input from which more than one process is worth its start


class Format(StrEnum):
    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"
    html = "html"


def extract_command(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            help="text, HTML, .jsonl or .parquet with a field text; files, folders, globs or - for stdin"
        ),
    ] = None,
    kind: Annotated[
        Input | None, typer.Option("--input", help="what is read; by default the ending says it")
    ] = None,
    output: Annotated[Format | None, typer.Option("--format", help="table in a terminal, else jsonl")] = None,
    out: Annotated[
        Path | None, typer.Option(help="write here; jsonl, csv and parquet go on where they were stopped")
    ] = None,
    model: Annotated[Path | None, typer.Option(help="a model folder instead of the packaged one")] = None,
    example: Annotated[bool, typer.Option("--example", help="read the bundled example article")] = False,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="processes; by default as many as cores where there is much to read"),
    ] = None,
    max_size: Annotated[int, typer.Option(min=1, help="megabytes that one article may have")] = MAX_SIZE,
    ray: Annotated[
        str | None, typer.Option(help="extract on a Ray cluster: its address, or local to start one here")
    ] = None,
) -> None:
    """Entities and investments of articles: text (UTF-8), HTML (any encoding), JSON Lines, Parquet.

    With --out and jsonl, csv or parquet the input may be of any size: an article that cannot be read goes to
    OUT.errors.jsonl, and the same command goes on where it was stopped.
    """
    chosen = output or _usual_format(out)
    if chosen is Format.parquet and out is None:
        raise InputError("parquet is binary; say where to write it with --out FILE.parquet")
    if out is not None and chosen.value in FORMATS:
        given = Inputs(inputs or [], kind, max_size * 10**6, example)
        _job(given, out, chosen, model, workers, ray)
        return
    if ray is not None:
        raise InputError("--ray needs a file to write, --out FILE.jsonl, .csv or .parquet")
    sources = list(read_sources(inputs or [], kind, example=example))
    if chosen is Format.html and len(sources) > 1:
        raise InputError(f"{len(sources)} texts given, an HTML page holds one; for many: chinese-ie report")
    pipeline = load(model)  # a broken model must not cost an existing --out file
    dates = [source.meta.get("date") for source in sources]
    found = zip(sources, pipeline.pipe((source.text for source in sources), published=dates), strict=True)
    documents = ((source.name, replace(d, meta={**d.meta, **source.meta})) for source, d in found)
    with ExitStack() as stack:
        file: IO[str] = sys.stdout
        if out is not None:
            try:
                file = stack.enter_context(out.open("w", encoding="utf-8", newline=""))
            except OSError as error:
                raise unwritable(out, error) from error
        _write(documents, chosen, file)


def _usual_format(out: Path | None) -> Format:
    """What the ending of the output file says, a table in a terminal, else JSON Lines."""
    ending = out.suffix[1:].lower() if out is not None else ""
    if ending in {known.value for known in Format}:
        return Format(ending)
    return Format.table if out is None and sys.stdout.isatty() else Format.jsonl


def _write(documents: Iterator[tuple[str, Document]], chosen: Format, file: IO[str]) -> None:
    if chosen is Format.table:
        console = Console(file=file)
        for name, document in documents:
            show(document, name, console)
    elif chosen is Format.json:
        file.write(
            "[" + ",\n".join(to_json(document, name, indent=2) for name, document in documents) + "]\n"
        )
    elif chosen is Format.html:
        for _, document in documents:
            file.write(render_document(document) + "\n")
    elif chosen is Format.csv:
        file.write(to_csv([]))
        for name, document in documents:
            file.write(to_csv(rows(document, name), header=False))
    else:
        for name, document in documents:
            file.write(to_json(document, name) + "\n")


def _job(
    inputs: Inputs, out: Path, chosen: Format, model: Path | None, workers: int | None, ray: str | None
) -> None:
    """Extract everything into `out`, going on with what an earlier run has done."""
    summary = inputs.summary()
    if out.exists() and any(f.name == out.name and f.samefile(out) for f in inputs.files()):
        raise InputError(f"{out} is to be read and to be written; give another --out")
    if chosen is Format.parquet:
        arrow()  # its absence is an error now, not when everything is done
    if ray is not None and not inputs.repeatable:
        raise InputError("standard input cannot be read by a cluster; give --ray a file")
    shape, whole = FORMATS[chosen.value]
    nlp = load(model)  # so is a wrong model
    identity = {
        "input": f"{summary.digest} {inputs.kind or ''} {inputs.max_size}",
        "model": _digest(model or PACKAGED),
        "shape of output": shape.value,
        "version": __version__,
    }
    one_thread = partial(load, model, threads=1)
    errors = 0
    with Job(out, identity, fresh=not inputs.repeatable) as job:
        records = inputs.records()
        before = sum(record.size for record in islice(records, job.done))
        processes = workers or (cores() if summary.size - before > _MUCH else 1)
        if ray is not None:
            outcomes = extracted_on_ray(inputs, job.done, one_thread, shape, ray, workers)
        elif processes > 1:
            outcomes = extracted(records, one_thread, shape, processes)
        else:
            outcomes = extracted(records, lambda: nlp, shape, 1)
        for outcome in shown(job.write(outcomes), summary.size, before):
            errors += bool(outcome.error)
        job.finish(whole)
    if errors:
        typer.echo(f"chinese-ie: articles that could not be read: {errors}, see {job.errors}", err=True)


def _digest(folder: Path) -> str:
    """A hash of a model folder."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()
