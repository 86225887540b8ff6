r"""One character and its tag a line, parted by a tab; a blank line after each line of the text.

# article = {"id": "a-1", …}        what has no place in the columns, one line of JSON
上	B-PARK
饶	I-PARK
\n	O                               white space and control characters are escaped as in JSON
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from chinese_ie.corpus import Article
from chinese_ie.corpus.files import read_text
from chinese_ie.document import LABEL_FORM, LABELS, Entity
from chinese_ie.errors import CorpusError
from chinese_ie.exchange.details import assemble, details
from chinese_ie.scoring import bio

_HEAD = "# article = "
_TAG = re.compile(rf"O|[BIESM]-(?:{LABEL_FORM})")
_Row = tuple[int, str, str]  # line number, characters, tag


def write(articles: Sequence[Article], path: Path) -> None:
    path.write_text("".join(_page(article) for article in articles), encoding="utf-8", newline="\n")


def _page(article: Article) -> str:
    rows = [_HEAD + json.dumps(details(article))]
    for character, tag in zip(article.text, bio(len(article.text), article.entities), strict=True):
        rows.append(f"{_escaped(character)}\t{tag}" + ("\n" if character == "\n" else ""))
    return "\n".join(rows) + "\n\n"


def _escaped(character: str) -> str:
    if character == "\\" or character.isspace() or not character.isprintable():
        return json.dumps(character)[1:-1]
    return character


def read(path: Path) -> list[Article]:
    """Articles of a file of ours; of another's, one article a block between blank lines.

    Raises `CorpusError` with file, line and the line's text.
    """
    return list(_articles(read_text(path), path))


def _articles(content: str, path: Path) -> Iterator[Article]:
    head: dict[str, Any] | None = None
    begin, rows = 1, list[_Row]()

    def article() -> Article:
        text, entities = _joined(rows, ours=head is not None)
        try:
            return assemble(text, entities, head, id=f"{path.stem}-{begin}")
        except CorpusError as error:
            raise CorpusError(str(error), str(path), begin) from error

    for number, line in enumerate(content.removeprefix("\ufeff").split("\n"), 1):
        line = line.removesuffix("\r")
        if line.startswith(_HEAD):
            if rows or head is not None:
                yield article()
            head, begin, rows = _details(line, path, number), number, []
        elif not line.strip(" "):
            if head is None and rows:
                yield article()
                rows = []
        elif not line.startswith("-DOCSTART-"):
            row = _row(line, path, number)
            if row is not None:
                begin = begin if rows or head is not None else number
                rows.append(row)
    if rows or head is not None:
        yield article()


def _details(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        plain = json.loads(line.removeprefix(_HEAD))
    except json.JSONDecodeError as error:
        raise CorpusError(f"no JSON after {_HEAD!r}: {line[:60]!r}", str(path), number) from error
    if not isinstance(plain, dict):
        raise CorpusError(f"expected an object after {_HEAD!r}: {line[:60]!r}", str(path), number)
    return plain


def _row(line: str, path: Path, number: int) -> _Row | None:
    columns = line.split("\t") if "\t" in line else line.split(" ")
    if len(columns) > 1 and _TAG.fullmatch(columns[-1]):
        return number, columns[0], columns[-1]
    if line.startswith("#"):
        return None
    raise CorpusError(
        f"{line[:60]!r} is no line of characters and tag; tags are O, B-PARK, I-PARK and so on, "
        f"labels {', '.join(LABELS)}",
        str(path),
        number,
    )


def _joined(rows: Sequence[_Row], ours: bool) -> tuple[str, list[Entity]]:
    """Text and mentions; an I-, E- or M- that continues nothing begins a mention, as conlleval has it."""
    pieces = [_unescaped(characters) if ours else characters for _, characters, _ in rows]
    ends = [0]
    for piece in pieces:
        ends.append(ends[-1] + len(piece))
    text = "".join(pieces)
    open_at: list[tuple[int, str]] = []  # where each mention begins, its label
    closed: list[int] = []
    before = "O"
    for (_, _, tag), (start, end) in zip(rows, pairwise(ends), strict=True):
        label = tag[2:]
        continues = tag[0] in "IEM" and before[0] in "BIM" and before[2:] == label
        if continues:
            closed[-1] = end
        elif tag != "O":
            open_at.append((start, label))
            closed.append(end)
        before = tag
    spans = zip(open_at, closed, strict=True)
    return text, [Entity(start, end, label, text[start:end]) for (start, label), end in spans]


def _unescaped(characters: str) -> str:
    if characters.startswith("\\"):
        try:
            return str(json.loads(f'"{characters}"'))
        except json.JSONDecodeError:
            return characters
    return characters
