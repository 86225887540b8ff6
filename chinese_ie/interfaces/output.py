"""Documents as files: JSON, JSON Lines, CSV, HTML, and tables for the terminal."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from chinese_ie.document import Document, number
from chinese_ie.errors import InputError
from chinese_ie.interfaces.columns import INVESTMENTS, encodable, investment_rows
from chinese_ie.relations.explanations import Explanation
from chinese_ie.scoring import all_labels

COLORS = {
    "PARK": "green", "COMPANY": "blue", "OFFICIAL": "magenta", "EXECUTIVE": "bright_magenta",
    "MONEY": "red", "CAPACITY": "yellow", "LOCATION": "cyan",
}  # fmt: skip
_OTHER = "white"  # of labels beyond ours
COLUMNS = tuple(name for name, kind in INVESTMENTS.items() if kind != "span")
# https://owasp.org/www-community/attacks/CSV_Injection, its full-width forms included
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")


def unwritable(out: Path, error: OSError) -> InputError:
    """What is said of a file that cannot be written."""
    return InputError(f"cannot write {out}: {error.strerror}; give a file in a folder that exists")


def to_json(document: Document, source: str, *, indent: int | None = None) -> str:
    """The JSON form with `source` first; lone surrogates are escaped, everything else is as it is."""
    return dumps({"source": source, **document.to_dict()}, indent=indent)


def dumps(plain: Mapping[str, Any], *, indent: int | None = None) -> str:
    """JSON in which Chinese is readable; where there is a lone surrogate, everything is escaped."""
    text = json.dumps(plain, ensure_ascii=False, indent=indent)
    return text if _encodes(text) else json.dumps(plain, indent=indent)


def _encodes(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def rows(document: Document, source: str) -> Iterator[dict[str, Any]]:
    """One flat row an investment, see `flat`."""
    return map(flat, investment_rows(document, source))


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `investment_rows` by `COLUMNS`: text, numbers, None; the evidence as its text."""
    told = {
        **row,
        "value": number(row["value"]),
        "upper": number(row["upper"]),
        "score": round(row["score"], 4),
        "evidence": row["evidence"]["text"],
        "date_start": row["date_start"] and row["date_start"].isoformat(),
    }
    return {name: encodable(told[name]) for name in COLUMNS}


def to_csv(flat: Iterable[dict[str, Any]], *, header: bool = True) -> str:
    """CSV of investment rows, safe to open in a spreadsheet.

    A text that begins with = + - @ (also full-width), a tab, a line end or an apostrophe gets an apostrophe
    in front, for a spreadsheet would run it as a formula. Whoever reads the file takes one leading
    apostrophe off a text and has what was there. Numbers stay numbers, also negative ones.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    if header:
        writer.writeheader()
    for row in flat:
        writer.writerow({name: _harmless(value) for name, value in row.items()})
    return out.getvalue()


def _harmless(value: Any) -> Any:
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value


def show(document: Document, source: str, console: Console) -> None:
    """Coloured text, entities by label and investments, for people."""
    console.rule(_plain(source))
    console.print(_legend())
    console.print(colored(document.text, document.entities))
    console.print(_entity_table(document))
    console.print(_investment_table(document))


def colored(text: str, entities: Iterable[Any]) -> Text:
    """The text with each mention in the colour of its label."""
    styled = _plain(text)
    for entity in entities:
        styled.stylize(f"bold {COLORS.get(entity.label, _OTHER)}", entity.start, entity.end)
    return styled


def _plain(text: str) -> Text:
    """Text as it is: square brackets of an article are no markup."""
    return Text(encodable(text))


def _legend() -> RenderableType:
    return Text("  ").join(Text(label, style=f"bold {color}") for label, color in COLORS.items())


def _entity_table(document: Document) -> RenderableType:
    table = Table("label", Column("mentions", overflow="fold"), title="Entities", title_justify="left")
    for label in all_labels([document.entities]):
        names: dict[str, int] = {}
        for entity in document.entities:
            if entity.label == label:
                names[entity.norm or entity.text] = names.get(entity.norm or entity.text, 0) + 1
        if names:
            listed = "、".join(f"{name}×{n}" if n > 1 else name for name, n in names.items())
            table.add_row(Text(label, style=COLORS.get(label, _OTHER)), _plain(listed))
    return table


def _investment_table(document: Document) -> RenderableType:
    if not document.investments:
        return Text("No investment found.", style="italic")
    names = ("company", "amount", "value", "location", "stage", "status", "rule")
    columns = [Column(name, overflow="fold") for name in names]
    table = Table(*columns, title="Investments", title_justify="left")
    for i in document.investments:
        value = f"{i.value:,f} {i.currency}" if i.value is not None else "–"
        style = "" if i.status == "active" else "dim"
        table.add_row(
            _plain(i.company),
            _plain(i.amount or "–"),
            value,
            _plain(i.location or "–"),
            i.stage or "–",
            i.status,
            i.rule,
            style=style,
        )
    return Group(table, Text(f"{len(document.triples)} active", style="dim"))


def show_explanations(found: Iterable[Explanation], console: Console) -> None:
    """A table of amounts: who invests, by which rule or veto, how sure, and what weighed most."""
    table = Table("amount", "at", "investor", "rule or veto", "score", "what weighed most")
    for why in found:
        heavy = ", ".join(f"{name} {weight:+.1f}" for name, weight in why.signals)
        cells = (
            why.amount.text,
            str(why.amount.start),
            why.company or "-",
            why.why,
            f"{why.score:.2f}",
            heavy,
        )
        table.add_row(*map(Text, cells))
    console.print(table)
