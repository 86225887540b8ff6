"""The stage of an investment: signed, planned, started, under construction, completed, expanded."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from chinese_ie.document import Entity, Span
from chinese_ie.relations.candidates import Candidate
from chinese_ie.relations.choice import Choice, weights
from chinese_ie.relations.reading import Reading
from chinese_ie.relations.stage_words import stage_words

STAGES = ("signed", "planned", "started", "under construction", "completed", "expanded")
_LEAD = 150  # characters below the headline
_BLOCK = 200  # characters of its line on either side of its sentence
_LINE = 400  # characters of a line in front of an amount
_LINES_ABOVE = 12  # lines above an amount in which what governs its list is looked for
_HEADING = 40  # characters, a longer line governs a list only where it ends in a colon
_OWN = ("clause", "own")
_ALONE = {"settled": "planned", "expanded": "expanded"}  # by the guidelines, where nothing more is told
_BY_WORD = ("own", "headline", "governing", "colon", "block after")  # zones whose words count one by one


def stage(reading: Reading, candidate: Candidate, company: Entity) -> str | None:
    """The likeliest stage, None where nothing tells one, or only what is to come."""
    zones = _zones(reading, candidate, company).values()
    words = [word for zone in zones for word in stage_words(reading.text[slice(*zone)])]
    if all(word.coming for word in words):
        return None
    groups = {word.group for word in words} - {"planned"}
    if len(groups) == 1 and (alone := groups.pop()) in _ALONE:
        return _ALONE[alone]
    likely = choice(reading, candidate, company).likely(weights("stage"))
    return max(STAGES, key=lambda name: likely[name])


def choice(reading: Reading, candidate: Candidate, company: Entity) -> Choice:
    """Every stage with the cues of each zone, `signed: started in headline`."""
    cues = sorted(set(_cues(reading, candidate, company)))
    return Choice.of([], [(name, [name, *(f"{name}: {cue}" for cue in cues)]) for name in STAGES])


def _cues(reading: Reading, candidate: Candidate, company: Entity) -> Iterator[str]:
    silent = True
    for zone, place in _zones(reading, candidate, company).items():
        for word in stage_words(reading.text[slice(*place)]):
            yield f"{word} in {zone}"
            if zone in _BY_WORD:
                yield f"{'coming ' if word.coming else ''}{word.word} in {zone}"
            silent = silent and zone not in _OWN
    if silent:
        yield "silent clause"
    if candidate.cue:
        yield f"{candidate.cue} says what the amount is"


def _zones(reading: Reading, candidate: Candidate, company: Entity) -> dict[str, Span]:
    """The stretches that may tell the stage, by name: those of the amount, of its line, of the article."""
    amount, sentence = candidate.amount, candidate.sentence
    own = reading.own_stretch(amount, candidate.item)
    zones = {
        "clause": reading.clause(amount.start),
        "own": own,
        "ahead": Span(own.start, amount.start),
        "behind": Span(amount.end, own.end),
    } | _of_line(reading, candidate, own)
    if not sentence.start <= company.start < sentence.end:
        zones["company"] = reading.sentence(company.start)
    if reading.headline:
        zones["headline"] = reading.headline
    start = reading.headline.end if reading.headline else 0
    return zones | {"lead": Span(start, start + _LEAD)}


def _of_line(reading: Reading, candidate: Candidate, own: Span) -> dict[str, Span]:
    """What else the amount's line says of it, and what is said in front of it of the whole list."""
    sentence, line = candidate.sentence, reading.line(candidate.amount.start)
    block = _block(reading, candidate, line)
    zones = {
        "block before": Span(min(block.start, sentence.start), sentence.start),
        "block after": Span(sentence.end, max(block.end, sentence.end)),
    }
    front = Span(max(line.start, own.start - _LINE), own.start)
    if front.start < front.end:
        zones["line"] = front
        zones["line start"] = Span(line.start, min(own.start, line.start + 30))
    colon = max(reading.text.rfind(sign, *front) for sign in ":—")
    if colon >= 0:
        zones["colon"] = Span(reading.sentence(colon).start, colon)
    heading, governing = reading.heading_line(line), _governing(reading, line)
    if heading is not None:
        zones["heading"] = heading
    if governing is not None:
        zones["governing"] = governing
    return zones


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
