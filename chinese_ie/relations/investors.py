"""Who may be the investor of an amount: companies around it, and the signals for and against each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from chinese_ie.document import Entity, Span
from chinese_ie.relations.candidates import Candidate, respective
from chinese_ie.relations.choice import Choice, weights
from chinese_ie.relations.doubts import doubts, project_beside
from chinese_ie.relations.patterns import first_match, said
from chinese_ie.relations.reading import Reading
from chinese_ie.relations.rules import RULES, company_of_parallel_clause, rule_of

_BEFORE, _AFTER = 12, 5  # company mentions looked at on either side
_SENTENCES_BEFORE, _SENTENCES_AFTER = 5, 1
_OF_HEADLINE = 3  # company mentions
_LENDER = re.compile(r"银行|证券|律师|会计|信用社|担保")
_FINANCIER = re.compile(r"银行|证券|律师|会计|信用社|担保|保险|基金|资本|交易所")
_JOINT = re.compile(r"\s*(?:\([^()]{0,20}\)\s*)?(?:、|和|与|及|以及|携手|联手|联合|同|[,;]?另一方[是为]?)\s*")
_WITH = re.compile(r"[^,。;:、]{0,8}[与同和][^,。;:、]{0,14}")
_VENTURE = re.compile(r"合资|共同[投出]资|联手[投出]资|联合[投出]资|合作[投出]资|合建")
_TOGETHER = re.compile(
    r"共同|联合|联手|合资|合作|携手|双方|各方|合建|合起来|两家|三家|三方|共[投出建]|一道|一起|合股|合投|合办|[各均](?=[投出为约]|\d)"
)
_GUESTS = re.compile(r"[^,。;:、和与及]{0,6}(?:\([^()]{0,20}\))?\s*(?:、|和|与|及|以及)\s*")
_OWN_WORD = re.compile(
    r"(?:^|[,。;:“”\s由本我该据])(?:公司|集团|企业|乙方|投资方)"
    r"(?=[拟将计已在与同也还称共新承以自第打要决董控预总])"
)
_OF_ITEM = re.compile(r"(?:人民币)?(?:左右|以上)?的")
_PHRASE = 80  # characters between company and amount, words of a longer stretch say nothing of them
_TOUCHING = 3  # characters between company and amount
_PARTNERS_IN_FRONT = 6  # characters in front of a row that may say so: 合资双方是甲与乙
_PARTNERS_BEHIND = 12  # characters behind a row of companies that may say that they act together


def options(reading: Reading, candidate: Candidate) -> list[Entity]:
    """The company mentions among which the investor is looked for."""
    amount = candidate.amount
    number = reading.sentence_number(amount.start)
    first = reading.sentences[max(0, number - _SENTENCES_BEFORE)].start
    last = reading.sentences[min(number + _SENTENCES_AFTER, len(reading.sentences) - 1)].end
    found = [] if reading.topic is None else [reading.topic]
    if reading.headline:
        found += reading.within(*reading.headline, ("COMPANY",))[:_OF_HEADLINE]
    found += reading.within(first, amount.start, ("COMPANY",))[-_BEFORE:]
    found += reading.within(amount.end, last, ("COMPANY",))[:_AFTER]
    unique = dict.fromkeys(c for c in found if not reading.in_clutter(c.start))
    return [c for c in unique if not bystands(reading, candidate, c)]


def bystands(reading: Reading, candidate: Candidate, company: Entity) -> bool:
    """Does the company only build, sell, lend, attend or stand near: 由中建三局承建, 甲就在乙对门?

    Nor does it invest the next item of a list of amounts: 投资5亿元的甲公司项目,投资3亿元的药材项目.
    """
    if _OF_ITEM.match(reading.text, candidate.amount.end) and reading.has_other_amount(
        company, candidate.amount
    ):
        return True
    behind = first_match("behind a company", reading.text[company.end : company.end + 40])
    front = first_match("in front of a company", reading.text[max(0, company.start - 8) : company.start])
    if not {"contractor", "neighbour"}.isdisjoint((behind, front)):
        return True
    companies = reading.within(*reading.sentence(company.start), ("COMPANY",))
    if _LENDER.search(company.text) and not all(_LENDER.search(c.text) for c in companies):
        return True
    row = _row(reading, company, _GUESTS)
    if (
        len(row) < 2
        or candidate.item <= company.start < candidate.amount.start
        or _together(reading, candidate, row)
    ):
        return False
    return len(row) > 2 or bool(reading.headline and company.start < reading.headline.end)


def choice(reading: Reading, candidate: Candidate, without: Collection[str] = ()) -> Choice:
    """The companies in question by their fullest names; `without` names rules to leave out."""
    mentions = options(reading, candidate)
    if without:
        mentions = [c for c in mentions if rule_of(reading, candidate, c) not in without]
    return Choice.of(
        doubts(reading, candidate),
        ((reading.aliases.company(c.text), signals(reading, candidate, c)) for c in mentions),
    )


def chosen(
    reading: Reading, candidate: Candidate, without: Collection[str] = ()
) -> list[tuple[Entity, float]]:
    """The likeliest investor with its partners, each with the score; none where that is likeliest."""
    likely = choice(reading, candidate, without).likely(weights("investor"))
    paired = respective(reading, candidate.amount)
    if paired is not None and "named_respectively" not in without:
        return [(paired, likely.get(reading.aliases.company(paired.text), 0.0))]
    best = max(likely, key=lambda name: likely[name])
    if best is None:
        again = _again(reading, candidate) if company_of_parallel_clause.__name__ not in without else None
        return [] if again is None else [(again, likely[reading.aliases.company(again.text)])]
    named = [c for c in options(reading, candidate) if reading.aliases.company(c.text) == best]
    main = min(named, key=lambda c: (_rank(rule_of(reading, candidate, c)), _distance(candidate, c)))
    group = partners(reading, candidate, main)
    shared = {reading.aliases.company(c.text) for c in group}
    return [(company, sum(likely.get(name, 0.0) for name in shared)) for company in group]


def _again(reading: Reading, candidate: Candidate) -> Entity | None:
    """The company that invests once more, in a clause without its name: too rare to be weighed."""
    if candidate.kind != "cue":
        return None
    again = (c for c in options(reading, candidate) if company_of_parallel_clause(reading, candidate, c))
    return max(again, key=lambda company: company.start, default=None)


def _rank(rule: str) -> int:
    return [known.__name__ for known in RULES].index(rule)


def _distance(candidate: Candidate, company: Entity) -> int:
    """Characters to the amount; a company behind it counts as farther."""
    amount = candidate.amount
    return amount.start - company.end if company.start < amount.start else 2 * (company.start - amount.end)


def partners(reading: Reading, candidate: Candidate, main: Entity) -> list[Entity]:
    """The company and those that act together with it: 甲、乙共同投资, 甲此番是与本地的乙合资."""
    group = _row(reading, main, _JOINT)
    if len(group) > 1:
        return group if _together(reading, candidate, group) else [main]
    pair = _row(reading, main, _WITH)
    return pair if len(pair) == 2 and _VENTURE.match(reading.text, pair[1].end) else [main]


def _row(reading: Reading, company: Entity, joint: re.Pattern[str]) -> list[Entity]:
    """The companies of its sentence that are coordinated with it, itself included."""
    companies = reading.within(*reading.sentence(company.start), ("COMPANY",))
    first = last = companies.index(company)

    def joined(one: Entity, other: Entity) -> bool:
        return bool(joint.fullmatch(reading.text[one.end : other.start]))

    while first and joined(companies[first - 1], companies[first]):
        first -= 1
    while last + 1 < len(companies) and joined(companies[last], companies[last + 1]):
        last += 1
    return companies[first : last + 1]


def _together(reading: Reading, candidate: Candidate, row: Sequence[Entity]) -> bool:
    """Does the text say of a row of companies that they act together?"""
    front = first_match("in front of a company", reading.text[max(0, row[0].start - 8) : row[0].start])
    if front == "investor":
        return True
    behind = min(row[-1].end + _PARTNERS_BEHIND, reading.sentence(row[-1].start).end)
    end = max(behind, candidate.amount.start if candidate.sentence.start <= row[0].start else 0)
    start = max(reading.sentence(row[0].start).start, row[0].start - _PARTNERS_IN_FRONT)
    return bool(_TOGETHER.search(reading.text[start:end]))


def signals(reading: Reading, candidate: Candidate, company: Entity) -> Iterator[str]:
    """What speaks for or against this company mention, by name."""
    rule = rule_of(reading, candidate, company)
    yield rule
    yield f"kind {candidate.kind}: {rule}"
    yield f"{project_beside(reading, candidate)}: {rule}"
    sentences = abs(reading.sentence_number(company.start) - reading.sentence_number(candidate.amount.start))
    side = "before" if company.start < candidate.amount.start else "after"
    zone = f"{side} {min(sentences, 3)}"
    yield from _between(reading, candidate, company, zone)
    yield from _beside(reading, company, zone if sentences < 2 else "away")
    if _LENDER.search(company.text):
        yield f"lender, {candidate.kind}"
    if _FINANCIER.search(company.text):
        yield f"financier {side}" if sentences == 0 else "financier away"
    if sentences:
        inside = reading.within(*reading.sentence(company.start), ("COMPANY",))
        yield f"{zone}: {min(len(reading.names(inside)), 4)} companies in its sentence"
        yield f"{zone}: {'first' if inside[0].start == company.start else 'not first'} of its sentence"
        amounts = candidate.admitted_within(*reading.sentence(company.start))
        yield f"{zone}: {'an amount' if amounts else 'no amount'} in its sentence"
    name = reading.aliases.company(company.text)
    where = "away" if sentences else "near"
    if name in reading.names_of_headline:
        yield f"in headline, {where}"
        if len(reading.names_of_headline) == 1:
            yield "alone in headline"
    if reading.topic is not None and name == reading.aliases.company(reading.topic.text):
        yield f"topic, {where}"
        yield f"topic: {rule}"
        if _speaks_of_itself(reading, candidate):
            yield f"topic, by its own word: {rule}"


def _speaks_of_itself(reading: Reading, candidate: Candidate) -> bool:
    """Does 公司 or 乙方 act in front of the amount, in its sentence or the one before: 公司拟投资5亿元?"""
    number = reading.sentence_number(candidate.amount.start)
    start = reading.sentences[max(0, number - 1)].start
    return bool(_OWN_WORD.search(reading.text[start : candidate.amount.start]))


def _between(reading: Reading, candidate: Candidate, company: Entity, zone: str) -> Iterator[str]:
    """What stands between company and amount."""
    amount = candidate.amount
    stretch = sorted((company.span, amount.span))
    low, high = stretch[0].end, stretch[1].start
    if high - low <= _TOUCHING and not reading.text[low:high].strip("约近超的("):
        yield f"{zone}: touching"
    name = reading.aliases.company(company.text)
    actors = [c for c in reading.within(low, high, ("COMPANY",)) if not _LENDER.search(c.text)]
    others = set(reading.names(actors)) - {name}
    yield f"{zone}: {min(len(others), 3)} companies between"
    yield f"{zone}: {min(candidate.admitted_within(low, high), 2)} amounts between"
    if high - low < _PHRASE:
        side = zone.split()[0]
        yield from (f"{side}: {word} between" for word in said(reading.without_names(Span(low, high))))


def _beside(reading: Reading, company: Entity, zone: str) -> Iterator[str]:
    """What stands directly in front of the company and behind it."""
    behind = first_match("behind a company", reading.text[company.end : company.end + 40])
    if behind:
        yield f"{zone}: then {behind}"
    front = first_match("in front of a company", reading.text[max(0, company.start - 8) : company.start])
    if front:
        yield f"{zone}: {front} in front"
