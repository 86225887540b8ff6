"""doccano, sequence labelling with relations: JSON Lines of text, entities, relations.

Form of import and export since 1.6.2 (doccano/doccano, pull requests 1703 and 1823). Import it with
"Column Label" set to `entities`; whatever else a line holds becomes the example's meta data, and comes
back on export. The older form without relations, `label: [[start, end, name], …]`, is read too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from chinese_ie.corpus import Article
from chinese_ie.corpus.files import read_text
from chinese_ie.document import Entity
from chinese_ie.errors import CorpusError
from chinese_ie.exchange.details import KEY, assemble, details
from chinese_ie.exchange.relations import Relation, drawn


def write(articles: Sequence[Article], path: Path) -> None:
    lines = [json.dumps(_example(number, article)) for number, article in enumerate(articles, 1)]
    path.write_text("".join(line + "\n" for line in lines), encoding="ascii")


def _example(number: int, article: Article) -> dict[str, Any]:
    return {
        "id": number,
        "text": article.text,
        "entities": [
            {"id": n, "label": e.label, "start_offset": e.start, "end_offset": e.end}
            for n, e in enumerate(article.entities)
        ],
        "relations": [
            {"id": n, "from_id": start, "to_id": end, "type": name}
            for n, (start, end, name) in enumerate(drawn(article)[0])
        ],
        KEY: details(article),
    }


def read(path: Path) -> list[Article]:
    """Raises `CorpusError` with file and line."""
    found = []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if line.strip():
            try:
                found.append(_article(line, f"{path.stem}-{number}"))
            except CorpusError as error:
                raise CorpusError(str(error), str(path), number) from error
    return found


def _article(line: str, id: str) -> Article:
    try:
        plain = json.loads(line)
        text = plain["text"]
        spans = plain["entities"] if "entities" in plain else plain["label"]
        identities = [s.get("id", n) if isinstance(s, Mapping) else n for n, s in enumerate(spans)]
        entities = [_entity(text, span) for span in spans]
        arrows = [
            Relation(identities.index(r["from_id"]), identities.index(r["to_id"]), r["type"])
            for r in plain.get("relations", ())
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError(
            f"no example of doccano ({type(error).__name__}: {error}): {line[:60]!r}; expected text, and "
            "entities with id, label, start_offset, end_offset, or label with [start, end, name]"
        ) from error
    relations = arrows if "relations" in plain else None
    return assemble(text, entities, plain.get(KEY), relations, id=id)


def _entity(text: str, span: Any) -> Entity:
    if isinstance(span, Mapping):
        start, end, label = span["start_offset"], span["end_offset"], span["label"]
    else:
        start, end, label = span
    return Entity(start, end, label, text[start:end])
