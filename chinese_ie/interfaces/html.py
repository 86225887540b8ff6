"""A document as one self-contained page, and as a small view for notebooks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any
from urllib.parse import urlsplit

from chinese_ie.document import LABELS, Document, Entity, Investment, Person, Quantity, Span
from chinese_ie.interfaces.page import grouped, render, render_page, web_address

BOUNDS = {"about": "≈", "over": ">", "under": "<", "at_least": "≥", "at_most": "≤"}  # of a modifier
_COMPACT = 1_500  # characters of the text in a notebook


@dataclass(frozen=True)
class Piece:
    """A stretch of one line: parts are text, or a mention; `number` is set where evidence covers it."""

    number: int | None
    parts: tuple[tuple[str, Entity | None], ...]


@dataclass
class Line:
    """A line of the text with its end; `kind` is that of its section."""

    kind: str
    pieces: list[Piece] = field(default_factory=list)


def render_document(document: Document) -> str:
    """A whole page: the text with coloured mentions, and beside it investments, people and amounts.

    Nothing is loaded from elsewhere; size and time grow in proportion to the text. Characters that one
    cannot see (marks of direction, controls, lone surrogates) are shown by their number.
    """
    lines, places = _lines(document)
    title, url = headline(document), web_address(document.meta.get("url"))
    return render_page(
        "document",
        title=title,
        heading=None if title in document.text else title,
        url=url,
        host=urlsplit(url).hostname if url else None,
        byline=[str(document.meta[k]) for k in ("date", "source", "author") if document.meta.get(k)],
        labels=_labels(document),
        rows=[_row(document, i, places) for i in document.investments],
        people=_people(document),
        amounts=[e for e in document.entities if e.label in ("MONEY", "CAPACITY")],
        lines=lines,
        hints=_hints(document),
        exact=exact,
    )


def render_compact(document: Document) -> str:
    """A view for notebooks: the investments, then the beginning of the text; no script, no identifiers."""
    cut = _compact_end(document)
    shown = Document(
        document.text[:cut],
        tuple(e for e in document.entities if e.end <= cut),
        sections=document.sections,
    )
    return render(
        "compact.html",
        rows=[_row(document, i, {}) for i in document.investments],
        labels=_labels(document),
        lines=_lines(shown)[0],
        hints=_hints(document),
        left=len(document.text) - cut,
    )


def exact(quantity: Quantity) -> str:
    """`≈ 1,260,000,000 CNY`, `1,000,000 – 5,000,000 USD`, `50,000 t / year`."""
    bound = f"{BOUNDS[quantity.modifier]} " if quantity.modifier else ""
    upper = f" – {grouped(quantity.upper)}" if quantity.upper is not None else ""
    per = f" / {quantity.per}" if quantity.per else ""
    return f"{bound}{grouped(quantity.value)}{upper} {quantity.unit}{per}"


def exact_value(investment: Investment) -> str:
    """The same of an investment; empty where it has no value."""
    if investment.value is None or investment.currency is None:
        return ""
    return exact(Quantity(investment.value, investment.currency, investment.upper, investment.modifier))


def headline(document: Document) -> str:
    """The title of the page, else the headline of the text, else its first line; at most 120 characters."""
    told = str(document.meta.get("title") or "").strip()
    heads = (document.text[s.start : s.end] for s in document.sections if s.kind == "headline")
    return (told or next(heads, "").strip() or document.text.lstrip()[:80].split("\n")[0])[:120]


def _labels(document: Document) -> list[tuple[str, int]]:
    """The labels that occur, with the number of their mentions."""
    counts = Counter(entity.label for entity in document.entities)
    return [(label, counts[label]) for label in LABELS if counts[label]]


def _row(document: Document, investment: Investment, places: dict[int, int]) -> dict[str, Any]:
    """An investment with the numbers of the first and last piece of its evidence, and its mentions' names."""
    start, end = _evidence(document, investment)
    first, last = places.get(start, 0), places.get(end, 0) - 1
    spans = (investment.company_span, investment.amount_span, investment.location_span)
    return {
        "found": investment,
        "pieces": (first, last) if first <= last else None,
        "mentions": " ".join(f"c{span.start}" for span in spans if span is not None),
        "value": exact_value(investment),
    }


