"""When the stage of an investment was reached: the date of its ceremony, agreement or decision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from chinese_ie.document import Span
from chinese_ie.relations.candidates import Candidate
from chinese_ie.relations.reading import Reading
from chinese_ie.relations.stage_words import Aspect, StageWord, stage_words

_GROUPS = {
    "signed": ("signed", "contract", "framework", "intent", "settled"),
    "planned": ("approved", "planned", "intent", "land", "settled"),
    "started": ("started", "begun", "ground"),
    "under construction": ("started", "begun", "ground", "building", "pushing", "structure", "fitting"),
    "completed": ("completed", "used", "trial", "runs"),
    "expanded": ("expanded", "signed", "started", "settled", "approved"),
}
_DATED_GROUPS = frozenset(group for groups in _GROUPS.values() for group in groups)
_CEREMONIES = ("signed", "started", "completed")  # stages that an event of many projects may mark
_BEFORE = 40  # sentences in front of an amount that are looked at
_DATED = 25  # characters in front of a word of its stage in which its date is looked for
_LEAD = 400  # characters of headline and lead
_HEAD = 300  # characters at either end of an article that may tell when it appeared
_YEARS = {
    "今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "后年": 2,
    "年初": 0, "开年": 0, "今春": 0, "一季度": 0, "二季度": 0, "三季度": 0, "上半年": 0,
}  # fmt: skip
_MONTHS = {"本月": 0, "上月": -1, "上个月": -1, "当月": 0, "这个月": 0, "下月": 1, "下个月": 1}
_NAMED_MONTHS = ("十一", "十二", "十", *"一二三四五六七八九")
_DAYS = {
    "今日": 0, "今天": 0, "今晨": 0, "今早": 0, "昨日": -1, "昨天": -1, "昨晚": -1, "昨": -1,
    "前天": -2, "前日": -2,
}  # fmt: skip
_LAST = ("同日", "当日", "当天", "同一天", "这天", "这一天")
_NUMERIC = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[年./-]\s?(\d{1,2})(?:\s?[月./-]\s?(\d{1,2}))?(?!\d)")
_DATE = re.compile(
    r"(?<![\d.])(?P<iso>(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2})(?!\d)"
    r"|(?<!\d)(?P<year>(?:19|20)\d\d)年(?:(?P<ym>\d{1,2})月(?:(?P<yd>\d{1,2})日?(?!\d|年|个|亿|万))?)?"
    rf"|(?P<rel>{'|'.join(_YEARS)})(?:的)?(?:(?P<rm>\d{{1,2}})月(?:(?P<rd>\d{{1,2}})日)?)?"
    rf"|(?P<mon>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?:(?P<md>\d{{1,2}})日)?"
    r"|(?<![\d年])(?<!\d\.)(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?(?!\d)"
    r"|(?<![\d.月至到—~-])(?P<day>\d{1,2})日(?!元|产|处)"
    rf"|(?P<named>{'|'.join(_NAMED_MONTHS)})月(?!份?前)"
    rf"|(?P<near>{'|'.join(sorted(_DAYS, key=len, reverse=True))})"
    rf"|(?P<last>{'|'.join(_LAST)})"
)
_UNTIL = re.compile(r"(?:至|到|—|-|~|、)(?:\d{1,2}月)?(?P<end>\d{1,2})日")
_LIMIT_FRONT = re.compile(
    r"(?:截至|截止|自|从|到|至|预计|力争|计划|争取|有望|将于|定在|预期|拟于|日期:|时间:)$"
)
_LIMIT_BEHIND = re.compile(
    r"\s?(?:底前|末前|前|以前|之前|起|以来|产值|营收|营业|全市|全县|全区|第|[电讯]|消息|专电|\d{1,2}:\d\d"
    r"|来源|作者|编辑|责编|浏览|点击|阅读)"
)
_ANNOUNCEMENT = re.compile("公告编号|证券代码|股票代码")


class Day(NamedTuple):
    """A date as far as it is told; a month or a day that is not told is 0."""

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        return f"{self.year:04}" + "".join(f"-{part:02}" for part in self[1:] if part)

    def valid(self) -> bool:
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError:
            return False
        return bool(self.month or not self.day)


def published(reading: Reading) -> Day | None:
    """When the article appeared: by its metadata, else the first full date of its first or last lines."""
    told = reading.published or reading.byline.get("date", "")
    ends = (told, reading.text[:_HEAD], reading.text[-_HEAD:] if len(reading.text) > _HEAD else "")
    for text in ends:
        for m in _NUMERIC.finditer(text):
            found = Day(int(m[1]), int(m[2]), int(m[3] or 0))
            if found.valid() and (found.day or text is told):
                return found
    return None


def aspect_by_date(reading: Reading, word: StageWord, appeared: Day | None) -> Aspect:
    """The aspect of a word by the last date in front of it: to come, or of an earlier year (2021年开工).

    A month or day without its year may be to come where it lies behind the article's: 10月点火, told in May.
    """
    start = max(reading.clause(word.start).start, word.start - _DATED)
    *_, last = (None, *_DATE.finditer(reading.text, start, word.start))
    day = _day(last, appeared, None) if last is not None else None
    if last is None or day is None or appeared is None or not day.valid():
        return word.aspect
    if _later(day, appeared):
        return "coming"
    if word.aspect != "reached" or day.year == appeared.year:
        return word.aspect
    return "maybe coming" if last["m"] else "long ago"


def date_of(reading: Reading, candidate: Candidate, stage: str | None) -> str | None:
    """The date of the stage, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, None where the article does not tell it.

    A date counts where a word of the stage stands in its sentence: that of the amount, else the nearest
    before it; else the day of the event that the article is about, and that of a company's announcement.
    """
    if stage is None:
        return None
    appeared = published(reading)
    number = reading.sentence_number(candidate.amount.start)
    own = (reading.own_stretch(candidate.amount, candidate.item), reading.sentences[number])
    found = next(filter(None, (_told(reading, place, stage, appeared) for place in own)), None)
    if found is None and reading.headline and _tells(reading.text[slice(*reading.headline)], stage):
        found = _event(reading, stage, appeared)
    if found is None and stage in _CEREMONIES:
        before = reversed(reading.sentences[max(0, number - _BEFORE) : number])
        told = (_told(reading, place, stage, appeared) for place in before)
        found = next((day for day in told if day is not None and day.month), None)
    event = _event(reading, stage, appeared) if found is None or not found.day else None
    if event is not None and (found is None or event[:2] == found[:2]):
        found = event
    return str(found) if found else None


def _told(reading: Reading, place: Span, stage: str, appeared: Day | None) -> Day | None:
    """The fullest date that stands with a word of the stage inside a stretch, the first of these.

    A date in front of a word of another stage is that one's: `2023年3月签约,已投产` does not date 投产.
    """
    if not _tells(reading.text[slice(*place)], stage):
        return None
    words = [word for word in stage_words(reading.text, *place) if word.group in _DATED_GROUPS]
    days = []
    for day, end in _dates(reading, place, appeared):
        behind = [word for word in words if word.start >= end]
        told = [word for word in behind if word.start < reading.clause(behind[0].start).end]
        if not told or any(word.group in _GROUPS[stage] for word in told):
            days.append(day)
    return max(days, key=lambda day: sum(map(bool, day)), default=None)


def _tells(text: str, stage: str) -> bool:
    return any(w.group in _GROUPS[stage] and (w.is_reached or stage == "planned") for w in stage_words(text))


def _event(reading: Reading, stage: str, appeared: Day | None) -> Day | None:
    """The first day of the lead where headline or lead tell the stage; the date of an announcement."""
    start = reading.headline.start if reading.headline else 0
    lead = Span(start, min(len(reading.text), start + _LEAD))
    days = (day for day, _ in _dates(reading, lead, appeared) if day.day)
    told = stage in _CEREMONIES and _tells(reading.text[slice(*lead)], stage)
    found = next(days, None) if told else None
    if found is None and appeared and appeared.day and _ANNOUNCEMENT.search(reading.text[:_HEAD]):
        return appeared
    return found


def _dates(reading: Reading, place: Span, appeared: Day | None) -> Iterator[tuple[Day, int]]:
    """The dates of a stretch up to the article's own, each with its end.

    Neither limits nor plans, nor those of a dateline.
    """
    context: Day | None = None
    for m in _DATE.finditer(reading.text, *place):
        day = _day(m, appeared, context)
        if day is None or not day.valid():
            continue
        until = _UNTIL.match(reading.text, m.end())
        if until and day.day and day._replace(day=int(until["end"])).valid():
            day = day._replace(day=max(day.day, int(until["end"])))
        context = day
        front = reading.text[max(0, m.start() - 4) : m.start()]
        if appeared is not None and _later(day, appeared):
            continue
        if _fills_line(reading, m):
            continue
        if not _LIMIT_FRONT.search(front) and not _LIMIT_BEHIND.match(reading.text, m.end()):
            yield day, m.end()


def _fills_line(reading: Reading, m: re.Match[str]) -> bool:
    """Does a date stand on a line of its own, that of the article?"""
    line = reading.line(m.start())
    return line.end - line.start < 2 * len(m.group()) and reading.text[slice(*line)].strip() == m.group()


def _later(day: Day, appeared: Day) -> bool:
    """Is the day behind the article's, as far as both are told?"""
    both = min(sum(map(bool, day)), sum(map(bool, appeared)))
    return day[:both] > appeared[:both]


