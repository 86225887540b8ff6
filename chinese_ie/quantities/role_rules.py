"""The rules that say what an amount of money is an amount of, by the words around it.

The words are in `data/roles.toml`. All text here is clean text (see `chinese_ie.text.normalize`) with
its mentions blanked out, one sign a character: companies ■, parks ◆, places ▲, amounts ＄, others □.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from chinese_ie.quantities.role_words import cue_in, last_in, owner, word

_PHASE = 40
"""Characters before an amount in which the name of its phase is looked for."""

_ITEM = 30
"""Characters before the first amount of an item of a list, at most."""

_GLOSS = re.compile(r"[,(]?(?:约|按[^,()]{0,10})?(?:折合|约合|合|折|相当于)(?:人民币)?约?")
_ALSO = re.compile(r"^(?:[至、到或和]＄+)+")
_OVER = re.compile(r"(?:超|超过|过|破|突破|达到?)$")
_JOINED = re.compile(r"\)?[、,和及与或至到;]?(?:[^,。;:()]{0,12}[(:]?)")
_EACH = re.compile(
    r"每[^,年天日]{1,5}$|一(?:个月|天|小时)$|(?<![那这第同])一(?:[张台套件只辆瓶斤度吨亩]|公斤|平方米)[^,]{0,8}$"
)
_ITS_PROJECT = re.compile(r"的(?:■|(?![^,。;]{0,3}[0-9])[^,。;、]{2,40}?(?:项目|工厂|基地|车间|生产线))")
_LOAN = re.compile(r"贷[^,。;]{0,4},?[^,。;]{0,8}$")
_PENALTY = re.compile(r"违约|罚|赔")
_VENTURE = re.compile(r"■|项目|工厂|基地|产业园|生产线")
_LISTED = ("output", "revenue", "tax", "financing", "trade", "total", "investment")
_LENT = ("financing", "trade")  # by companies to companies
_MEASURED = ("output", "revenue", "tax", "profit", "registered")
_SUBJECT = re.compile(r"■|公司|集团|(?<!规上)企业(?![0-9])|项目|基地|[一二三四五]期")
_BUILDS = re.compile(
    r"(?:人民币)?(?:左右)?[来用去]?(?:[在于到]▲*◆*[^,。;]{0,16}?)?"
    r"[新兴扩改投再]?[建造上盖办开](?!市|述|年|缴|涨|升)"
)
_SHARE_OF_YEAR = re.compile(r"(?:期|工程|项目)[^,]{0,3}(?:[今本明]年|年度|当年)度?(?:计划)?(?:完成)?投")
_SEVERAL = re.compile(r"■[、和及与]■")
_DONE = re.compile(r"(?<!计划)(?<![要将])(?:完成|累计(?!涉及|签约|引进|协议|计划))[^,]{0,8}投资")
_TO_DO = re.compile(r"(?:[要将拟须需]|计划|力争|预计|确保|争取)再?完成[^,]*$")
_COUNTED = re.compile(
    r"(?<![0-9])[0-9]+[个家](?:[^,。;]{0,4}?(?:项目|企业))?(?:投资|总投资)?(?:额)?(?:超|超过|过|破|突破)$"
)  # 8个超过10亿元
_BAND = re.compile(r"(?:的|部分)?,?按[^,。;]{0,6}[0-9]%")  # 1亿元至5亿元按5%
_FILLER = re.compile(
    r"合在一起|加起来|合计|计划|预计|协议|合同|约|近|超过|超"
    r"|当年|今年|年度|总|其|共|达到?|为|金额|[:、 ＄和及(]"
)
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
        small: it is less than a thousand.
        last: role of the amount before it in the line, None for the first.
        between: what stands between the two.
        item: role of the first amount of the line above, None where that has none.
        since: what stands between the last investment of the last lines and the amount.
        head: the head of its column, None outside a table.
    """

    line: str
    sentence: str
    clause: str
    after: str
    above: str
    rate: bool
    small: bool
    last: str | None
    between: str
    item: str | None
    since: str | None
    head: str | None


def lender_suffix(company: str) -> str:
    """The end of a company's name that says it lends money (银行, 支行, 基金), else ''."""
    found = word("lender").search(company)
    return found.group() if found else ""


def role_of(context: Context) -> str:
    """The role of one amount: what the first rule says that has something to say."""
    for rule in (
        column,
        gloss,
        member,
        head,
        cue,
        rate,
        coordinated,
        ceiling,
        weak,
        small,
        stage,
        earlier,
        lender,
        heading,
    ):
        if role := rule(context):
            return _refined(role, context)
    return _refined("investment", context)


def column(context: Context) -> str | None:
    """What the head of its column says: 企业|总投资|产值."""
    return cue_in("before", context.head) if context.head else None


def gloss(context: Context) -> str | None:
    """The same money in another currency: 5.2亿美元(约合人民币37亿元)."""
    return context.last if is_gloss(context.between) else None


def is_gloss(between: str) -> bool:
    """Whether the words between two amounts say that both are the same money."""
    return _GLOSS.fullmatch(between) is not None


def member(context: Context) -> str | None:
    """A bound of a class of projects or firms: 投资5000万元以上的项目; not 产值超10亿元的企业."""
    role = cue_in("before", context.clause)
    if role not in (None, "investment", "fixed_assets", "total", "financing", "progress", "other"):
        return None
    after = _ALSO.sub("", context.after)
    if _COUNTED.search(context.clause) or _BAND.match(after) or word("sized").match(after):
        return "other"
    if (
        role is None
        and context.last in _MEASURED
        and "。" not in context.between
        and word("bounded").match(after)
    ):
        return context.last
    if word("bounded").match(after) or (_OVER.search(context.clause) and word("counted").match(after)):
        return "other"
    return "other" if role is None and _BARE_COUNT.match(after) else None


