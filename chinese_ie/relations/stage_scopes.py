"""The stretches of an article that may tell the stage of an investment, from its clauses to the headline."""

from __future__ import annotations

from bisect import bisect_left

from chinese_ie.document import Entity, Span
from chinese_ie.relations.candidates import Candidate, item_start
from chinese_ie.relations.reading import Reading
from chinese_ie.relations.stage_words import stage_words

NEAR = frozenset({"own", "company", "before", "after", "front", "tail", "line"})  # beside the amount
_LEAD = 150  # characters below the headline
_BLOCK = 200  # characters of its line on either side of its sentence
_LINE = 400  # characters of a line in front of an amount
_LINES_ABOVE = 12  # lines above an amount in which what governs its list is looked for
_HEADING = 40  # characters, a longer line governs a list only where it ends in a colon


def scopes(reading: Reading, candidate: Candidate, company: Entity) -> dict[str, Span]:
    """The stretches by name: those of the amount, of its line and paragraph, of its list, of the article."""
    sentence, own = candidate.sentence, own_part(reading, candidate)
    found = {"own": own, "front": Span(sentence.start, own.start), "tail": Span(own.end, sentence.end)}
    found |= _of_line(reading, candidate, own)
    if not sentence.start <= company.start < sentence.end:
        found["company"] = reading.sentence(company.start)
    if reading.headline:
        found["headline"] = reading.headline
    start = reading.headline.end if reading.headline else 0
    return found | {"lead": Span(start, start + _LEAD)}


def own_part(reading: Reading, candidate: Candidate) -> Span:
    """The part of its sentence that is the amount's own: between those of the amounts beside it.

    `投资3亿元的甲项目已投产、投资2亿元的乙项目在建`: 已投产 belongs to the first, its item ends at 、.
    """
    amount, sentence = candidate.amount, candidate.sentence
    before = reading.within(sentence.start, amount.start, ("MONEY",))
    after = reading.within(amount.end, sentence.end, ("MONEY",))
    start = sentence.start
    if before:
        start = max(min(reading.clause(before[-1].start).end, candidate.item), before[-1].end)
    end = item_start(reading, after[0]) if after else sentence.end
    return Span(min(start, amount.start), max(end, amount.end))


def _of_line(reading: Reading, candidate: Candidate, own: Span) -> dict[str, Span]:
    """What else the amount's line says of it, and what is said in front of it of the whole list."""
    sentence, line = candidate.sentence, reading.line(candidate.amount.start)
    block = _block(reading, candidate, line)
    found = {
        "before": Span(min(block.start, sentence.start), sentence.start),
        "after": Span(sentence.end, max(block.end, sentence.end)),
        "line": Span(max(line.start, own.start - _LINE), own.start),
    }
    colon = max(reading.text.rfind(sign, *found["line"]) for sign in ":—")
    if colon >= 0:
        found["colon"] = Span(reading.sentence(colon).start, colon)
    heading, governing = reading.heading_line(line), _governing(reading, line)
    if heading is not None:
        found["heading"] = heading
    if governing is not None:
        found["governing"] = governing
    return found


def _block(reading: Reading, candidate: Candidate, line: Span) -> Span:
    """The stretch of the line between the sentences of the amounts beside it: a paragraph on one project."""
    sentence, admitted = candidate.sentence, candidate.admitted
    place = bisect_left(admitted, candidate.amount.start)
    start, end = max(line.start, sentence.start - _BLOCK), min(line.end, sentence.end + _BLOCK)
    if place > 0:
        start = max(start, reading.sentence(admitted[place - 1]).end)
    if place + 1 < len(admitted):
        end = min(end, reading.sentence(admitted[place + 1]).start)
    return Span(start, end)


def _governing(reading: Reading, line: Span) -> Span | None:
    """The nearest line above that tells a stage, names no company and is short or ends in a colon."""
    for _ in range(_LINES_ABOVE):
        if line.start == 0:
            return None
        line = reading.line(line.start - 1)
        if line.end - line.start > _LINE or reading.within(*line, ("COMPANY",)):
            continue
        told = reading.text[slice(*line)].strip()
        if (len(told) < _HEADING or told.endswith(":")) and any(stage_words(told)):
            return line
    return None
