"""Amounts that may be investments, and the vetoes that drop the others."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from chinese_ie.document import INVESTED_ROLES, Entity, Span
from chinese_ie.quantities.columns import is_cell
from chinese_ie.quantities.role_rules import is_gloss
from chinese_ie.quantities.role_words import cue_in, last_in, word
from chinese_ie.relations.cues import speaks_of_ventures
from chinese_ie.relations.reading import Reading

Kind: TypeAlias = Literal["cue", "listed", "bare"]

_PAUSE = re.compile(r"(?:人民币)?\s*(?:、|和|与|及|,)\s*")
_CELL = r"[|/\t,、;。:()\n—-]|\s{1,}"
_BARE_BEFORE = re.compile(rf"(?:^|{_CELL})(?:约|近|超|逾|达|共|计|总计|为|人民币|\s)*$")
_BARE_AFTER = re.compile(rf"(?:人民币|左右|以上|多|\s)*(?:$|{_CELL}|!)")
_SPREAD = re.compile(r"等\S{1,3}家[^,。;]{0,8}分别")  # amounts of companies that are not all named
_GLOSS = 40  # characters from an amount to its worth in another currency
_CONTEXT = 300  # characters above a list item that may say what its amounts are
_SITE_CUES = frozenset({"settles", "lies", "holds", "in"})
_ASKED = ("investment", "fixed_assets")
_INVESTED = (None, *INVESTED_ROLES)
_BUILT = re.compile(
    r"(?:人民币)?(?:左右|以上)?[的、]?(?:建设|投建|兴建|新建|打造|用于建设|投向|建)"
    r"|的[^,。;、:()]{0,14}?(?:项目|基地|工厂|厂房|车间|生产线|产业园|产业城|科技城|综合体|酒店|中心|总部)"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An amount with the stretch of its clause before it; offsets in the clean text.

    Attributes:
        amount: the MONEY mention.
        sentence: the sentence around it.
        item: start of the list item or clause that the amount belongs to.
        kind: `cue` where a word says that it is invested, `listed` where its column or its place in a
            list does, `bare` where nothing does.
        cue: the word that says what it is, None where there is none.
        admitted: where the amounts of the article begin that passed the vetoes, sorted.
    """

    amount: Entity
    sentence: Span
    item: int
    kind: Kind
    cue: str | None
    admitted: tuple[int, ...]

    def admitted_within(self, start: int, end: int) -> int:
        """How many amounts that passed the vetoes begin inside the stretch."""
        return bisect_left(self.admitted, end) - bisect_left(self.admitted, start)


def candidates(reading: Reading) -> list[Candidate]:
    """Amounts of body and headline that no veto drops, in order."""
    amounts = [a for a in reading.within(0, len(reading.text), ("MONEY",)) if veto(reading, a) is None]
    admitted = tuple(amount.start for amount in amounts)
    return [_candidate(reading, amount, admitted) for amount in amounts]


def _candidate(reading: Reading, amount: Entity, admitted: tuple[int, ...]) -> Candidate:
    start = item_start(reading, amount)
    before = reading.without_names(Span(start, amount.start))
    cue = last_in("before", before)
    if cue is not None or is_named_behind(reading, amount):
        kind: Kind = "cue"
    else:
        kind = "listed" if is_cell(reading.text, amount.start) or is_bare(reading, amount) else "bare"
    sentence = reading.sentence(amount.start)
    return Candidate(amount, sentence, start, kind, cue.group() if cue else None, admitted)


def veto(reading: Reading, amount: Entity) -> str | None:
    """Why an amount is no investment, or None if it may be one.

    Veto, and a sentence it is for: `clutter` (a link list), `unreadable` (no value), `rate`
    (每亩300万元), the role of the amount where that is none of a whole investment (`output`, `phase` …),
    `gloss` (1亿美元,约合7亿元), `total` also of 等3家企业分别投资; `no cue` where nothing says what the
    amount is and nothing near it speaks of ventures.
    """
    if reading.in_clutter(amount.start):
        return "clutter"
    if not amount.quantities:
        return "unreadable"
    if amount.quantities[0].per is not None:
        return "rate"
    if amount.role not in _ASKED:
        return amount.role
    last = reading.within(max(0, amount.start - _GLOSS), amount.start, ("MONEY",))
    if last and is_gloss(reading.text[last[-1].end : amount.start]):
        return "gloss"
    if _SPREAD.search(reading.text[reading.sentence(amount.start).start : amount.start]) and not respective(
        reading, amount
    ):
        return "total"
    sentence = reading.sentence(amount.start)
    start = item_start(reading, amount)
    if last_in("before", reading.without_names(Span(start, amount.start))) or is_named_behind(
        reading, amount
    ):
        return None
    above = Span(max(0, sentence.start - _CONTEXT), sentence.end)
    return None if speaks_of_ventures(reading.without_names(above)) else "no cue"


