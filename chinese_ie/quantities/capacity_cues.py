"""Whether a written measure is meant as a capacity, by the words around it.

The words are in `data/cues.toml`. All text here is in the standard script.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from chinese_ie.quantities import modifiers
from chinese_ie.quantities.capacity_forms import Measure
from chinese_ie.quantities.tables import one_of, table

_REACH = 30
"""Characters before a measure in which its cue is looked for."""

_AFTER = 16
"""Characters after a measure in which its cue is looked for."""

_SENTENCE_END = re.compile(r"[。;!?\n]")
_CLAUSE_END = re.compile(r"[。;!?\n,:、()]")
_YEARLY = re.compile(r"[^。;!?\n,:、()0-9]{1,10}的年产能")  # 3000台机床的年产能
_DATE_BEFORE = "0-9零〇一二三四五六七八九十去今明当同"
_PER = {"年": "year", "月": "month", "日": "day", "天": "day", "小时": "hour", "分钟": "minute"}


@dataclass(frozen=True, slots=True)
class Tie:
    """That a measure is a capacity, and what it is counted by (`year`, `day` …), if by anything."""

    per: str | None = None


@dataclass(frozen=True, slots=True)
class _Cue:
    kind: str
    word: str
    per: str | None


def tie(plain: str, measure: Measure, last: tuple[Measure, Tie] | None) -> Tie | None:
    """What makes `measure` a capacity, None if nothing does.

    Args:
        plain: the text in the standard script.
        measure: the candidate.
        last: the last capacity before it, whose cue may govern this one too (年产5万吨A、3万吨B).
    """
    if measure.number.head:
        return _of_rate(plain, measure)
    if _words("cuts_after").match(plain, measure.end) or _is_few(measure) or _is_class(plain, measure):
        return None
    if last and last[0].end == measure.start:  # 400台450kg: a property of what is counted
        return None
    cue = _cue_before(plain, measure, last)
    after = modifiers.per_after(plain, measure.end)[0]
    if cue and cue.kind == "cuts":
        sure = _is_sure(measure) and not _words("hard").fullmatch(cue.word)
        return Tie(after) if sure else None
    if cue and (cue.kind != "weak" or _is_bulk(measure)):
        return Tie(after or cue.per)
    if _is_sure(measure) or after:
        return Tie(after)
    if ahead := _words("after_direct").match(plain, measure.end):
        return Tie("year" if "年" in ahead.group() else None)
    if _YEARLY.match(plain, measure.end):
        return Tie("year")
    if _is_bulk(measure) and _words("after").search(_clause_after(plain, measure)):
        return Tie()
    return None


def _of_rate(plain: str, measure: Measure) -> Tie | None:
    """年产万吨: a scale word alone counts only right behind a rate; else it is a unit (单位:万吨)."""
    before = _before_pattern().finditer(plain, max(0, measure.start - _REACH), measure.start)
    rates = [
        cue for cue in before if cue["rates"] and cue.end() == measure.start and cue.group()[-1] not in "能量"
    ]
    return Tie(_PER[rates[0]["rates"]]) if rates else None


def _is_sure(measure: Measure) -> bool:
    least = measure.unit.sure_from
    return least is not None and measure.number.value >= least


def _is_few(measure: Measure) -> bool:
    """一座, 第三方, 9套: a few things, or another word altogether."""
    if not _is_bulk(measure):
        return measure.number.value < 10
    return len(measure.number.run) == 1 and not measure.number.run.isascii()


def _is_class(plain: str, measure: Measure) -> bool:
    """10万吨级码头, but not 10万吨级多晶硅项目, which is the scale of a project."""
    if not plain.startswith("级", measure.end):
        return False
    clause = _clause_after(plain, measure)
    project = _words("classed").search(clause)
    return project is None or _words("ships").search(clause, 0, project.start()) is not None


def _is_bulk(measure: Measure) -> bool:
    return measure.unit.base in table("cues")["capacity"]["bulk"]


def _clause_after(plain: str, measure: Measure) -> str:
    return _CLAUSE_END.split(plain[measure.end : measure.end + _AFTER])[0]


def _cue_before(plain: str, measure: Measure, last: tuple[Measure, Tie] | None) -> _Cue | None:
    """The last cue before the measure in its sentence, or the one that governs the measure before it."""
    begin = max(0, measure.start - _REACH)
    governed = last is not None and last[0].end >= begin
    begin = last[0].end if last is not None and governed else begin
    window = plain[begin : measure.start]
    governed = governed and "|" not in window
    clause = _SENTENCE_END.split(window)[-1]
    cue = None
    if last is not None and governed and len(clause) == len(window):
        alike = last[0].unit.base == measure.unit.base
        if alike or "," not in window or (_is_bulk(last[0]) and _is_bulk(measure)):
            rated = alike or ("," not in window and not modifiers.per_after(plain, last[0].end)[0])
            cue = _Cue("ties", "", last[1].per if rated else None)
    for found in _before_pattern().finditer(plain, measure.start - len(clause), measure.start):
        if found.lastgroup != "weak" or cue is None or cue.kind in ("cuts", "weak"):
            cue = _cue(found, cue, measure)
    return cue


def _cue(found: re.Match[str], earlier: _Cue | None, measure: Measure) -> _Cue:
    kind = found.lastgroup or "ties"
    per = earlier.per if earlier else None
    if kind == "rates":
        per = _PER[found["rates"]]
    elif kind == "cuts" or (kind == "stocks" and _is_bulk(measure)):  # 年产储能系统5000套 is a rate
        per = None
    return _Cue(kind, found.group(), per)


@cache
def _before_pattern() -> re.Pattern[str]:
    cues = table("cues")["capacity"]
    front = rf"(?:(?<![{_DATE_BEFORE}])|每|(?<![{_DATE_BEFORE}]一)(?<=一))"
    rate = rf"{front}(?P<rates>[年月日]|(?<=每)(?:天|小时|分钟))"
    made = rf"{one_of(cues['between'])}?{one_of(cues['rates'])}"
    rate += rf"(?:(?<=每.)|(?<=每小时)|(?<=每分钟)|{made})(?!值)(?:能力?|量)?"
    kinds = "|".join(f"(?P<{kind}>{one_of(cues[kind])})" for kind in ("cuts", "stocks", "ties", "weak"))
    return re.compile(rf"{rate}|规模(?:以上|化)|(?:{kinds})")


@cache
def _words(kind: str) -> re.Pattern[str]:
    return re.compile(one_of(table("cues")["capacity"][kind]))
