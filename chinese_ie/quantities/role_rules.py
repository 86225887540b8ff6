"""The rules that say what an amount of money is an amount of, by the words around it.

The words are in `data/roles.toml`. All text here is clean text (see `chinese_ie.text.normalize`) with
its mentions blanked out, one sign a character: companies ■, parks ◆, places ▲, amounts ＄, others □.
"""

from __future__ import annotations

import re

from chinese_ie.quantities.role_context import Context
from chinese_ie.quantities.role_refinement import refined
from chinese_ie.quantities.role_sums import SUBJECT
from chinese_ie.quantities.role_words import cue_in, last_in, owner, word

_ITEM = 30
"""Characters before the first amount of an item of a list, at most."""

_COUNT = 12
"""Characters before an amount in which the projects that it sums up are counted."""

_APART = re.compile("[、＄]")
_GLOSS = re.compile(r"[,(]?(?:约|当年|当时|按[^,()]{0,10})?(?:折合|约合|合|折|相当于)(?:人民币)?约?")
_ALSO = re.compile(r"^(?:[至、到或和]＄+)+")
_OVER = re.compile(r"(?:超|超过|过|破|突破|达到?)$")
_JOINED = re.compile(r"\)?[、,和及与或至到;:(]?(?:[^,。;:()]{0,12}[(:]?)")
_EACH = re.compile(
    r"每[^,年天日]{1,5}(?:每?[年月])?$|一(?:个月|天|小时|个柜|个标箱)$|(?<![那这第同])一(?:[张台套件只辆架株双头箱桶袋盒瓶柜斤度吨亩]|公斤|平方米)[^,]{0,8}$"
)
_LOAN = re.compile(r"贷[^,。;]{0,4},?[^,。;]{0,8}$")
_INTEREST = re.compile(r"贴息[^,。;]{0,4},?[^,。;]{0,8}$")
_PENALTY = re.compile(r"违约|罚|赔")
_VENTURE = re.compile(r"■|项目|工厂|基地|产业园|生产线")
_LISTED = ("output", "revenue", "tax", "financing", "trade", "registered", "phase", "total", "investment")
_LENT = ("financing", "trade", "registered")  # by companies to companies
_MEASURED = ("output", "revenue", "tax", "profit", "registered")
_BUILDS = re.compile(
    r"(?:人民币)?(?:左右)?[来用去]?(?:[在于到]▲*◆*[^,。;]{0,16}?)?"
    r"[新兴扩改投再]?[建造上盖办开](?!市|述|年|缴|涨|升)"
)
_COUNTED = re.compile(
    r"(?<![0-9])[0-9]+[个家户](?:[^,。;]{0,4}?(?:项目|企业|县市区|县区|乡镇))?(?:投资|总投资|产值|营收|税收|纳税|销售)?(?:额)?(?:超|超过|过|破|突破)$"
)  # 8个超过10亿元
_BAND = re.compile(r"(?:的|部分)?,?(?:按[^,。;]{0,6}|[奖补]励?)[0-9.]+%")  # 1亿元至5亿元按5%, 2000万元奖4%
_FUND = re.compile(r"[^,。;＄]{0,4}(?:设立|组建|成立|发起|注入|作为?)[^,。;＄]{0,12}基金")
_OF_FUND = re.compile(
    r"(?:基金|合伙企业)[^,。;]{0,12},[^,。;■]{0,6}(?:规模|[一二三头首]期|[头首]笔|总额|一阶段)[^,。;■]{0,3}$"
)
_ONE_BY_ONE = re.compile(r"(?:[每单][个家]|个个|单体|单项)(?:都|均)?(?:在|不低于|不少于|超过?|过)$")
_BY_AREA = re.compile(r"[亩户人地]均[^,]{0,4}$")
_FUND_OF = re.compile(r"(?:规模)?的[^,。;＄]{0,24}?基金(?!小镇|大厦|港)")
_PROJECT_OF = re.compile("的(?:■*)[^,。;＄]{0,8}项目")
_INVESTED = re.compile("(?:投入|入股|参股|出资|投[给向]|砸[进向])(?:[^产使]|$)")
_SHARE = re.compile("(?<!独)占(?:到|了|去)?约?$")
_NEXT = re.compile("[;,][^,。;(]{0,10}(?:项目|生产线|工厂|基地|车间)$")
_AIMS = re.compile(
    r"(?:[要将想]|力争|目标|有望|争取|确保)[^,]{0,4}(?:奔|冲|过|破|冲刺|迈[上向过]|突破|跨过|站上|跃上|做到|达到?)[着向上刺]?$|目标(?:是|为)?[^,＄]{0,8}$"
)
_PERIOD = re.compile("一年|半年|全年|去年|今年|[一两二三]天|一晚|[0-9]月")
_CLASS_OF = re.compile("以[上下]的?(?:企业|项目|园区|[0-9]+[家个户])")
_CLASS = re.compile("以上的?[^,。;]{0,4}(?:企业|项目|户)[0-9]+[家个户]")
_FROM = re.compile(r"＄(?:\(不?含\))?[至到~-]$")
_OF_BAND = re.compile(
    r"(?:\(不?含\),?)?(?:的|项目|以[上下])?(?:占[^,。;]{1,6},)?[0-9]{1,6}[个项家宗户]"
)  # 1亿元至5亿元38项
_BARE_COUNT = re.compile(r"(?:的[^,。;]{0,4},?)?[0-9]+个(?![月百])")


