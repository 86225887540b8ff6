"""Investment records as relations between mentions, and relations back to records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from chinese_ie.corpus import Article, Record
from chinese_ie.document import INVESTED_ROLES, Entity
from chinese_ie.quantities import parse_money

INVESTS, LOCATED = "invests", "located_in"  # company to amount, amount to park or place


class Relation(NamedTuple):
    """An arrow between two mentions, indices into the article's entities."""

    start: int
    end: int
    name: str


class _Link(NamedTuple):
    company: int
    amount: int
    places: tuple[int, ...]


class Drawn(NamedTuple):
    """How a record was drawn: spans of company and amount, and all places its amount was drawn to."""

    company: tuple[int, int]
    amount: tuple[int, int]
    places: list[str]


def drawn(article: Article) -> tuple[list[Relation], list[Drawn | None]]:
    """The records as relations; and how each record was drawn.

    The amount is linked to the nearest mention of the company and of the place. None for a record
    whose company or amount is no mention of the article, and which is not drawn.
    """
    entities = article.entities
    links = [_link(entities, record) for record in article.investments]
    relations: dict[Relation, None] = {}
    for link in links:
        if link is not None:
            relations[Relation(link.company, link.amount, INVESTS)] = None
            relations.update((Relation(link.amount, place, LOCATED), None) for place in link.places)
    found = _links(list(relations))
    return list(relations), [
        None
        if link is None
        else Drawn(
            entities[link.company].span,
            entities[link.amount].span,
            _places(entities, next(f for f in found if (f.company, f.amount) == link[:2])),
        )
        for link in links
    ]


def _links(relations: Sequence[Relation]) -> list[_Link]:
    """One a pair of company and amount, with all places of the amount."""
    pairs = dict.fromkeys((r.start, r.end) for r in relations if r.name == INVESTS)
    return [
        _Link(start, end, tuple(r.end for r in relations if (r.start, r.name) == (end, LOCATED)))
        for start, end in pairs
    ]


def _places(entities: Sequence[Entity], link: _Link) -> list[str]:
    return sorted({entities[n].text for n in link.places})


def _link(entities: Sequence[Entity], record: Record) -> _Link | None:
    payers = [
        n
        for n, e in enumerate(entities)
        if e.label == "COMPANY" and e.text in (record.company, *record.company_aliases)
    ]
    amounts = [n for n, e in enumerate(entities) if e.label == "MONEY" and e.text == record.amount]
    amounts = [n for n in amounts if entities[n].role in INVESTED_ROLES] or amounts
    if not payers or not amounts:
        return None

    def distance(one: int, other: int) -> int:
        return abs(entities[one].start - entities[other].start)

    company, amount = min(((c, a) for c in payers for a in amounts), key=lambda pair: distance(*pair))
    sites = [
        n
        for n, e in enumerate(entities)
        if e.label in ("PARK", "LOCATION") and e.text in (record.location, *record.location_aliases)
    ]
    return _Link(company, amount, tuple(sorted(sites, key=lambda n: distance(n, amount))[:1]))


def corrected(
    records: Sequence[Record],
    before: Sequence[Drawn | None],
    entities: Sequence[Entity],
    relations: Sequence[Relation],
) -> Iterator[Record]:
    """The records after somebody worked on the relations: kept, moved, dropped, added.

    `before` is what `drawn` gave; a record with None was not drawn and stays. A record belongs to the
    relation between the mentions that it was drawn between, else to one of the same surfaces.
    Raises `InputError` for a relation to something that is worth no money.
    """
    links = _links(relations)
    own = [
        None if way is None else _own(record, way, entities, links)
        for record, way in zip(records, before, strict=True)
    ]
    for record, way, link in zip(records, before, own, strict=True):
        if way is None:
            yield record
        elif link is not None:
            places = _places(entities, link)
            kept = places == way.places or {record.location, *record.location_aliases} & set(places)
            taken = {r.location for r, other in zip(records, own, strict=True) if other == link}
            yield record if kept else _moved(record, next((p for p in places if p not in taken), None))
    for link in links:
        if link not in own:
            places = _places(entities, link)
            yield _moved(_new(entities, link), places[0] if places else None)


def _own(record: Record, way: Drawn, entities: Sequence[Entity], links: Sequence[_Link]) -> _Link | None:
    companies = (record.company, *record.company_aliases)
    fitting = [
        link
        for link in links
        if entities[link.company].text in companies and entities[link.amount].text == record.amount
    ]
    same = [
        link
        for link in fitting
        if (entities[link.company].span, entities[link.amount].span) == (way.company, way.amount)
    ]
    return next(iter(same or fitting), None)


def _moved(record: Record, place: str | None) -> Record:
    return replace(record, location=place, location_aliases=())


def _new(entities: Sequence[Entity], link: _Link) -> Record:
    amount = entities[link.amount].text
    worth = parse_money(amount)[0]
    return Record(
        entities[link.company].text,
        amount,
        worth.value,
        worth.unit,
        upper=worth.upper,
        modifier=worth.modifier,
    )
