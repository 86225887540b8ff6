"""Amounts that may be investments, and the vetoes that drop the others."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from chinese_ie.document import Entity, Span
from chinese_ie.relations.cues import header_role, is_phase, last_cue, role, speaks_of_ventures
from chinese_ie.relations.reading import Reading

Kind: TypeAlias = Literal["cue", "listed", "bare"]

_NUMBER = r"(?:\d+|[一二两三四五六七八九十百数几]+)[余多]?"
_PAUSE = re.compile(r"(?:人民币)?\s*(?:、|和|与|及|,)\s*")
_COUNT = re.compile(
    r"(?<!第)" + _NUMBER + r"(?:个|家|宗|批|项)(?:[^,。;:()]{0,14})(?:项目|企业|公司|工程|数据中心|基地)"
    r"|(?:项目|企业)(?:共)?" + _NUMBER + r"(?:个|家|项)|一批[^,。;]{0,10}项目"
    r"|等" + _NUMBER + r"(?:个|家|项)|(?:签约|开工|竣工|动工|引进)(?:了)?" + _NUMBER + r"(?:个|家|项)(?!月)"
)
_COUNTED = re.compile(r"(?:以上|以下)?(?:的)?(?:项目)?" + _NUMBER + r"(?:个|家|项)(?!月)")
_CELL = r"[|/\t,、;。:()\n—-]|\s{1,}"
_BARE_BEFORE = re.compile(rf"(?:^|{_CELL})(?:约|近|超|逾|达|共|计|总计|为|人民币|\s)*$")
_BARE_AFTER = re.compile(rf"(?:人民币|左右|以上|多|\s)*(?:$|{_CELL}|!)")
_COLUMNS = ("|", "\t", "/")  # signs between the cells of a flattened table
_ROW = 400  # characters; a longer line is no row of a table
_TABLE = 30  # lines above an amount in which the heads of its columns are looked for
_CONTEXT = 300  # characters above a list item that may say what its amounts are
_WHOLE = re.compile(
    r"(?:[全该][省市区县州国]|园区|全年|上半年|一季度|前三季度)[^,。;]{0,10}投资"
)  # of a region or a year
_RESTART = re.compile(r"其中|包括|分别(?:是|为)|如|例如|[::;]")


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
    sentence = reading.sentence(amount.start)
    start = item_start(reading, amount)
    before = reading.without_names(Span(start, amount.start))
    after = reading.without_names(Span(amount.end, sentence.end))
    if role(before, after) is not None:
        kind: Kind = "cue"
    else:
        kind = "listed" if column_role(reading, amount) or is_bare(reading, amount) else "bare"
    return Candidate(amount, sentence, start, kind, last_cue(before), admitted)


def veto(reading: Reading, amount: Entity) -> str | None:
    """Why an amount is no investment, or None if it may be one.

    The one place that knows what is no investment; the rest of the layer asks here. Veto, and a
    sentence it is for: `clutter` (a link list), `unreadable` (no value), `rate` (每亩300万元), `class`
    (亿元以上项目12个), `total` (19个项目总投资118亿元), `phase` (其中一期20亿元), or the role of the
    amount or of its column (`output`, `revenue`, `progress` …); `no cue` where nothing says what the
    amount is and nothing near it speaks of ventures.
    """
    if reading.in_clutter(amount.start):
        return "clutter"
    if not amount.quantities:
        return "unreadable"
    if amount.quantities[0].per is not None:
        return "rate"
    column = column_role(reading, amount)
    if column is not None:
        return None if column == "investment" else column
    sentence = reading.sentence(amount.start)
    start = item_start(reading, amount)
    before = reading.without_names(Span(start, amount.start))
    after = reading.without_names(Span(amount.end, sentence.end))
    if _COUNTED.match(after):
        return "class"
    found = role(before, after)
    if found is None:
        above = Span(max(0, sentence.start - _CONTEXT), sentence.end)
        return None if speaks_of_ventures(reading.without_names(above)) else "no cue"
    if found != "investment":
        return found
    if is_phase(reading.text[max(sentence.start, amount.start - 24) : amount.start]) and _has_total(
        reading, amount
    ):
        return "phase"
    if respective(reading, amount) is None and _is_total(reading, sentence, amount):
        return "total"
    return None


def column_role(reading: Reading, amount: Entity) -> str | None:
    """The role that the heading of its column gives an amount in a table: 企业|总投资|产值."""
    line = reading.line(amount.start)
    if line.end - line.start > _ROW:
        return None
    sign = next((sign for sign in _COLUMNS if sign in reading.text[line.start : line.end]), None)
    if sign is None:
        return None
    cells = reading.text.count(sign, *line)
    column = reading.text.count(sign, line.start, amount.start)
    for _ in range(_TABLE):
        if line.start == 0:
            return None
        line = reading.line(line.start - 1)
        if line.end - line.start > _ROW or reading.text.count(sign, *line) != cells:
            return None
        if not reading.within(*line, ("MONEY",)):
            return header_role(reading.text[slice(*line)].split(sign)[column])
    return None


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
    if reading.within(sentence.start, amount.start, ("MONEY",)) or _COUNT.search(before):
        return False
    above = reading.text[max(0, sentence.start - _CONTEXT) : sentence.start]
    if not speaks_of_ventures(before) and not (
        speaks_of_ventures(above) and header_role(above) in (None, "investment")
    ):
        return False
    return role(before, "") in (None, "investment")


def item_start(reading: Reading, amount: Entity) -> int:
    """Where the clause of an amount begins, or its list item: `…项目、投资35亿元的…`."""
    clause = reading.clause(amount.start)
    listed = reading.text.rfind("、", clause.start, amount.start)
    between = reading.within(listed + 1, amount.start, ("COMPANY", "PARK", "LOCATION")) if listed >= 0 else []
    pause = listed >= 0 and (between or role(reading.text[listed + 1 : amount.start], "") is not None)
    return listed + 1 if pause and not _coordinated(reading, clause.start, listed) else clause.start


def _coordinated(reading: Reading, start: int, pause: int) -> bool:
    """Does the 、 at `pause` join two companies (甲、乙共同投资)?"""
    joined = [c for c in reading.within(start, pause, ("COMPANY",)) if c.end == pause]
    return bool(joined) and any(
        c.start == pause + 1 for c in reading.within(pause + 1, pause + 2, ("COMPANY",))
    )


def _has_total(reading: Reading, amount: Entity) -> bool:
    """Is there another investment amount shortly before a phase's amount, or a total behind it?"""
    number = reading.sentence_number(amount.start)
    start = reading.sentences[max(0, number - 1)].start
    for other in reading.within(start, amount.start, ("MONEY",)):
        clause = reading.clause(other.start)
        sentence = reading.sentence(other.start)
        before = reading.text[clause.start : other.start]
        if role(before, reading.text[other.end : sentence.end]) == "investment" and not is_phase(before):
            return True
    for other in reading.within(amount.end, reading.sentence(amount.start).end, ("MONEY",)):
        if reading.text[reading.clause(other.start).start : other.start].startswith(("总投资", "项目总投资")):
            return True
    return False


def _is_total(reading: Reading, sentence: Span, amount: Entity) -> bool:
    """Does the sentence count several projects before the amount, with nothing singled out since?"""
    before = reading.text[sentence.start : amount.start]
    if _WHOLE.search(reading.text[reading.clause(amount.start).start : amount.start]):
        return True
    counts = list(_COUNT.finditer(before))
    if not counts:
        return False
    since = sentence.start + counts[-1].end()
    if _RESTART.search(reading.text[since : amount.start]):
        return False
    return not reading.within(since, amount.start, ("COMPANY",))


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
