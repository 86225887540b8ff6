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
from chinese_ie.errors import CorpusError
from chinese_ie.exchange.details import COLOURS, KEY, assemble, details
from chinese_ie.exchange.offsets import Mention, Repairs
from chinese_ie.exchange.relations import Relation, drawn


def write(articles: Sequence[Article], path: Path) -> None:
    """Examples with mentions and records; doccano has no field for scores, they stay in the meta data."""
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
        KEY: details(article) | {"surfaces": sorted({e.text for e in article.entities})},
    } | ({"scores": scores} if (scores := _scores(article)) else {})


def _scores(article: Article) -> list[list[Any]]:
    """What the tagger is not certain of: start, end, text, score, the most doubtful first."""
    doubtful = sorted((e for e in article.entities if e.score < 1), key=lambda e: e.score)
    return [[e.start, e.end, e.text, round(e.score, 4)] for e in doubtful]


def label_config(labels: Sequence[str]) -> str:
    """JSON for Labels, Actions, Import Labels of a project; the first nine labels get their number as key."""
    spans = [
        {"text": label, "suffixKey": str(n) if n < 10 else None, "textColor": "#ffffff"}
        | {"backgroundColor": COLOURS.get(label, "#6b7280")}
        for n, label in enumerate(labels, 1)
    ]
    return json.dumps(spans, indent=1) + "\n"


def read(path: Path, repairs: Repairs) -> list[Article]:
    """Raises `CorpusError` with file and line."""
    found = []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if line.strip():
            try:
                found.append(_article(line, f"{path.stem}-{number}", repairs))
            except CorpusError as error:
                raise CorpusError(str(error), str(path), number) from error
    repairs.finish(str(path))
    return found


def _article(line: str, id: str, repairs: Repairs) -> Article:
    try:
        plain = json.loads(line)
        text = plain["text"]
        # A project without relations exports `label`; entities and relations are then as they were sent.
        related = "label" not in plain
        spans = plain["entities"] if related else plain["label"]
        identities = [s.get("id", n) if isinstance(s, Mapping) else n for n, s in enumerate(spans)]
        mentions = [_mention(span) for span in spans]
        carried = dict(plain.get(KEY) or {}) or None
        known = set(carried.pop("surfaces", ())) if carried else ()
        arrows = [
            Relation(identities.index(r["from_id"]), identities.index(r["to_id"]), r["type"])
            for r in (plain.get("relations", ()) if related else ())
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError(
            f"no example of doccano ({type(error).__name__}: {error}): {line[:60]!r}; expected text, and "
            "entities with id, label, start_offset, end_offset, or label with [start, end, name]"
        ) from error
    entities, arrows = repairs.place(text, mentions, arrows, id, known)
    return assemble(text, entities, carried, arrows if related and "relations" in plain else None, id=id)


def _mention(span: Any) -> Mention:
    if isinstance(span, Mapping):
        start, end, label = span["start_offset"], span["end_offset"], span["label"]
    else:
        start, end, label = span
    return Mention(start, end, label)
