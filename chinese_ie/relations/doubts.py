"""What speaks against an amount that passed the vetoes: signals that nobody invests it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chinese_ie.document import Span
from chinese_ie.quantities.role_words import cue_in, word
from chinese_ie.relations.candidates import Candidate, has_own_site
from chinese_ie.relations.cues import ends, speaks_of_ventures
from chinese_ie.relations.patterns import first_match, said
from chinese_ie.relations.reading import Reading

_SENTENCES = 3  # sentences on either side of an amount in which its end may be told
_PAST = re.compile(r"曾|当年|当时|彼时|那时|原定|原计划|原报|原本|此前|早在|最初|时间倒回|(?:19|20)\d\d年")
_PROJECT = "(?:项目|工程|基地|工厂|产业园|生产线|中心|车间)"
_PROJECT_BEHIND = re.compile(rf"(?:人民币)?的[^,。;、:()]{{0,24}}?{_PROJECT}")
_PROJECT_IN_FRONT = re.compile(
    rf"([^,。;、:()\d]{{0,24}}?){_PROJECT}[^,。;、:()]{{0,6}}[,(:]?[^,。;、()]{{0,8}}$"
)
_OF_WHOM = 2  # characters in front of the word project that do not name one: 该项目
_SHORT = 60  # characters of a line
_ABOVE = 200  # characters above a bare amount in which its heading is looked for
_LEAST, _MOST = 6, 11  # powers of ten that tell amounts apart


def doubts(reading: Reading, candidate: Candidate) -> Iterator[str]:
    """The signals of the choice that the amount is nobody's investment, by name."""
    kind = candidate.kind
    yield "nobody"
    yield f"nobody: kind {kind}"
    yield f"nobody: cue {candidate.cue}"
    yield f"nobody: {candidate.amount.role}"
    yield f"nobody: {kind}, {candidate.amount.role}"
    for signal in (*_beside(reading, candidate), *_around(reading, candidate), *_as_part(reading, candidate)):
        yield f"nobody: {kind}, {signal}"
    yield from _words(reading, candidate)
    if reading.within(*candidate.sentence, ("CAPACITY",)):
        yield "nobody: capacity beside"
    yield f"nobody: told {min(reading.tellings[candidate.amount.quantities[0]], 3)} times, {kind}"
    yield from _ended(reading, candidate)


def _words(reading: Reading, candidate: Candidate) -> Iterator[str]:
    """Words of the sentence, and of the clauses in front of the amount and behind it."""
    amount = candidate.amount
    own = reading.own_stretch(amount, candidate.item)
    stretches = {
        "says": candidate.sentence,
        "in front": Span(own.start, amount.start),
        "behind": Span(amount.end, own.end),
    }
    for where, span in stretches.items():
        yield from (f"nobody: {where} {word}" for word in said(reading.without_names(span)))


def _beside(reading: Reading, candidate: Candidate) -> Iterator[str]:
    """What stands directly in front of the amount and behind it."""
    amount, sentence = candidate.amount, candidate.sentence
    yield f"then {first_match('behind an amount', reading.text[amount.end : amount.end + 12])}"
    front = reading.text[max(sentence.start, amount.start - 12) : amount.start]
    yield f"{first_match('in front of an amount', front)} in front"


def _around(reading: Reading, candidate: Candidate) -> Iterator[str]:
    """Companies and amounts of the clause and the sentence, the size of the amount, its line."""
    amount, sentence = candidate.amount, candidate.sentence
    own = reading.within(candidate.item, amount.start, ("COMPANY",))
    yield f"{min(len(own), 2)} companies in clause"
    yield f"{min(len(reading.within(*sentence, ('COMPANY',))), 2)} companies in sentence"
    yield f"{min(candidate.admitted_within(sentence.start, amount.start), 2)} amounts before"
    yield f"{min(candidate.admitted_within(candidate.item, amount.start), 1)} amounts in clause"
    yield f"10^{min(_MOST, max(_LEAST, amount.quantities[0].value.adjusted()))}"
    line = reading.line(amount.start)
    if line.end - line.start < _SHORT:
        yield "short line"
    if reading.headline and reading.headline.start <= amount.start < reading.headline.end:
        yield "in headline"


