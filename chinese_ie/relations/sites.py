"""Where an investment may land: places around it, weighed by signals."""

from __future__ import annotations

from collections.abc import Sequence

from chinese_ie.document import Entity
from chinese_ie.relations.candidates import Candidate
from chinese_ie.relations.choice import Choice, weights
from chinese_ie.relations.reading import Reading
from chinese_ie.relations.site_question import PLACES, Question
from chinese_ie.relations.site_signals import nowhere, signals

_BEFORE, _AFTER = 14, 6  # place mentions looked at on either side
_SENTENCES_BEFORE, _SENTENCES_AFTER = 6, 1


def options(asked: Question) -> list[Entity]:
    """The place mentions among which the site is looked for, in order."""
    reading, amount = asked.reading, asked.candidate.amount
    number = reading.sentence_number(amount.start)
    first = reading.sentences[max(0, number - _SENTENCES_BEFORE)].start
    last = reading.sentences[min(number + _SENTENCES_AFTER, len(reading.sentences) - 1)].end
    found = reading.within(first, amount.start, PLACES)[-_BEFORE:]
    found += reading.within(amount.end, last, PLACES)[:_AFTER]
    found += reading.within(*reading.sentence(asked.company.start), PLACES)[:_BEFORE]
    if reading.headline:
        found += reading.within(*reading.headline, PLACES)
    known = (asked.heading, reading.main_park, reading.main_region, asked.named_in_company)
    found += [place for place in known if place is not None]
    found += [*reading.first_places, *asked.beside_company, *asked.behind_company, *reading.places_of_all]
    marks = reading.marks
    unique = {p.start: p for p in found if p.start in marks and marks[p.start].front != "origin"}
    return [unique[start] for start in sorted(unique)]


def choice(reading: Reading, candidate: Candidate, company: Entity) -> Choice:
    """The places in question by their fullest names."""
    asked = Question(reading, candidate, company)
    return _choice(asked, options(asked))


def _choice(asked: Question, mentions: Sequence[Entity]) -> Choice:
    return Choice.of(nowhere(asked), ((asked.reading.place_name(p), signals(asked, p)) for p in mentions))


def chosen(reading: Reading, told: Sequence[tuple[Candidate, Entity]]) -> Entity | None:
    """Where an investment lands that is told once or more, given as amounts with their investor.

    The tellings weigh alike; None where it is likeliest that the article names no place. Of the mentions
    of the place the one nearest to the amount of the first telling is given.
    """
    asked = [Question(reading, candidate, company) for candidate, company in told]
    mentions = [options(question) for question in asked]
    known = weights("site")
    likely = [_choice(question, some).likely(known) for question, some in zip(asked, mentions, strict=True)]
    names = dict.fromkeys(name for one in likely for name in one)
    best = max(names, key=lambda name: sum(one.get(name, 0.0) for one in likely))
    named = (p for some in mentions for p in some if reading.place_name(p) == best)
    return min(named, key=lambda p: abs(p.start - told[0][0].amount.start), default=None)
