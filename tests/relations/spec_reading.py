"""Inline-tagged spec texts as the relation layer reads them: clean text and gold mentions."""

import json
from pathlib import Path
from typing import Any

from chinese_ie.corpus.inline import parse_inline
from chinese_ie.document import Entity
from chinese_ie.linking.aliases import aliases
from chinese_ie.quantities.attach import with_quantities
from chinese_ie.quantities.roles import with_roles
from chinese_ie.relations.reading import Reading
from chinese_ie.text.aligned import AlignedText
from chinese_ie.text.normalize import normalize
from chinese_ie.text.page import sections

SPECS = Path(__file__).parents[1] / "specs" / "investments.jsonl"


def specs() -> list[dict[str, Any]]:
    return [json.loads(line) for line in SPECS.read_text("utf-8").splitlines()]


def gold(tagged: str) -> tuple[AlignedText, list[Entity]]:
    """The cleaned text and its mentions in offsets of the clean text."""
    article = parse_inline(f'+++\nid = "spec"\n+++\n{tagged}')
    aligned = normalize(article.text)
    mentions = []
    for e in article.entities:
        start = int((aligned.ends <= e.start).sum())
        end = int((aligned.starts < e.end).sum())
        assert start < end, f"{e.text!r} vanishes when the text is cleaned"
        mentions.append(Entity(start, end, e.label, aligned.text[start:end]))
    return aligned, mentions


def reading(tagged: str) -> Reading:
    """What the rules and vetoes see, made the way `understand` makes it."""
    aligned, entities = gold(tagged)
    mentions = with_roles(aligned.text, with_quantities(aligned.text, entities))
    parts = sections(aligned.text)
    headline = next((aligned.text[s.start : s.end] for s in parts if s.kind == "headline"), "")
    return Reading(aligned.text, tuple(mentions), tuple(parts), aliases(aligned.text, mentions, headline))
