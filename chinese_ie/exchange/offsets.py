"""Mentions as other tools place them, put onto the characters of the text that came back.

A tool may count UTF-16 units (JavaScript), or count in what it showed: line ends of one character, the
text stripped, `&` escaped for HTML. Each such way gives every character of the text a width, and its
offsets are sums of widths. A way is believed where it puts more mentions right than taking offsets as
they are; right is a mention that reads like the tool's own copy of it, or, where the tool keeps no
copies, like a mention that was sent there, or at least begins and ends with no white space.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, combinations
from typing import NamedTuple

from chinese_ie.document import Entity, Span
from chinese_ie.errors import CorpusError
from chinese_ie.exchange.relations import Relation

_REACH = 200  # characters that a mention may have moved in no known way
_ESCAPE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")


class Mention(NamedTuple):
    """A mention as the tool gives it; `copy` is its own copy of the text, None where it keeps none."""

    start: int
    end: int
    label: str
    copy: str | None = None


@dataclass
class Repairs:
    """What became of the mentions of one file.

    Attributes:
        report: gets a line for each mention that was moved, and with `drop` for each left out.
        drop: leave out mentions that have no place, instead of an error for the file.
        lost: a line for each of them.
    """

    report: Callable[[str], None] = lambda line: None
    drop: bool = False
    lost: list[str] = field(default_factory=list)

    def place(
        self,
        text: str,
        mentions: Sequence[Mention],
        relations: Sequence[Relation],
        where: str,
        known: Collection[str] = (),
    ) -> tuple[list[Entity], list[Relation]]:
        """Entities of the text, and the relations between them (indices into `mentions`, then into these).

        Args:
            text: as it came back.
            mentions: in any order.
            relations: one with an end that has no place goes with it, reported.
            where: names article or task in messages.
            known: how the mentions read that were sent to the tool.
        """
        name, places = _likeliest(text, mentions, known)
        found: list[Span | None] = []
        for mention in mentions:
            span, how = _placed(text, mention, places, name, known)
            found.append(span)
            title = f"{mention.label} {mention.copy!r}" if mention.copy else mention.label
            if span is None:
                there = text[mention.start : mention.end] if mention.start >= 0 else ""
                self.lost.append(
                    f"{where}: {title} is not at {mention.start}:{mention.end} ({there!r} is) nor near it; "
                    "was the text changed?"
                )
                if self.drop:
                    self.report(f"{self.lost[-1]} Left out.")
            elif how:
                now = "" if mention.copy else f", {text[slice(*span)]!r}"
                self.report(f"{where}: {title} moved from {mention.start} to {span.start}{now} ({how})")
        kept = [n for n, span in enumerate(found) if span is not None]
        entities = [
            Entity(*span, mention.label, text[slice(*span)])
            for span, mention in zip(found, mentions, strict=True)
            if span is not None
        ]
        arrows = []
        for start, end, label in relations:
            if start in kept and end in kept:
                arrows.append(Relation(kept.index(start), kept.index(end), label))
            else:
                self.report(f"{where}: a relation {label} is left out with the mention that it was drawn to")
        return entities, arrows

    def finish(self, path: str) -> None:
        """Raises `CorpusError` that names every mention without a place, unless they may be dropped."""
        if self.lost and not self.drop:
            lines = "\n".join(self.lost)
            raise CorpusError(
                f"{len(self.lost)} mentions have no place in their text; correct them, or leave them out "
                f"with --drop-lost:\n{lines}",
                path,
            )


def _placed(
    text: str, mention: Mention, places: Mapping[int, int], name: str, known: Collection[str]
) -> tuple[Span | None, str]:
    """Where the mention stands, and how it was found if it had to be moved."""
    given = Span(mention.start, mention.end)
    counted = _counted(places, given) if name else given
    if mention.copy is None:  # then the whole text is read in one way
        inside = counted is not None and 0 <= counted.start < counted.end <= len(text)
        return (counted if inside else None), "" if counted == given else name
    if _fits(text, given, mention, known):
        return given, ""
    if counted is not None and _fits(text, counted, mention, known):
        return counted, name
    near = _nearest(text, mention.copy, mention.start)
    return near, "the nearest place where it reads so" if near else ""


def _fits(text: str, span: Span, mention: Mention, known: Collection[str]) -> bool:
    if not 0 <= span.start < span.end <= len(text):
        return False
    surface = text[slice(*span)]
    if mention.copy is not None:
        return surface == mention.copy or _plain(surface) == _plain(mention.copy)
    return surface in known if known else surface == surface.strip()


def _plain(surface: str) -> str:
    """Without what a tool may change in its copy."""
    return " ".join(html.unescape(surface.replace("\\n", "\n")).split())


def _nearest(text: str, copy: str, start: int) -> Span | None:
    begin = max(0, start - _REACH)
    near = text[begin : max(0, start) + _REACH + len(copy)]
    found = [begin + n for n in range(len(near)) if copy and near.startswith(copy, n)]
    best = min(found, key=lambda n: abs(n - start), default=None)
    return None if best is None else Span(best, best + len(copy))


def _likeliest(text: str, mentions: Sequence[Mention], known: Collection[str]) -> tuple[str, dict[int, int]]:
    """The way of counting that puts most mentions right, and its offsets as ours; "" for as they are."""

    # A copy tells of each mention whether it has moved; without copies the text as a whole must tell.
    asked = [m for m in mentions if m.copy is None or not _fits(text, Span(m.start, m.end), m, known)]
    given = [Span(m.start, m.end) for m in asked]

    def right(spans: Sequence[Span | None]) -> int:
        return sum(s is not None and _fits(text, s, m, known) for s, m in zip(spans, asked, strict=True))

    most, best = right(given), ("", dict[int, int]())
    if most == len(given):
        return best
    for name, widths in _ways(text):
        # Behind characters of no width: an offset there is the place of the next one that has any.
        places = {counted: n for n, counted in enumerate(accumulate(widths, initial=0))}
        score = right([_counted(places, span) for span in given])
        if score > most:
            most, best = score, (name, places)
    return best


def _counted(places: Mapping[int, int], span: Span) -> Span | None:
    """The characters of a span of counted offsets, None where it cuts one or lies outside."""
    if span.start in places and span.end in places:
        return Span(places[span.start], places[span.end])
    return None


def _ways(text: str) -> Iterator[tuple[str, list[int]]]:
    """Ways that differ from counting characters here, then pairs of them: name, width of each character."""
    simple = [(name, width(text)) for name, width in _WIDTHS.items()]
    simple = [(name, widths) for name, widths in simple if any(w != 1 for w in widths)]
    yield from simple
    for (one, first), (other, second) in combinations(simple, 2):
        yield f"{one}, {other}", [a * b for a, b in zip(first, second, strict=True)]


def _utf16(text: str) -> list[int]:
    return [1 + (c > "\uffff") for c in text]


def _one_line_end(text: str) -> list[int]:
    return [int(text[max(0, n - 1) : n + 1] != "\r\n") for n in range(len(text))]


def _two_line_ends(text: str) -> list[int]:
    return [1 + (c == "\n" and text[max(0, n - 1) : n] != "\r") for n, c in enumerate(text)]


def _stripped(text: str) -> list[int]:
    lead = len(text) - len(text.lstrip())
    return [0] * lead + [1] * (len(text) - lead)


def _escaped(text: str) -> list[int]:
    return [len(html.escape(c)) for c in text]


def _unescaped(text: str) -> list[int]:
    widths = [1] * len(text)
    for match in _ESCAPE.finditer(text):
        widths[match.start() + 1 : match.end()] = [0] * (match.end() - match.start() - 1)
    return widths


_WIDTHS: dict[str, Callable[[str], list[int]]] = {
    "counted in UTF-16 units": _utf16,
    "counted \\r\\n as one": _one_line_end,
    "counted \\n as \\r\\n": _two_line_ends,
    "counted from the first character that is no white space": _stripped,
    "counted in text escaped for HTML": _escaped,
    "counted in text that HTML escapes were read in": _unescaped,
}
