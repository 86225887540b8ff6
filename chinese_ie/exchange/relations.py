"""Investment records as relations between mentions, and relations back to records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from chinese_ie.corpus import Article, Record
from chinese_ie.document import Entity
from chinese_ie.quantities import parse_money

INVESTS, LOCATED = "invests", "located_in"  # company to amount, amount to park or place
_INVESTED = ("investment", "phase", "fixed_assets")  # roles of an amount that a record may name


class Relation(NamedTuple):
    """An arrow between two mentions, indices into the article's entities."""

    start: int
    end: int
    name: str


class _Link(NamedTuple):
    company: int
    amount: int
    places: tuple[int, ...]


def drawn(article: Article) -> tuple[list[Relation], list[list[str] | None]]:
    """The records as relations; and for each record the places that its amount is drawn to.

    The amount is linked to the nearest mention of the company and of the place. None for a record
    whose company or amount is no mention of the article, and which is not drawn.
    """
    links = [_link(article.entities, record) for record in article.investments]
    relations: dict[Relation, None] = {}
    for link in links:
        if link is not None:
            relations[Relation(link.company, link.amount, INVESTS)] = None
            relations.update((Relation(link.amount, place, LOCATED), None) for place in link.places)
    places = [
        None
        if link is None
        else sorted(
            {article.entities[r.end].text for r in relations if (r.start, r.name) == (link.amount, LOCATED)}
        )
        for link in links
    ]
    return list(relations), places


def _link(entities: Sequence[Entity], record: Record) -> _Link | None:
    payers = [
        n
        for n, e in enumerate(entities)
        if e.label == "COMPANY" and e.text in (record.company, *record.company_aliases)
    ]
    amounts = [n for n, e in enumerate(entities) if e.label == "MONEY" and e.text == record.amount]
    amounts = [n for n in amounts if entities[n].role in _INVESTED] or amounts
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
    places: Sequence[list[str] | None],
    entities: Sequence[Entity],
    relations: Sequence[Relation],
) -> Iterator[Record]:
    """The records after somebody worked on the relations: kept, moved, dropped, added.

    `places` is what `drawn` gave for each record, or None for one that was not drawn and stays.
    Raises `InputError` for a relation to something that is worth no money.
    """
    links = [
        _Link(r.start, r.end, tuple(q.end for q in relations if (q.start, q.name) == (r.end, LOCATED)))
        for r in relations
        if r.name == INVESTS
    ]
    for record, before in zip(records, places, strict=True):
        if before is None:
            yield record
            continue
        fitting = [link for link in links if _fits(record, entities, link)]
        now = [sorted({entities[n].text for n in link.places}) for link in fitting]
        if before in now:
            yield record
        elif fitting:
            yield _moved(record, entities, fitting[0])
    for link in links:
        if not any(_fits(record, entities, link) for record in records):
            yield _moved(_new(entities, link), entities, link)


def _fits(record: Record, entities: Sequence[Entity], link: _Link) -> bool:
    companies = (record.company, *record.company_aliases)
    return entities[link.company].text in companies and entities[link.amount].text == record.amount


def _moved(record: Record, entities: Sequence[Entity], link: _Link) -> Record:
    place = entities[link.places[0]].text if link.places else None
    return replace(record, location=place, location_aliases=())


def _new(entities: Sequence[Entity], link: _Link) -> Record:
    amount = entities[link.amount].text
    worth = parse_money(amount)[0]
    return Record(entities[link.company].text, amount, worth.value, worth.unit, upper=worth.upper)