def _as_part(reading: Reading, candidate: Candidate) -> Iterator[str]:
    """Whether it looks like a part of something bigger, or like a column of a list."""
    amount, sentence = candidate.amount, candidate.sentence
    front = reading.text[max(sentence.start, amount.start - 24) : amount.start]
    if _is_project_of_its_own(reading, candidate):
        yield "own company or site"
    if word("stage").search(front):
        yield "phase"
    if "其中" in front:
        yield "among which"
    yield f"{project_beside(reading, candidate)} beside"
    if candidate.kind == "bare":
        above = reading.text[max(0, sentence.start - _ABOVE) : sentence.end]
        yield "ventures" if speaks_of_ventures(above) else "no ventures"
        yield f"below {cue_in('before', reading.text[max(0, sentence.start - _ABOVE) : sentence.start])}"
    yield f"clause after {cue_in('before', reading.text[sentence.start : candidate.item])}"
    if _is_project_of_its_own(reading, candidate):
        return
    start = reading.sentences[max(0, reading.sentence_number(amount.start) - 1)].start
    own = amount.quantities[0]
    before = (q for m in reading.within(start, amount.start, ("MONEY",)) for q in m.quantities[:1])
    if any(q.unit == own.unit and q.value > own.value for q in before):
        yield "less than one before"


def project_beside(reading: Reading, candidate: Candidate) -> str:
    """Whose project stands right behind the amount or in front: 投资5亿元的物流园项目 names nobody."""
    amount = candidate.amount
    behind = _PROJECT_BEHIND.match(reading.text, amount.end)
    if behind:
        named = reading.within(*behind.span(), ("COMPANY",))
        return "project of a company" if named else "project of nobody"
    front = _PROJECT_IN_FRONT.search(reading.text[candidate.item : amount.start])
    if not front:
        return "no project"
    start = candidate.item + front.start()
    if reading.within(start, amount.start, ("COMPANY",)):
        return "project of a company in front"
    return "project in front" if len(front[1]) <= _OF_WHOM else "project of nobody in front"


def _is_project_of_its_own(reading: Reading, candidate: Candidate) -> bool:
    """Does a company stand between the amount before and this one, or a site of its own?"""
    amount, sentence = candidate.amount, candidate.sentence
    earlier = reading.within(sentence.start, amount.start, ("MONEY",))
    if earlier and reading.within(earlier[-1].end, amount.start, ("COMPANY",)):
        return True
    return has_own_site(reading, candidate)


def _ended(reading: Reading, candidate: Candidate) -> Iterator[str]:
    """Whether the text says of something around the amount that it was ended, and of an earlier day."""
    amount, sentence = candidate.amount, candidate.sentence
    number = reading.sentence_number(amount.start)
    before = reading.sentences[max(0, number - _SENTENCES)].start
    after = reading.sentences[min(number + _SENTENCES, len(reading.sentences) - 1)].end
    stretches = {
        "sentence": sentence,
        "before": Span(before, sentence.start),
        "after": Span(sentence.end, max(after, sentence.end)),
        "headline": reading.headline or Span(0, 0),
    }
    found = [where for where, span in stretches.items() if ends(reading.without_names(span))]
    yield from (f"nobody: ended {where}" for where in found)
    if found and _PAST.search(reading.text[before : amount.start]):
        yield f"nobody: past, ended {found[-1]}"
    count = min(3, reading.ended)
    yield f"nobody: {count} ends"
    if _PAST.search(reading.text[sentence.start : sentence.end]):
        yield f"nobody: past, {count} ends"
