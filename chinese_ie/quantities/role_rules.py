"""The rules that say what an amount of money is an amount of, by the words around it.

The words are in `data/roles.toml`. All text here is clean text (see `chinese_ie.text.normalize`) with
its mentions blanked out, one sign a character: companies ■, parks ◆, places ▲, amounts ＄, others □.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from chinese_ie.quantities.tables import one_of, table

_PHASE = 40
"""Characters before an amount in which the name of its phase is looked for."""

_LINK = r"(?:左右|上下|以上|以内|多|余)?(?:人民币)?的?"
_NUMBER = r"(?:[0-9]{1,4}|[二三四五六七八九十两百数几]{1,4})[余多]?"
_GLOSS = re.compile(r"[,(]?(?:约|按[^,()]{0,10})?(?:折合|约合|合|折|相当于)(?:人民币)?约?")
_ALSO = re.compile(r"^(?:[至、到或和]＄+)+")
_OVER = re.compile(r"(?:超|超过|过|破|突破|达到?)$")
_JOINED = re.compile(r"[、,和及与或至到;]?(?:[^,。;:()]{0,12}[(:]?)")
_EACH = re.compile(r"每[^,年天日]{1,5}$|(?<![那这第同])一(?:[张台套件只辆瓶斤度吨亩]|公斤|平方米)[^,]{0,8}$")
_ITS_PROJECT = re.compile(r"的(?![^,。;]{0,3}[0-9])[^,。;、]{2,40}?(?:项目|工厂|基地|车间|生产线)")
_VENTURE = re.compile(r"■|项目|工厂|基地|产业园|生产线")
_SEVERAL = re.compile(r"■[、和及与]■")
_DONE = re.compile(r"(?<!计划)(?<![要将])(?:完成|累计)[^,]{0,8}投资")
_FILLER = re.compile(r"计划|预计|协议|合同|约|近|超过|超|当年|今年|年度|总|其|共|达到?|为|金额|[:、 ＄和及(]")
_WHOLE_BEHIND = re.compile(r"[^。;]*(?:合计|总)投资")
_BARE_COUNT = re.compile(r"(?:的[^,。;]{0,4},?)?[0-9]+个(?![月百])")


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules see of one amount; mentions blanked out.

    Attributes:
        line: what stands before the amount in its line.
        sentence: what stands before it in its sentence.
        clause: what stands before it in its clause.
        after: what stands behind it in its sentence.
        above: the line above.
        rate: the amount is a rate (每亩, /吨).
        last: role of the amount before it in the line, None for the first.
        between: what stands between the two.
        item: role of the first amount of the line above, None where that has none.
        since: what stands between the last investment of the last lines and the amount.
    """

    line: str
    sentence: str
    clause: str
    after: str
    above: str
    rate: bool
    last: str | None
    between: str
    item: str | None
    since: str | None


def lender_suffix(company: str) -> str:
    """The end of a company's name that says it lends money (银行, 支行, 基金), else ''."""
    found = _word("lender").search(company)
    return found.group() if found else ""


def role_of(context: Context) -> str:
    """The role of one amount: what the first rule says that has something to say."""
    for rule in (gloss, member, head, cue, rate, coordinated, ceiling, weak, stage, earlier, lender, heading):
        if role := rule(context):
            return _refined(role, context)
    return _refined("investment", context)


def gloss(context: Context) -> str | None:
    """The same money in another currency: 5.2亿美元(约合人民币37亿元)."""
    return context.last if _GLOSS.fullmatch(context.between) else None


def member(context: Context) -> str | None:
    """A bound of a class of projects or firms: 投资5000万元以上的项目; not 产值超10亿元的企业."""
    role = _cue("before", context.clause)
    if role not in (None, "investment", "fixed_assets", "total", "financing", "other"):
        return None
    after = _ALSO.sub("", context.after)
    if _word("bounded").match(after) or (_OVER.search(context.clause) and _word("counted").match(after)):
        return "other"
    return "other" if role is None and _BARE_COUNT.match(after) else None


def head(context: Context) -> str | None:
    """The noun that the amount counts: 5亿元贷款, 3亿元的产值."""
    found = _word("head").match(context.after) or _word("direct").match(context.after)
    if not found or _owner("after")[found[1]] == "investment" or _cue("before", context.clause[-4:]):
        return None
    return _owner("after")[found[1]]


def cue(context: Context) -> str | None:
    """The last word for money before it in its clause: 总投资约…"""
    return _cue("before", context.clause)


def coordinated(context: Context) -> str | None:
    """One of several amounts under one word: 分别为1亿元、2亿元."""
    if context.last in ("investment", "phase", "fixed_assets") and _word("part").search(context.between):
        return "phase"
    if _word("projects").search(context.between):
        return "investment"
    joined = context.last and _JOINED.fullmatch(context.between) and not _cue("weak", context.between)
    return context.last if joined else None


def rate(context: Context) -> str | None:
    """An amount by unit without a better word is a price."""
    return "price" if context.rate or _EACH.search(context.clause) else None


def weak(context: Context) -> str | None:
    """The last word before it in its clause that says something only where no better one does."""
    return _cue("weak", context.clause)


def ceiling(context: Context) -> str | None:
    """The most that somebody gets: 单户最高300万元; a subsidy if the sentence does not say of what."""
    if not _word("ceiling").search(context.clause):
        return None
    role = _cue("before", context.sentence)
    return role if role in ("financing", "other", "tax", "price") else "subsidy"


def stage(context: Context) -> str | None:
    """A phase of the investment that was named before: 一期3.9亿元, 年销售收入6亿元;二期3.1亿元."""
    named = _word("stage").search(context.clause)
    return "investment" if named and context.since is not None else None