def _day(m: re.Match[str], appeared: Day | None, context: Day | None) -> Day | None:
    """A match resolved by the article's date, or by the date before it in the stretch."""
    part = {name: int(value) for name, value in m.groupdict().items() if value and value.isdecimal()}
    if m["iso"]:
        return Day(*map(int, re.split("[-./]", m["iso"])))
    if m["year"]:
        return Day(part["year"], part.get("ym", 0), part.get("yd", 0))
    if m["last"]:
        return context
    if m["m"] and context is not None and (appeared is None or context.year != appeared.year):
        return Day(context.year, part["m"], part.get("d", 0))
    if appeared is None:
        return None
    if m["rel"]:
        return Day(appeared.year + _YEARS[m["rel"]], part.get("rm", 0), part.get("rd", 0))
    if m["m"] or m["named"]:
        month = part["m"] if m["m"] else _month(m["named"])
        past = (month, part.get("d", 0)) <= (appeared.month or 12, (appeared.day or 31) + 1)
        return Day(appeared.year - (not past), month, part.get("d", 0))
    if not appeared.month:
        return None
    if m["mon"]:
        return _months_on(appeared, _MONTHS[m["mon"]], part.get("md", 0))
    if not appeared.day:
        return None
    if m["near"]:
        moved = date(*appeared) + timedelta(days=_DAYS[m["near"]])
        return Day(moved.year, moved.month, moved.day)
    if context is not None and context.month:
        return context._replace(day=part["day"])
    return _months_on(appeared, 0 if part["day"] <= appeared.day + 1 else -1, part["day"])


def _month(named: str) -> int:
    """1 to 12 by the name: 四, 十, 十二."""
    return sum(10 if sign == "十" else " 一二三四五六七八九".index(sign) for sign in named)


def _months_on(start: Day, months: int, day: int) -> Day:
    years, month = divmod(start.month - 1 + months, 12)
    return Day(start.year + years, month + 1, day)
