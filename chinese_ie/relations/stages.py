"""The stage of an investment: signed, planned, started, under construction, completed, expanded."""

from __future__ import annotations

from collections.abc import Iterator

from chinese_ie.document import Entity
from chinese_ie.relations.candidates import Candidate
from chinese_ie.relations.choice import Choice, weights
from chinese_ie.relations.cues import stage_cues
from chinese_ie.relations.reading import Reading

STAGES = ("signed", "planned", "started", "under construction", "completed", "expanded")
_LEAD = 150  # characters below the headline
_AROUND = 120  # characters of the sentences around an amount that are looked at


def stage(reading: Reading, candidate: Candidate, company: Entity) -> str | None:
    """The likeliest stage, None where nothing tells one, or only what is to come."""
    if not any(not cue.startswith(("future", "silent")) for cue in _cues(reading, candidate, company)):
        return None
    asked = choice(reading, candidate, company)
    likely = asked.likely(weights("stage"))
    return max(STAGES, key=lambda name: likely[name])


def choice(reading: Reading, candidate: Candidate, company: Entity) -> Choice:
    """Every stage with the cues of each zone, `signed: started in headline`."""
    cues = sorted(set(_cues(reading, candidate, company)))
    return Choice.of([], [(name, [name, *(f"{name}: {cue}" for cue in cues)]) for name in STAGES])


def _cues(reading: Reading, candidate: Candidate, company: Entity) -> Iterator[str]:
    amount, sentence, text = candidate.amount, candidate.sentence, reading.text
    clause = reading.clause(amount.start)
    before = reading.within(sentence.start, amount.start, ("MONEY",))
    after = reading.within(amount.end, sentence.end, ("MONEY",))
    begin = max(reading.clause(before[-1].start).end if before else sentence.start, sentence.start)
    begin = min(begin, candidate.item)
    end = reading.clause(after[0].start).start if after else sentence.end
    zones = {
        "clause": (clause.start, clause.end),
        "own": (begin, max(end, amount.end)),
        "front": (begin, clause.start),
        "rest": (clause.end, max(end, clause.end)),
        "sentence": (sentence.start, sentence.end),
        "before": (max(0, sentence.start - _AROUND), sentence.start),
        "after": (sentence.end, min(len(text), sentence.end + 60)),
    }
    if company.start < sentence.start or company.start >= sentence.end:
        zones["company"] = reading.sentence(company.start)
    line = reading.line(amount.start)
    if line.start < begin:
        zones["line"] = (max(line.start, begin - 400), begin)
    above = reading.heading_line(line)
    if above is not None:
        zones["heading"] = above
    if reading.headline:
        zones["headline"] = reading.headline
    start = reading.headline.end if reading.headline else 0
    zones["lead"] = (start, start + _LEAD)
    told = set()
    for zone, (first, last) in zones.items():
        found = list(stage_cues(text[first:last]))
        for group, future in found:
            word = f"{'future ' if future else ''}{group}"
            if zone != "sentence" or word not in told:
                yield f"{word} in {zone}"
            if zone in ("own", "clause", "front", "rest"):
                told.add(word)
        if found and zone in ("own", "headline"):
            yield f"{'future ' if found[-1][1] else ''}{found[-1][0]} last in {zone}"
    if not told:
        yield "silent clause"