def _people(document: Document) -> list[tuple[Person, int]]:
    """Each person once for each title, at the first mention, with the number of mentions."""
    counts: Counter[tuple[str, ...]] = Counter()
    first: dict[tuple[str, ...], Person] = {}
    for person in document.people:
        key = (person.name, person.role, person.title or "", person.organization or "")
        first.setdefault(key, person)
        counts[key] += 1
    return [(person, counts[key]) for key, person in first.items()]


def _hints(document: Document) -> dict[int, str]:
    """What is said of a mention, by its start: a fact a line."""
    titles = {p.start: " · ".join(filter(None, (p.organization, p.title))) for p in document.people}
    return {e.start: "\n".join(_facts(e, titles.get(e.start, ""))) for e in document.entities}


def _facts(entity: Entity, title: str) -> Iterator[str]:
    yield entity.label + (f" · {entity.role.replace('_', ' ')}" if entity.role else "")
    if entity.norm and entity.norm != entity.text:
        yield entity.norm
    if title:
        yield title
    yield from map(exact, entity.quantities)
    yield f"score {entity.score:.2f}"


def _evidence(document: Document, investment: Investment) -> Span:
    """The evidence without white space around it, grown to whole mentions by `_cuts`."""
    text = document.text[slice(*investment.evidence)]
    start = investment.evidence.start + len(text) - len(text.lstrip())
    return Span(start, max(start, investment.evidence.start + len(text.rstrip())))


def _cuts(document: Document) -> list[tuple[int, int]]:
    """Where pieces begin and end: `(offset, where the cut is made)`, sorted; no mention is cut."""
    wanted = {0, len(document.text)}
    wanted.update(n + 1 for n, character in enumerate(document.text) if character == "\n")
    wanted.update(*(_evidence(document, i) for i in document.investments))
    cuts, mentions = [], iter(document.entities)
    entity = next(mentions, None)
    for offset in sorted(wanted):
        while entity is not None and entity.end <= offset:
            entity = next(mentions, None)
        inside = entity is not None and entity.start < offset
        cuts.append((offset, entity.start if inside and entity is not None else offset))
    return cuts


def _lines(document: Document) -> tuple[list[Line], dict[int, int]]:
    """The text as lines, and the number of the piece that begins at each offset of `_cuts`."""
    cuts = _cuts(document)
    edges = sorted({cut for _, cut in cuts})
    number_at = {edge: number for number, edge in enumerate(edges)}
    places = {offset: number_at[cut] for offset, cut in cuts}
    covered = _covered(document, places, len(edges))
    starts = [entity.start for entity in document.entities]
    lines: list[Line] = []
    for number, (start, end) in enumerate(pairwise(edges)):
        if start == 0 or document.text[start - 1] == "\n":
            lines.append(Line(_kind(document, start)))
        inside = document.entities[bisect_left(starts, start) : bisect_left(starts, end)]
        parts = tuple(_parts(document.text, Span(start, end), inside))
        lines[-1].pieces.append(Piece(number if covered[number] else None, parts))
    return lines, places


def _kind(document: Document, offset: int) -> str:
    number = bisect_right(document.sections, offset, key=lambda section: section.start) - 1
    section = document.sections[number] if document.sections else None
    return "body" if section is None else "clutter" if section.is_clutter else section.kind


def _parts(text: str, place: Span, entities: Iterable[Entity]) -> Iterator[tuple[str, Entity | None]]:
    at = place.start
    for entity in entities:
        if entity.start > at:
            yield text[at : entity.start], None
        yield entity.text, entity
        at = entity.end
    if at < place.end:
        yield text[at : place.end], None


def _covered(document: Document, places: dict[int, int], pieces: int) -> list[bool]:
    """For each piece: does the evidence of any investment cover it?"""
    change = [0] * pieces
    for investment in document.investments:
        start, end = _evidence(document, investment)
        change[places[start]] += 1
        change[places[end]] -= 1
    return [depth > 0 for depth in accumulate(change)]


def _compact_end(document: Document) -> int:
    """Where the text is cut in a notebook, not inside a mention."""
    end = min(len(document.text), _COMPACT)
    return next((e.start for e in document.entities if e.start < end < e.end), end)
