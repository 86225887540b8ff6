"""What the pipeline found, as an article for somebody to correct."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from chinese_ie.corpus import Article, Record
from chinese_ie.document import Document


def predicted(document: Document, id: str) -> Article:
    """The document's mentions with their scores, and its active investments as records.

    A record names company, amount and place, which the relations of an annotation tool show; stage, date
    and the like, which nobody would look at there, stay out. So do norms, quantities and people.
    """
    mentions = (replace(e, norm="", quantities=()) for e in document.entities)
    return Article(
        id,
        document.text,
        tuple(mentions),
        tuple(_records(document)),
        source=document.meta.get("url"),
        date=document.meta.get("date"),
    )


def _records(document: Document) -> Iterator[Record]:
    """Names as their mentions read, so that the relations can be drawn; the resolved ones are aliases."""
    for found in document.investments:
        if found.status != "active" or found.value is None or found.currency is None or not found.amount_span:
            continue
        company = document.text[slice(*found.company_span)]
        place = found.location_span and document.text[slice(*found.location_span)]
        yield Record(
            company,
            document.text[slice(*found.amount_span)],
            found.value,
            found.currency,
            place or None,
            found.upper,
            found.modifier,
            company_aliases=_other(found.company, company),
            location_aliases=_other(found.location, place or None),
        )


def _other(resolved: str | None, surface: str | None) -> tuple[str, ...]:
    return (resolved,) if resolved and surface and resolved != surface else ()