def lender(context: Context) -> str | None:
    """A bank gives it."""
    return "financing" if _word("lends").search(context.clause) else None


def earlier(context: Context) -> str | None:
    """The last word for money before it in its sentence, else the first one behind it in its clause."""
    if role := _cue("before", context.sentence):
        return role
    found = _word("behind").match(context.after)
    return _owner("after")[found[1]] if found else None


def heading(context: Context) -> str | None:
    """What the line speaks of, else the line above it; an item of a list is what the item above is."""
    role = _cue("before", context.line)
    if role and not _VENTURE.search(context.sentence):
        return role
    if context.item in ("output", "revenue", "tax", "financing", "trade", "total", "investment"):
        return "investment" if context.item == "total" else context.item
    return None if "＄" in context.above else _cue("before", context.above)


def _refined(role: str, context: Context) -> str:
    if role in ("investment", "total") and _DONE.search(context.clause):
        return "progress"
    if role == "total":
        return "investment" if "■" in context.clause else role
    if role != "investment":
        return role
    if _is_phase(context):
        return "phase"
    return "total" if _is_total(context) else role


def _is_phase(context: Context) -> bool:
    """其中一期投资3亿元 behind or before the whole."""
    if "总投资" in context.clause:
        return False
    since = context.since
    if since is not None and "■" not in since:
        near = context.clause if "\n" in since else since[-_PHASE:]
        return bool(_word("phase").search(near))
    return bool(_word("phase").search(context.clause) and _WHOLE_BEHIND.match(context.after))


def _is_total(context: Context) -> bool:
    """Summed over several projects that were counted, or over a place."""
    if _ITS_PROJECT.match(context.after):
        return False
    for found in _word("count").finditer(context.sentence):
        inside = found.end() > len(context.sentence) - len(context.clause)
        if not _word("restart").search(context.sentence[found.end() :]) and (
            inside or _is_bare(context.clause)
        ):
            return True
    if _word("count").match(context.after.lstrip(",:的、 ")):
        return True
    if _SEVERAL.search(context.clause) and _word("sum").search(context.clause):
        return True
    if "■" in context.clause or context.last == "phase":
        return False
    told = context.clause if _cue("before", context.clause) or "■" in context.sentence else context.sentence
    return bool(_word("whole").search(told))


def _is_bare(clause: str) -> bool:
    """Whether a clause has no subject of its own: 计划总投资."""
    last = _last("before", clause)
    return len(_FILLER.sub("", clause[: last.start()] if last else clause)) <= 2


def _cue(kind: str, text: str) -> str | None:
    last = _last(kind, text)
    return _owner(kind)[last.group()] if last else None


def _last(kind: str, text: str) -> re.Match[str] | None:
    found = None
    for found in _word(kind).finditer(text):  # noqa: B007 (the last one is wanted)
        pass
    return found


@cache
def _owner(kind: str) -> dict[str, str]:
    return {word: role for role, words in table("roles")[kind].items() for word in words}


def _word(name: str) -> re.Pattern[str]:
    return _patterns()[name]


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """All patterns that are made of words."""
    words = table("roles")
    nouns, kinds = one_of(_owner("after")), words["class"]
    far = [w for w, role in _owner("after").items() if len(w) > 2 or role in ("financing", "subsidy", "tax")]
    members, policy = one_of(kinds["members"]), one_of(kinds["policy"])
    lenders, total = one_of(words["lenders"]["words"]), words["total"]
    count = (
        rf"{_NUMBER}(?:{one_of(total['counters'])}(?!{'|'.join(total['counted_other'])})"
        r"|家(?=[^,。;]{0,12}(?:项目|签|落户|入驻|开工)|[,、:(]))"
    )
    patterns = {
        "before": _early(_owner("before")),
        "weak": _early(_owner("weak")),
        "bounded": rf"{one_of(kinds['bounds'])}(?:的?[^,、。;()■]{{0,8}}?{members}|的?{policy}|的"
        rf"|[^,。;]{{0,4}}{_NUMBER}(?:个|家|项)|[(,][^。;]{{0,16}}?[奖补])|的,?{policy}",
        "counted": rf"的?[^,、。;()■]{{0,6}}?(?:{members}[^,。;]{{0,6}}?{_NUMBER}(?:个|家|项|户)|[个家项户])",
        "direct": rf"{_LINK}({nouns})",
        "head": rf"{_LINK}[^,、。;:()＄■◆]{{0,6}}?({nouns})(?=[,、。;:)(和及]|$|的|■)",
        "behind": rf"[^,。;]*?({one_of(far)})",
        "lender": rf"(?:基金|{lenders})$",
        "lends": lenders,
        "ceiling": one_of(words["lenders"]["ceilings"]),
        "phase": one_of(word for kind in ("stages", "words", "parts") for word in words["phase"][kind]),
        "part": one_of(words["phase"]["parts"]),
        "stage": one_of(words["phase"]["stages"]),
        "sum": one_of(total["sums"]),
        "count": count,
        "projects": rf"(?:项目{count}|{count}(?:项目|合同)|{_NUMBER}[个宗项])[,:、(]?(?:共|计|约|近|超)?$",
        "restart": rf"■|{one_of(total['restarts'])}|(?<=.{{8}})项目",
        "whole": rf"{one_of([*total['sums'], *total['regions']])}|[◆▲][^,■]{{0,10}}(?:签下|揽|签约|签了)",
    }
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


def _early(words: dict[str, str]) -> str:
    """A pattern for any of `words` that first looks at one character, since most fit none."""
    return f"(?=[{''.join(sorted({word[0] for word in words}))}]){one_of(words)}"
