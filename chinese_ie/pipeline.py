"""The order of the stages: text in, `Document` out.

str → AlignedText → entities → + quantities, roles → + aliases, people → investments → Document, whose
offsets are those of the text as given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any

from chinese_ie.document import Document, Entity, Investment, Person, Section, Span
from chinese_ie.errors import InputError
from chinese_ie.linking.aliases import aliases
from chinese_ie.linking.people import people
from chinese_ie.quantities.attach import with_quantities
from chinese_ie.quantities.roles import with_roles
from chinese_ie.relations.explanations import Explanation, explanations
from chinese_ie.relations.investments import investments
from chinese_ie.relations.reading import Reading
from chinese_ie.tagging.model import PACKAGED, TaggerModel
from chinese_ie.tagging.tagger import Tagger
from chinese_ie.text.aligned import AlignedText
from chinese_ie.text.normalize import normalize
from chinese_ie.text.page import sections
from chinese_ie.text.parts import LONGEST, parts
from chinese_ie.text.webpage import read_webpage

_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}", re.ASCII)
_ENOUGH = 100_000  # characters that are read together


class Pipeline:
    """A loaded model and the rules; safe to use from many threads at once.

    Args:
        model: a model folder, or None for the packaged one. It is loaded on first use.
        threads: windows tagged at the same time; by default the cores this process may use.
    """

    def __init__(self, model: str | Path | None = None, *, threads: int | None = None) -> None:
        self._folder = PACKAGED if model is None else Path(model)
        self._threads = threads

    @cached_property
    def tagger(self) -> Tagger:
        return Tagger(TaggerModel.load(self._folder), self._threads)

    def __call__(self, text: str, *, published: str | date | None = None) -> Document:
        """Extract from one text; see `chinese_ie.extract`."""
        return next(self.pipe([text], published=[published]))

    def from_html(self, html: str | bytes, *, url: str | None = None) -> Document:
        """Extract from the article of an HTML page; see `chinese_ie.from_html`."""
        page = read_webpage(html, url)
        found = next(self.pipe([page.text], published=[page.meta.get("date")]))
        return replace(found, meta=page.meta)

    def explain(self, text: str) -> list[Explanation]:
        """What happened to each amount of money of a text, in order; offsets in `text`."""
        aligned = _clean(text)
        reading = _reading(aligned.text, self.tagger.tag([aligned.text])[0])
        return [
            replace(why, amount=amount)
            for why in explanations(reading)
            for amount in _original_entities(aligned, [why.amount])
        ]

    def pipe(
        self, texts: Iterable[str], *, batch_size: int = 32, published: Iterable[str | date | None] = ()
    ) -> Iterator[Document]:
        """Extract from many texts, in order; holds at most `batch_size` of them at a time, and of long ones
        fewer. A text of more than 250,000 characters is read in parts, each as an article of its own.

        `published` gives their dates as `extract` takes them; where it has none they are read from the text.
        """
        if batch_size < 1:
            raise InputError(f"batch_size is {batch_size}, expected a whole number of at least 1")
        if isinstance(texts, str):
            raise InputError(
                "pipe got one str, expected an iterable of them; call extract(text), or pipe([text])"
            )
        return self._pipe(zip(texts, chain(published, repeat(None)), strict=False), batch_size)

    def _pipe(self, iterator: Iterator[tuple[str, str | date | None]], batch_size: int) -> Iterator[Document]:
        while batch := _batch(iterator, batch_size):
            *before, (text, published) = batch
            if isinstance(text, str) and len(text) > LONGEST:
                yield from self._read(before)
                read = (self._read([(part, published)]) for part in parts(text, LONGEST))
                yield _joined(text, chain.from_iterable(read))
            else:
                yield from self._read(batch)

    def _read(self, batch: Sequence[tuple[str, str | date | None]]) -> Iterator[Document]:
        cleaned = [_clean(text) for text, _ in batch]
        tagged = self.tagger.tag([aligned.text for aligned in cleaned])
        for aligned, entities, (_, published) in zip(cleaned, tagged, batch, strict=True):
            yield understand(aligned, entities, published=_iso(published))


def _batch(
    iterator: Iterator[tuple[str, str | date | None]], size: int
) -> list[tuple[str, str | date | None]]:
    """The next texts; the first after which there is enough to read is the last."""
    batch: list[tuple[str, str | date | None]] = []
    characters = 0
    for pair in islice(iterator, size):
        batch.append(pair)
        characters += len(pair[0]) if isinstance(pair[0], str) else 0
        if characters >= _ENOUGH:
            break
    return batch


def _clean(text: object) -> AlignedText:
    if not isinstance(text, str):
        raise InputError(
            f"extract got a {type(text).__name__}, expected a str; decode bytes first, "
            "and pass one text at a time or many through pipe()"
        )
    return normalize(text)


def _iso(published: object) -> str | None:
    """A date as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; `InputError` where it is none."""
    if published is None:
        return None
    told = published.strftime("%Y-%m-%d") if isinstance(published, date) else published
    try:
        if not (isinstance(told, str) and _DATE.fullmatch(told)):
            raise ValueError
        date.fromisoformat(f"{told}-01-01"[:10])
    except ValueError as error:
        raise InputError(
            f"published is {published!r}, expected the article's date: "
            "a datetime.date, or text like 2024-01-15, 2024-01 or 2024"
        ) from error
    return told


def from_mentions(
    text: str, entities: Iterable[Entity], without: Collection[str] = (), published: str | None = None
) -> Document:
    """What the rules make of mentions that somebody else found: gold ones, or another tagger's.

    Args:
        text: the article as given.
        entities: its mentions, offsets in `text`, sorted and disjoint; only start, end, label are read.
        without: rules that find no investor this time.
        published: the article's date, `YYYY-MM-DD`; None to read it from the text.
    """
    aligned = _clean(text)
    return understand(aligned, _mentions(aligned, entities), without, published)


def reading_of(text: str, entities: Iterable[Entity], published: str | None = None) -> Reading:
    """What the relation rules read of such an article; offsets of the clean text."""
    aligned = _clean(text)
    return _reading(aligned.text, _mentions(aligned, entities), published)


def _mentions(aligned: AlignedText, entities: Iterable[Entity]) -> list[Entity]:
    places = ((aligned.clean_span(e.start, e.end), e.label) for e in entities)
    return [
        Entity(*place, label, aligned.text[slice(*place)]) for place, label in places if place is not None
    ]


def _reading(text: str, entities: Sequence[Entity], published: str | None = None) -> Reading:
    mentions = with_roles(text, with_quantities(text, entities))
    parts = sections(text)
    headline = next((text[s.start : s.end] for s in parts if s.kind == "headline"), "")
    return Reading(text, tuple(mentions), tuple(parts), aliases(text, mentions, headline), published)


def understand(
    aligned: AlignedText,
    entities: Sequence[Entity],
    without: Collection[str] = (),
    published: str | None = None,
) -> Document:
    """Everything after tagging: quantities, roles of amounts, aliases, people, investments.

    Args:
        aligned: the cleaned article.
        entities: its mentions, sorted and disjoint, offsets in `aligned.text`.
        without: rules that find no investor this time.
        published: the article's date, `YYYY-MM-DD`; None to read it from the text.

    Returns:
        The document with offsets in `aligned.original`.
    """
    reading = _reading(aligned.text, entities, published)
    return Document(
        text=aligned.original,
        entities=tuple(_original_entities(aligned, reading.entities)),
        people=tuple(_original_person(aligned, p) for p in people(reading.text, reading.entities)),
        investments=tuple(_elsewhere(i, aligned.original_span) for i in investments(reading, without)),
        sections=tuple(_original_sections(aligned, reading.sections)),
        meta=dict(reading.byline),
    )


def _original_entities(aligned: AlignedText, entities: Sequence[Entity]) -> Iterator[Entity]:
    """Entities in offsets of the original; one that would overlap the one before it is left out.

    That happens only where a single original character stands for the end of one and the start of
    the next.
    """
    last = 0
    known: dict[str, str] = {}  # names come again and again: one string of each is held
    for entity in entities:
        start, end = aligned.original_span(entity.start, entity.end)
        if start >= last:
            text, norm = (known.setdefault(t, t) for t in (aligned.original[start:end], entity.text))
            yield replace(entity, start=start, end=end, text=text, norm=norm)
            last = end


def _original_sections(aligned: AlignedText, parts: Sequence[Section]) -> Iterator[Section]:
    """Sections that cover the original: what was dropped around a line belongs to it."""
    last = 0
    for part in parts:
        end = aligned.original_span(part.start, part.end).end
        end = len(aligned.original) if part is parts[-1] else end
        yield Section(part.kind, last, end)
        last = end


def _original_person(aligned: AlignedText, person: Person) -> Person:
    start, end = aligned.original_span(person.start, person.end)
    return replace(person, start=start, end=end)


def _elsewhere(investment: Investment, place: Callable[[int, int], Span]) -> Investment:
    """The same with its spans where `place` puts them."""

    def moved(span: Span | None) -> Span | None:
        return None if span is None else place(*span)

    return replace(
        investment,
        evidence=place(*investment.evidence),
        company_span=place(*investment.company_span),
        amount_span=moved(investment.amount_span),
        location_span=moved(investment.location_span),
    )


def _joined(text: str, documents: Iterable[Document]) -> Document:
    """One document of those of the parts of `text`; what the first tells about the page holds for it."""
    entities: list[Entity] = []
    people: list[Person] = []
    found: list[Investment] = []
    lines: list[Section] = []
    meta: dict[str, Any] = {}
    at = 0
    for part in documents:

        def place(start: int, end: int, at: int = at) -> Span:
            return Span(at + start, at + end)

        entities += (replace(e, start=at + e.start, end=at + e.end) for e in part.entities)
        people += (replace(p, start=at + p.start, end=at + p.end) for p in part.people)
        found += (_elsewhere(i, place) for i in part.investments)
        whole = (Section("body", 0, len(part.text)),)
        lines += (Section(s.kind, *place(s.start, s.end)) for s in part.sections or whole)
        meta = meta if at else dict(part.meta)
        at += len(part.text)
    return Document(text, tuple(entities), tuple(people), tuple(found), tuple(lines), meta)
