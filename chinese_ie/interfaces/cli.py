"""The command `chinese-ie`."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated

import typer
from rich.console import Console

from chinese_ie import load
from chinese_ie.corpus import read
from chinese_ie.corpus.quantities import with_values_beside
from chinese_ie.document import Document
from chinese_ie.errors import ChineseIEError, InputError, MissingExtraError
from chinese_ie.interfaces import benchmark as bench
from chinese_ie.interfaces.corpus_cli import corpus_app
from chinese_ie.interfaces.error_tables import show_errors
from chinese_ie.interfaces.html import render
from chinese_ie.interfaces.merge_cli import merge_command
from chinese_ie.interfaces.output import rows, show, show_explanations, to_csv, to_json
from chinese_ie.interfaces.serve_cli import serve_command
from chinese_ie.interfaces.sources import Input, read_sources

commands = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Parks, companies, officials, money and investments from Chinese web articles.",
)
commands.add_typer(corpus_app, name="corpus")
commands.command("merge")(merge_command)
commands.command("serve")(serve_command)

BUNDLED_CORPUS = Path(__file__).parents[2] / "corpus" / "test.jsonl"


class Format(StrEnum):
    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"
    html = "html"


Model = Annotated[Path | None, typer.Option(help="a model folder instead of the packaged one")]


def app() -> None:
    """Entry point: an error of this package ends with one line and exit code 2, not a traceback.

    What goes into a pipe or a file is UTF-8, whatever the console's own encoding is.
    """
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        commands()
    except ChineseIEError as error:
        typer.echo(f"chinese-ie: {' '.join(str(error).split())}", err=True)
        sys.exit(2)


@commands.command("extract")
def extract_command(
    inputs: Annotated[
        list[str] | None, typer.Argument(help="text or HTML files, folders, globs, or - for standard input")
    ] = None,
    kind: Annotated[
        Input | None, typer.Option("--input", help="what is read; by default .html and .htm are HTML")
    ] = None,
    output: Annotated[Format | None, typer.Option("--format", help="table in a terminal, else jsonl")] = None,
    out: Annotated[Path | None, typer.Option(help="write here instead of standard output")] = None,
    model: Model = None,
    example: Annotated[bool, typer.Option("--example", help="read the bundled example article")] = False,
) -> None:
    """Entities and investments of each text file (UTF-8) or HTML page (any encoding)."""
    sources = list(read_sources(inputs or [], kind, example=example))
    chosen = output or _usual_format(out)
    if chosen is Format.html and len(sources) > 1:
        raise InputError(f"{len(sources)} texts given, an HTML page holds one; call it once a text")
    if chosen is Format.parquet and out is None:
        raise InputError("parquet is binary; say where to write it with --out FILE.parquet")
    pipeline = load(model)  # a broken model must not cost an existing --out file
    found = zip(sources, pipeline.pipe(source.text for source in sources), strict=True)
    documents = ((source.name, replace(d, meta={**d.meta, **source.meta})) for source, d in found)
    if chosen is Format.parquet and out is not None:
        _write_parquet(documents, out)
        return
    with ExitStack() as stack:
        file: IO[str] = sys.stdout
        if out is not None:
            try:
                file = stack.enter_context(out.open("w", encoding="utf-8", newline=""))
            except OSError as error:
                raise _unwritable(out, error) from error
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
            file.write(render(document) + "\n")
    elif chosen is Format.csv:
        file.write(to_csv([]))
        for name, document in documents:
            file.write(to_csv(rows(document, name), header=False))
    else:
        for name, document in documents:
            file.write(to_json(document, name) + "\n")


def _unwritable(out: Path, error: OSError) -> InputError:
    return InputError(f"cannot write {out}: {error.strerror}; give a file in a folder that exists")


def _write_parquet(documents: Iterator[tuple[str, Document]], out: Path) -> None:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError("Parquet needs pyarrow: pip install 'chinese-ie[parquet]'") from error
    text, number = pyarrow.string(), pyarrow.float64()
    kinds = {"value": number, "upper": number, "score": number}
    from chinese_ie.interfaces.output import COLUMNS

    schema = pyarrow.schema([(name, kinds.get(name, text)) for name in COLUMNS])
    table = pyarrow.Table.from_pylist(
        [row for name, document in documents for row in rows(document, name)], schema
    )
    try:
        with out.open("wb") as file:
            pyarrow.parquet.write_table(table, file)
    except OSError as error:
        raise _unwritable(out, error) from error


@commands.command("explain")
def explain_command(
    file: Annotated[str, typer.Argument(help="a text or HTML file, or - for standard input")],
    model: Model = None,
) -> None:
    """For each amount of a text: the rule that took it, or why it is no investment."""
    pipeline = load(model)
    for source in read_sources([file]):
        show_explanations(pipeline.explain(source.text), Console())


@commands.command("benchmark")
def benchmark_command(
    corpus: Annotated[Path, typer.Option(help="gold articles, .jsonl")] = BUNDLED_CORPUS,
    model: Model = None,
    as_json: Annotated[bool, typer.Option("--json", help="machine-readable")] = False,
    gold_entities: Annotated[
        bool, typer.Option("--gold-entities", help="give the rules the gold mentions: the rules alone")
    ] = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="group the tagger's errors, with examples")
    ] = False,
    ablate: Annotated[
        bool, typer.Option("--ablate", help="scores of the rules from gold mentions, without each in turn")
    ] = False,
) -> None:
    """Score entities and investments on a gold corpus, and time it."""
    if not corpus.exists():
        raise InputError(
            f"no corpus at {corpus}; give one with --corpus FILE.jsonl (corpus/ of the checkout has one)"
        )
    articles = read(corpus)
    if not articles:
        raise InputError(f"{corpus} holds no article; expected one JSON object a line")
    if ablate:
        bench.show_ablation(articles, Console())
        return
    articles = with_values_beside(articles, corpus)
    result, documents = bench.run(None if gold_entities else load(model), articles)
    if as_json:
        typer.echo(bench.as_json(result))
    else:
        bench.show(result, str(corpus), Console())
    if errors:
        show_errors(articles, documents, Console(stderr=as_json))
