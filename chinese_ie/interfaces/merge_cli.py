"""`chinese-ie merge`."""

from pathlib import Path
from typing import Annotated

import typer

from chinese_ie.merging.database import add, opened
from chinese_ie.merging.report import read_reports


def merge_command(
    inputs: Annotated[list[Path], typer.Argument(help="what extract wrote: .jsonl, .json or .parquet")],
    db: Annotated[
        str, typer.Option(help="a DuckDB file, or postgresql://user@host/name")
    ] = "investments.duckdb",
) -> None:
    """Bring reports of the same investment from many articles together in a database."""
    reports, names = read_reports(inputs)
    with opened(db) as database:
        merged = add(database, reports, names)
    typer.echo(
        f"{merged.new_reports} new reports; now {merged.reports} of {merged.investments} investments, "
        f"{merged.contradictions} contradictions"
    )