def is_named_behind(reading: Reading, amount: Entity) -> bool:
    """Does a word behind the amount say what it is: 5亿元投资, 6亿美元的工厂?"""
    after = reading.without_names(Span(amount.end, reading.sentence(amount.start).end))
    return bool(word("direct").match(after) or _BUILT.match(after))


def is_bare(reading: Reading, amount: Entity) -> bool:
    """Does the amount stand alone, as in a table or after a project: `7|万达文旅城|50亿元|在建`?

    It must be the first amount of its sentence, with a company before it; the sentence or the lines
    above must speak of ventures (项目, 投资, 签约); a cue of another kind, in the sentence or in the
    heading of the list, speaks against it.
    """
    sentence = reading.sentence(amount.start)
    before = reading.text[sentence.start : amount.start]
    if not (_BARE_BEFORE.search(before) and _BARE_AFTER.match(reading.text, amount.end)):
        return False
    if not reading.within(sentence.start, amount.start, ("COMPANY",)):
        return False
    if reading.within(sentence.start, amount.start, ("MONEY",)):
        return False
    above = reading.text[max(0, sentence.start - _CONTEXT) : sentence.start]
    if not speaks_of_ventures(before) and not (
        speaks_of_ventures(above) and cue_in("before", above) in _INVESTED
    ):
        return False
    return cue_in("before", before) in _INVESTED


def item_start(reading: Reading, amount: Entity) -> int:
    """Where the clause of an amount begins, or its list item: `…项目、投资35亿元的…`."""
    clause = reading.clause(amount.start)
    listed = reading.text.rfind("、", clause.start, amount.start)
    between = reading.within(listed + 1, amount.start, ("COMPANY", "PARK", "LOCATION")) if listed >= 0 else []
    pause = listed >= 0 and bool(between or last_in("before", reading.text[listed + 1 : amount.start]))
    return listed + 1 if pause and not _coordinated(reading, clause.start, listed) else clause.start


def _coordinated(reading: Reading, start: int, pause: int) -> bool:
    """Does the 、 at `pause` join two companies (甲、乙共同投资)?"""
    joined = [c for c in reading.within(start, pause, ("COMPANY",)) if c.end == pause]
    return bool(joined) and any(
        c.start == pause + 1 for c in reading.within(pause + 1, pause + 2, ("COMPANY",))
    )


def has_own_site(reading: Reading, candidate: Candidate) -> bool:
    """Does the amount's clause or list item say where: `在宜昌投资20亿元`, `20亿元落户宜昌`?"""
    places = reading.within(candidate.item, reading.clause(candidate.amount.start).end, ("PARK", "LOCATION"))
    marks = (reading.marks.get(place.start) for place in places)
    return any(mark is not None and mark.front in _SITE_CUES for mark in marks)


def respective(reading: Reading, amount: Entity) -> Entity | None:
    """The company that 分别 pairs with the amount: as many companies before it as amounts behind it."""
    sentence = reading.sentence(amount.start)
    at = reading.text.rfind("分别", sentence.start, amount.start)
    if at < 0:
        return None
    amounts = reading.within(at, sentence.end, ("MONEY",))
    row = amounts[:1]
    for one, other in pairwise(amounts):
        if not _PAUSE.fullmatch(reading.text[one.end : other.start]):
            break
        row.append(other)
    companies = reading.within(sentence.start, at, ("COMPANY",))
    place = next((n for n, other in enumerate(row) if other.start == amount.start), None)
    fits = len(row) > 1 and len(companies) == len(row) and place is not None
    return companies[place] if fits and place is not None else None