def head(context: Context) -> str | None:
    """The noun that the amount counts: 5亿元贷款, 3亿元的产值."""
    after = _ALSO.sub("", context.after)
    found = word("head").match(after) or word("direct").match(after)
    if not found or owner("after")[found[1]] == "investment" or cue_in("before", context.clause[-4:]):
        return None
    return owner("after")[found[1]]


def cue(context: Context) -> str | None:
    """The last word for money before it in its clause: 总投资约…"""
    return cue_in("before", context.clause)


def coordinated(context: Context) -> str | None:
    """One of several amounts under one word: 分别为1亿元、2亿元."""
    if context.last in ("investment", "phase", "fixed_assets") and word("part").search(context.between):
        return "phase"
    if word("projects").search(context.between):
        return "investment"
    joined = context.last and _JOINED.fullmatch(context.between) and not cue_in("weak", context.between)
    return context.last if joined else None


def rate(context: Context) -> str | None:
    """An amount by unit without a better word is a price; not what a bank lends or a policy gives by unit."""
    if not context.rate and not _EACH.search(context.clause):
        return None
    given = cue_in("weak", context.clause)
    if given in ("financing", "subsidy"):
        return given
    return lender(context) or ("subsidy" if context.last == "subsidy" else "price")


def weak(context: Context) -> str | None:
    """The last word before it in its clause that says something only where no better one does."""
    role = cue_in("weak", context.clause)
    return "price" if role == "revenue" and context.last == "price" else role  # 一架10万欧元,他家卖16万欧元


def ceiling(context: Context) -> str | None:
    """The most that somebody gets: 单户最高300万元; a subsidy if the sentence does not say of what."""
    if not word("ceiling").search(context.clause):
        return None
    if _LOAN.search(context.sentence) or cue_in("before", context.sentence) == "financing":
        return "financing"
    return "other" if _PENALTY.search(context.sentence) else "subsidy"


def small(context: Context) -> str | None:
    """A few yuan without a better word are a price: 一碗面25元."""
    return "price" if context.small else None


def stage(context: Context) -> str | None:
    """A phase of the investment that was named before: 一期3.9亿元, 年销售收入6亿元;二期3.1亿元."""
    named = word("stage").search(context.clause)
    return "investment" if named and context.since is not None else None


def lender(context: Context) -> str | None:
    """A bank gives it."""
    return "financing" if word("lends").search(context.clause) else None


def earlier(context: Context) -> str | None:
    """The last word for money before it in its sentence, else the first one behind it in its clause."""
    last = last_in("before", context.sentence)
    if last and not _SUBJECT.search(context.sentence, last.end()):
        return owner("before")[last.group()]
    if _BUILDS.match(context.after):
        return "investment"
    found = word("behind").match(context.after)
    return owner("after")[found[1]] if found else None


def heading(context: Context) -> str | None:
    """What the line speaks of, else the line above it; an item of a list is what the item above is."""
    role, venture = cue_in("before", context.line), _VENTURE.search(context.sentence)
    if role and not venture:
        return role
    if len(context.line) <= _ITEM and context.item in _LISTED and (context.item in _LENT or not venture):
        return "investment" if context.item == "total" else context.item
    return None if "＄" in context.above or venture else cue_in("before", context.above)


def _refined(role: str, context: Context) -> str:
    of_company = role == "fixed_assets" and "■" in context.clause
    if (of_company or role in ("investment", "total")) and _DONE.search(context.clause):
        return "progress"
    if role == "progress" and _TO_DO.search(context.clause):
        role = "investment"
    if role == "progress" and context.clause.endswith("到位") and word("count").search(context.sentence):
        return "total"
    if role == "total":
        return "investment" if "■" in context.sentence else role
    if role != "investment":
        return role
    if _is_phase(context):
        return "phase"
    return "total" if _is_total(context) else role


def _is_phase(context: Context) -> bool:
    """其中一期投资3亿元 behind or before the whole."""
    if "总投资" in context.clause:
        return False
    if _SHARE_OF_YEAR.search(context.clause):
        return True
    since = context.since
    if since is not None and "■" not in since:
        if "\n" in since:
            return bool(word("stage").search(context.clause) or word("part").search(context.clause))
        return bool(word("phase").search(since[-_PHASE:]))
    return bool(word("phase").search(context.clause) and _WHOLE_BEHIND.match(context.after))


def _is_total(context: Context) -> bool:
    """Summed over several projects that were counted, or over a place."""
    if _ITS_PROJECT.match(context.after):
        return False
    for found in word("count").finditer(context.sentence):
        inside = found.end() > len(context.sentence) - len(context.clause)
        if not word("restart").search(context.sentence[found.end() :]) and (
            inside or _is_bare(context.clause)
        ):
            return True
    if word("count").match(context.after.lstrip(",:的、 ")):
        return True
    if _SEVERAL.search(context.clause) and word("sum").search(context.clause):
        return True
    if "■" in context.clause or context.last == "phase":
        return False
    if (
        not _SUBJECT.search(context.clause)
        and "■" not in context.sentence
        and word("time").search(context.clause)
    ):
        return True
    told = context.clause if cue_in("before", context.clause) or "■" in context.sentence else context.sentence
    return bool(word("whole").search(told))


def _is_bare(clause: str) -> bool:
    """Whether a clause has no subject of its own: 计划总投资."""
    last = last_in("before", clause)
    return len(_FILLER.sub("", clause[: last.start()] if last else clause)) <= 2
