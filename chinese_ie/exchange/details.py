"""What other formats have no field for: records, people, roles, sources. And putting it together again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chinese_ie.corpus import Article
from chinese_ie.document import Entity
from chinese_ie.errors import CorpusError, InputError
from chinese_ie.exchange.relations import Drawn, Relation, corrected, drawn

KEY = "chinese_ie"  # under which the details travel
COLOURS = {
    "PARK": "#2e9e4f", "COMPANY": "#2f6fde", "OFFICIAL": "#b23fb5", "EXECUTIVE": "#7e57c2",
    "MONEY": "#d64545", "CAPACITY": "#c9a227", "LOCATION": "#1f9bb5",
}  # fmt: skip


def details(article: Article) -> dict[str, Any]:
    """All of the article but its text and the spans of its mentions, as plain JSON values.

    `drawn` says how each record was drawn, so that one whose relations were changed in the other tool
    can be told from one that never had any.
    """
    plain = article.to_dict()
    del plain["text"], plain["entities"]
    plain["drawn"] = [way and [list(way.company), list(way.amount), way.places] for way in drawn(article)[1]]
    plain["roles"] = [[e.start, e.end, e.role] for e in article.entities if e.role]
    return plain


def assemble(
    text: str,
    entities: Sequence[Entity],
    carried: Mapping[str, Any] | None,
    relations: Sequence[Relation] | None = None,
    *,
    id: str = "",
) -> Article:
    """The article of a foreign record.

    Args:
        text: the text as the other tool returns it.
        entities: mentions, in any order; roles are taken from `carried` where span and label still fit.
        carried: what `details` gave, or None for an article that was not written by us.
        relations: between mentions (indices into `entities`), or None where the format or the
            project has no relations: the carried records then stay as they are.
        id: for articles without details.

    Raises:
        CorpusError: mentions that overlap, foreign labels, amounts of new relations without a value.
    """
    carried = carried or {"id": id}
    try:
        roles = {(start, end): role for start, end, role in carried.get("roles") or ()}
        ways = [w and Drawn(tuple(w[0]), tuple(w[1]), list(w[2])) for w in carried.get("drawn") or ()]
        plain = {
            **carried,
            "text": text,
            "entities": [
                {
                    "start": e.start,
                    "end": e.end,
                    "label": e.label,
                    "text": e.text,
                    "role": roles.get((e.start, e.end)) if e.label == "MONEY" else None,
                }
                for e in entities
            ],
        }
        article = Article.from_dict(plain)
        if relations is None:
            return article
        ways += [None] * (len(article.investments) - len(ways))
        records = corrected(article.investments, ways[: len(article.investments)], entities, relations)
        return replace(article, investments=tuple(records))
    except InputError as error:
        raise CorpusError(f"a relation to something that is no amount: {error}") from error
    except (TypeError, ValueError, AttributeError, IndexError) as error:
        raise CorpusError(
            f"what travels under {KEY} was changed ({type(error).__name__}: {error}); remove it"
        ) from error