def lender_suffix(company: str) -> str:
    """The end of a company's name that says it lends money (银行, 支行, 基金), else ''."""
    found = word("lender").search(company)
    return found.group() if found else ""


def role_of(context: Context) -> str:
    """The role of one amount: what the first rule says that has something to say."""
    return decide(context)[0]


def decide(context: Context) -> tuple[str, str]:
    """The role of one amount and the name of the rule that gave it, `default` where none did."""
    for rule in _RULES:
        if role := rule(context):
            return role if rule is gloss else refined(role, context), rule.__name__
    return refined("investment", context), "default"


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
    if role in (*_MEASURED, "trade") and (_CLASS_OF.match(context.after) or _COUNTED.search(context.clause)):
        return "other"
    if role not in (None, "investment", "fixed_assets", "total", "financing", "progress", "other"):
        return None
    after = _ALSO.sub("", context.after)
    if (context.band or _FROM.search(context.clause)) and _OF_BAND.match(after):
        return "other"
    if (
        _ONE_BY_ONE.search(context.clause)
        or _COUNTED.search(context.clause)
        or _BAND.match(after)
        or word("sized").match(after)
    ):
        return "other"
    if (
        role is None
        and context.last in _MEASURED
        and "。" not in context.between
        and word("bounded").match(after)
        and not _CLASS.match(after)
    ):
        return context.last
    if word("bounded").match(after) or (_OVER.search(context.clause) and word("counted").match(after)):
        return "other"
    return "other" if role is None and _BARE_COUNT.match(after) else None


def head(context: Context) -> str | None:
    """The noun that the amount counts: 5亿元贷款, 3亿元的产值."""
    after = _ALSO.sub("", context.after)
    if _FUND.match(after) or _FUND_OF.match(after):
        return "financing"
    if _INVESTED.match(after):
        return "investment"
    found = word("head").match(after) or word("direct").match(after)
    if (
        not found
        or owner("after")[found[1]] == "investment"
        or cue_in("before", _APART.split(context.clause[-4:])[-1])
    ):
        return None
    return owner("after")[found[1]]


def cue(context: Context) -> str | None:
    """The last word for money before it in its clause: 总投资约…"""
    own = context.clause.rpartition("＄")[2]
    if own != context.clause and word("part").search(own) and not cue_in("before", own):
        return None
    return cue_in("before", context.clause)


def share(context: Context) -> str | None:
    """A share of the amount before it: 总投资10亿元,设备占6亿元; 产值1400亿元,飞机制造要占到250亿元."""
    if context.last is None or "。" in context.between or not _SHARE.search(context.clause):
        return None
    return "phase" if context.last == "investment" else context.last


def coordinated(context: Context) -> str | None:
    """One of several amounts under one word: 分别为1亿元、2亿元."""
    if context.last in ("investment", "phase", "fixed_assets") and word("part").search(context.between):
        return "phase"
    if word("projects").search(context.between) or (
        context.last in (*_MEASURED, "trade") and _NEXT.match(context.between)
    ):
        return "investment"
    joined = context.last and _JOINED.fullmatch(context.between) and not cue_in("weak", context.between)
    return context.last if joined else None


