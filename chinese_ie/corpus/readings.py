"""Two independent readings of an article, as they were before their differences were settled.

A file of readings is JSON Lines without texts: `{"id", "first": {…}, "second": {…}}`, each reading
with `mentions` ([start, end, label] or [start, end, label, role]), `people` and `investments`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chinese_ie.corpus.article import Article
from chinese_ie.corpus.files import read_text
from chinese_ie.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Readings:
    """One article as two people annotated it; both have its text."""

    first: Article
    second: Article


def write_readings(pairs: Iterable[Readings], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for pair in pairs:
            row = {"id": pair.first.id, "first": _plain(pair.first), "second": _plain(pair.second)}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _plain(article: Article) -> dict[str, Any]:
    plain = article.to_dict()
    mentions = [
        [e.start, e.end, e.label, e.role] if e.role else [e.start, e.end, e.label] for e in article.entities
    ]
    return {"mentions": mentions, "people": plain["people"], "investments": plain["investments"]}


def read_readings(path: Path, articles: Iterable[Article]) -> list[Readings]:
    """The readings of those of the `articles` that have two.

    Raises `CorpusError` with file and line, for offsets outside the text of an article too.
    """
    known = {article.id: article for article in articles}
    found = []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if row["id"] in known:
                settled = known[row["id"]]
                found.append(Readings(_article(settled, row["first"]), _article(settled, row["second"])))
        except CorpusError as error:
            raise CorpusError(str(error), str(path), number) from error
        except (ValueError, KeyError, TypeError) as error:
            raise CorpusError(
                f"no two readings ({type(error).__name__}: {error}); expected id, first, second",
                str(path),
                number,
            ) from error
    return found


def _article(settled: Article, reading: Mapping[str, Any]) -> Article:
    mentions = [dict(zip(("start", "end", "label", "role"), m, strict=False)) for m in reading["mentions"]]
    layers = {name: reading[name] for name in ("people", "investments")}
    return Article.from_dict(settled.to_dict() | layers | {"entities": mentions})
