"""`chinese-ie report`: many articles as one page."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from chinese_ie import load
from chinese_ie.document import Document
from chinese_ie.interfaces.inputs import read_sources
from chinese_ie.interfaces.output import unwritable
from chinese_ie.interfaces.report import render_report
from chinese_ie.interfaces.results import read_results


def report_command(
    inputs: Annotated[
        list[str],
        typer.Argument(help="text or HTML files, folders, globs, or .jsonl that `extract` wrote"),
    ],
    out: Annotated[Path, typer.Option(help="the page to write")],
    model: Annotated[Path | None, typer.Option(help="a model folder instead of the packaged one")] = None,
) -> None:
    """Totals, charts and a sortable table of the investments of many articles, in one HTML page."""
    page = render_report(_documents(inputs, model))
    try:
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        raise unwritable(out, error) from error


def _documents(inputs: list[str], model: Path | None) -> Iterator[tuple[str, Document]]:
    """Results as they are, everything else extracted now; in the order given."""
    for given in inputs:
        if given.endswith(".jsonl"):
            yield from read_results(Path(given))
            continue
        sources = list(read_sources([given]))
        found = load(model).pipe(source.text for source in sources)
        for source, document in zip(sources, found, strict=True):
            yield source.name, replace(document, meta={**document.meta, **source.meta})