def rate(context: Context) -> str | None:
    """An amount by unit without a better word is a price; not what a bank lends or a policy gives by unit."""
    if not context.rate and not _EACH.search(context.clause):
        return None
    if _BY_AREA.search(context.clause) and context.last in ("output", "revenue", "tax"):
        return context.last
    given = cue_in("weak", context.clause)
    if given in ("financing", "subsidy", "other"):
        return given
    return lender(context) or ("subsidy" if context.last == "subsidy" else "price")


def weak(context: Context) -> str | None:
    """The last word before it in its clause that says something only where no better one does."""
    role = cue_in("weak", context.clause)
    if role == "revenue" and (
        context.small or (context.last == "price" and not _PERIOD.search(context.clause))
    ):
        return "price"  # 一架10万欧元,他家卖16万欧元
    told = context.sentence if context.clause.endswith(("签", "签了", "签下")) else context.clause
    if role in ("investment", "total", "subsidy") and word("lends").search(told):
        return "financing"
    return role


def target(context: Context) -> str | None:
    """What one wants to reach is counted as what was reached: 去年产值820亿元,2025年要奔2000亿元."""
    if not _AIMS.search(context.clause):
        return None
    measured = [
        r
        for found in word("before").finditer(context.line)
        if (r := owner("before").get(found.group())) in ("output", "revenue")
    ]
    return measured[-1] if measured else "output"


def ceiling(context: Context) -> str | None:
    """The most that somebody gets: 单户最高300万元; a subsidy if the sentence does not say of what."""
    if not word("ceiling").search(context.clause):
        return None
    if _INTEREST.search(context.sentence):
        return "subsidy"
    if word("lends").search(context.sentence):
        return "financing"
    if _LOAN.search(context.sentence) or cue_in("before", context.sentence) == "financing":
        return "financing"
    return "other" if _PENALTY.search(context.sentence) else "subsidy"


def small(context: Context) -> str | None:
    """A few yuan without a better word are a price: 一碗面25元."""
    return "price" if context.small else None


def fund(context: Context) -> str | None:
    """The size of a fund or what it starts with: 设立产业基金,规模5亿元,首期2亿元."""
    return "financing" if _OF_FUND.search(context.sentence) else None


def stage(context: Context) -> str | None:
    """A phase of the investment that was named before: 一期3.9亿元, 年销售收入6亿元;二期3.1亿元."""
    if not word("stage").search(context.clause):
        return None
    return "investment" if context.since is not None else None


def lender(context: Context) -> str | None:
    """A bank gives it."""
    told = context.sentence if "银企" in context.sentence else context.clause
    return "financing" if word("lends").search(told) else None


def earlier(context: Context) -> str | None:
    """The last word for money before it in its sentence, else the first one behind it in its clause."""
    last = last_in("before", context.sentence)
    if last and not SUBJECT.search(context.sentence, last.end()):
        return owner("before")[last.group()]
    if _BUILDS.match(context.after):
        return "investment"
    found = word("behind").match(context.after)
    return owner("after")[found[1]] if found else None


def heading(context: Context) -> str | None:
    """What the line speaks of, else the line above it; an item of a list is what the item above is."""
    role, venture = cue_in("before", context.line), _VENTURE.search(context.sentence)
    counted = role in _MEASURED and word("count").search(context.sentence[-_COUNT:])
    if counted or _PROJECT_OF.match(context.after):
        return None  # 税收2500万元;5个新开工,10.5亿元
    if role and not venture:
        return role
    if len(context.line) <= _ITEM and context.item in _LISTED and (context.item in _LENT or not venture):
        return "investment" if context.item == "total" else context.item
    return None if "＄" in context.above or venture else cue_in("before", context.above)


_RULES = (
    column,
    gloss,
    member,
    head,
    cue,
    rate,
    share,
    target,
    coordinated,
    ceiling,
    weak,
    small,
    fund,
    stage,
    earlier,
    lender,
    heading,
)

CERTAIN = frozenset({"column", "member", "head", "cue"})
"""Rules that read a word at the amount itself."""

UNCERTAIN = frozenset({"default", "weak", "heading", "earlier", "lender"})
"""Rules that guess from afar."""
