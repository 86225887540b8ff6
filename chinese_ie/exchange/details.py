"""What other formats have no field for: records, people, roles, sources. And putting it together again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chinese_ie.corpus import Article
from chinese_ie.document import Entity
from chinese_ie.errors import CorpusError, InputError
from chinese_ie.exchange.relations import Relation, corrected, drawn

KEY = "chinese_ie"  # under which the details travel


def details(article: Article) -> dict[str, Any]:
    """All of the article but its text and the spans of its mentions, as plain JSON values.

    `drawn` says to which places each record was drawn, so that one whose relations were changed in
    the other tool can be told from one that never had any.
    """
    plain = article.to_dict()
    del plain["text"], plain["entities"]
    plain["drawn"] = drawn(article)[1]
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
    if not isinstance(carried, Mapping):
        raise CorpusError(f"{KEY} is a {type(carried).__name__}, expected an object; remove it")
    roles = {(start, end): role for start, end, role in carried.get("roles") or ()}
    article = Article.from_dict(
        {
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
    )
    if relations is None:
        return article
    places = carried.get("drawn") or [[]] * len(article.investments)
    try:
        return replace(
            article, investments=tuple(corrected(article.investments, places, entities, relations))
        )
    except InputError as error:
        raise CorpusError(f"a relation to something that is no amount: {error}") from error
