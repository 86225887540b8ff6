"""The command `chinese-ie`."""

import sys
from collections.abc import Callable

import typer

from chinese_ie.errors import ChineseIEError
from chinese_ie.interfaces.corpus_cli import corpus_app

commands = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Facts from Chinese articles."
)
commands.add_typer(corpus_app, name="corpus")


def app() -> None:
    """Entry point: errors of this package end with one line and exit code 2, not a traceback."""
    _guarded(commands)


def _guarded(run: Callable[[], None]) -> None:
    try:
        run()
    except ChineseIEError as error:
        typer.echo(f"chinese-ie: {error}", err=True)
        sys.exit(2)
