"""The command `chinese-ie`."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from chinese_ie import load
from chinese_ie.corpus import read
from chinese_ie.corpus.quantities import with_values_beside
from chinese_ie.errors import ChineseIEError, InputError
from chinese_ie.interfaces import benchmark as bench
from chinese_ie.interfaces import comparison
from chinese_ie.interfaces.annotation_cli import annotation_commands
from chinese_ie.interfaces.corpus_cli import corpus_app
from chinese_ie.interfaces.error_tables import show_errors
from chinese_ie.interfaces.extract_cli import extract_command
from chinese_ie.interfaces.inputs import read_sources
from chinese_ie.interfaces.investment_errors import show_investment_errors
from chinese_ie.interfaces.merge_cli import merge_command
from chinese_ie.interfaces.output import show_explanations
from chinese_ie.interfaces.report_cli import report_command
from chinese_ie.interfaces.serve_cli import serve_command

commands = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Parks, companies, officials, money and investments from Chinese web articles.",
)
commands.add_typer(corpus_app, name="corpus")
commands.command("report")(report_command)
commands.add_typer(annotation_commands)
commands.command("merge")(merge_command)
commands.command("serve")(serve_command)

BUNDLED_CORPUS = Path(__file__).parents[2] / "corpus" / "test.jsonl"


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


commands.command("extract")(extract_command)


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
        bool, typer.Option("--errors", help="group the errors of mentions and of investments, with examples")
    ] = False,
    ablate: Annotated[
        bool, typer.Option("--ablate", help="scores of the rules from gold mentions, without each in turn")
    ] = False,
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option(help="two model folders, or `packaged`: what the second changes", metavar="OLD NEW"),
    ] = None,
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
    if compare is not None:
        texts = [a.text for a in articles]
        old, new = (list(load(None if m == "packaged" else m).pipe(texts)) for m in compare)
        if as_json:
            typer.echo(json.dumps(comparison.as_plain(articles, old, new), ensure_ascii=False, indent=1))
        else:
            comparison.show(articles, old, new, Console())
        return
    articles = with_values_beside(articles, corpus)
    result, documents = bench.run(None if gold_entities else load(model), articles)
    if as_json:
        typer.echo(bench.as_json(result))
    else:
        bench.show(result, str(corpus), Console())
    if errors:
        show_errors(articles, documents, Console(stderr=as_json))
        show_investment_errors(articles, documents, Console(stderr=as_json))
